"""The real lexicons and places, loaded once."""

import pytest

from bot.resources import folder
from bot.understanding import Understander


@pytest.fixture(scope="session")
def understander() -> Understander:
    """As the program loads it."""
    return Understander.load(folder("locales"), folder("directory_data"))
