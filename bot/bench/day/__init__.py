"""A scripted working day of one association, played in the simulator under Telegram's own limits."""

from bot.bench.day.figures import Figures
from bot.bench.day.run import Day, run_day

__all__ = ["Day", "Figures", "run_day"]
