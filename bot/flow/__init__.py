"""Nothing is lost, nothing overtakes: lanes, worker, delivery, doorbell, throttle, clock, rounds."""

from bot.flow.clock import Sweeper
from bot.flow.delivery import Post, Sender
from bot.flow.doorbell import Doorbell, MemoryDoorbell, RedisDoorbell, doorbell_for
from bot.flow.rounds import Rounds
from bot.flow.throttle import MemoryThrottle, RedisThrottle, Throttle, throttle_for
from bot.flow.worker import Handler, Worker

__all__ = [
    "Doorbell",
    "Handler",
    "MemoryDoorbell",
    "MemoryThrottle",
    "Post",
    "RedisDoorbell",
    "RedisThrottle",
    "Rounds",
    "Sender",
    "Sweeper",
    "Throttle",
    "Worker",
    "doorbell_for",
    "throttle_for",
]
