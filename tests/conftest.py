"""Before the first test: the lexicons are compiled once, for this process and for all that the tests start."""

from bot.resources import folder
from bot.understanding.wordbook import Wordbook


def pytest_sessionstart() -> None:
    Wordbook.prepare(folder("locales"))
