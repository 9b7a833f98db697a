"""Reports: who writes, what for, how long they waited. Counted from facts that hold no word of what was said."""

from handoff.reports.counting import facts_of
from handoff.reports.figures import Figures, figures_of
from handoff.reports.rows import Row
from handoff.reports.words import ReportWords

__all__ = ["Figures", "ReportWords", "Row", "facts_of", "figures_of"]
