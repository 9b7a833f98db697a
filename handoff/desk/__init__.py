"""The desk: one topic a conversation, where staff read and answer in their own language."""

from handoff.desk.desk import Desk, DeskGroups
from handoff.desk.duty import Duty
from handoff.desk.pseudonyms import pseudonym

__all__ = ["Desk", "DeskGroups", "Duty", "pseudonym"]
