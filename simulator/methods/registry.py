"""The registry of methods and what a method is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator.params import Params
from simulator.state import Bot
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the world, the bot that calls and its parameters."""

    world: World
    bot: Bot
    params: Params


Handler = Callable[[Call], Any]
Cost = Callable[[Params], int]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its official name, its handler (may be async), and its cost under flood limits."""

    name: str
    handler: Handler
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A result that the server sends with a ``description`` beside it."""

    result: Any
    description: str


REGISTRY: dict[str, Method] = {}
"""Methods by name in lower case (the Bot API does not mind capitals)."""

Function = TypeVar("Function", bound=Handler)


def one(_: Params) -> int:
    """Return the cost of a method that is one action."""
    return 1


def method(name: str, cost: Cost | None = None) -> Callable[[Function], Function]:
    """Register a function as a method; ``cost`` counts actions for the flood limits."""

    def register(function: Function) -> Function:
        REGISTRY[name.lower()] = Method(name, function, cost)
        return function

    return register
