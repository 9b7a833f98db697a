"""Places, their hours, and where to find them: an index in memory, pure, without network or SQL."""

from bot.directory.answer import STALE_DAYS, Answer, Hit, NameMatch, Query
from bot.directory.formats import FormatError, RowError, format_names, open_format
from bot.directory.hours import Status, open_during, status
from bot.directory.index import Directory
from bot.directory.place import Access, Audience, Notice, Phone, Place, Service
from bot.directory.taxonomy import Need, Taxonomy

__all__ = [
    "STALE_DAYS",
    "Access",
    "Answer",
    "Audience",
    "Directory",
    "FormatError",
    "Hit",
    "NameMatch",
    "Need",
    "Notice",
    "Phone",
    "Place",
    "Query",
    "RowError",
    "Service",
    "Status",
    "Taxonomy",
    "format_names",
    "open_during",
    "open_format",
    "status",
]
