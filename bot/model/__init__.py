"""The channel-neutral words of the house. This module imports nothing of ours.

A *person* writes on a *channel*; a channel's raw event is stored on a *lane* and read into an :class:`Inbound`.
A handler gets a :class:`Case` (the conversation and one event) and returns a :class:`Turn`: what leaves
(:class:`Outbound`), what is remembered (:class:`Conversation`) and what is written down (:class:`Message`).
"""

from bot.model.incoming import Delivery, Event, Inbound, Kind, Outcome, RawEvent, Ring, Round, Sender
from bot.model.lanes import desk_lane, talk_lane
from bot.model.matter import Contact, Location, Media, Slip
from bot.model.outgoing import Act, Choice, Icon, Outbound, To
from bot.model.post import Bucket, Part, Sent
from bot.model.remembered import Author, Conversation, Entry, Fact, Memory, Message, Owner, Pace, Topic
from bot.model.text import escape, plain
from bot.model.turn import Case, Handoff, Turn

__all__ = [
    "Act",
    "Author",
    "Bucket",
    "Case",
    "Choice",
    "Contact",
    "Conversation",
    "Delivery",
    "Entry",
    "Event",
    "Fact",
    "Handoff",
    "Icon",
    "Inbound",
    "Kind",
    "Location",
    "Media",
    "Memory",
    "Message",
    "Outbound",
    "Outcome",
    "Owner",
    "Pace",
    "Part",
    "RawEvent",
    "Ring",
    "Round",
    "Sender",
    "Sent",
    "Slip",
    "To",
    "Topic",
    "Turn",
    "desk_lane",
    "escape",
    "plain",
    "talk_lane",
]
