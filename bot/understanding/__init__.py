"""Text → Understanding: language, needs, danger, place, time. Pure: no network, no clock of its own."""

from bot.understanding.types import FoundPlace, Hints, Understanding, When
from bot.understanding.understander import Understander

__all__ = ["FoundPlace", "Hints", "Understander", "Understanding", "When"]
