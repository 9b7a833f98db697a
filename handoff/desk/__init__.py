"""The desk: one topic a conversation, where staff read and answer in their own language."""

from handoff.desk.desk import Desk
from handoff.desk.duty import Duty
from handoff.desk.office import Book, DeskGroups, Guidance, Office, Rules
from handoff.desk.pseudonyms import pseudonym

__all__ = ["Book", "Desk", "DeskGroups", "Duty", "Guidance", "Office", "Rules", "pseudonym"]
