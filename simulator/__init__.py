"""A Bot API server on loopback with people and a staff group in it, for demos and tests."""

from simulator.errors import SimulatorError
from simulator.files import Upload
from simulator.limits import Limits
from simulator.sim import Simulator
from simulator.state import Bot, BotRights, Group, Message, Press, Topic, User

__all__ = [
    "Bot",
    "BotRights",
    "Group",
    "Limits",
    "Message",
    "Press",
    "Simulator",
    "SimulatorError",
    "Topic",
    "Upload",
    "User",
]
