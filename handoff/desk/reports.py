"""What the desk does when the post reports how a part fared."""

from __future__ import annotations

from bot.model import Act, Case, Delivery, Outcome, Owner, To, Turn
from handoff.desk.draft import Draft
from handoff.desk.links import topic_link
from handoff.desk.relay import DELIVERED, NOT_DELIVERED, Relay
from handoff.desk.words import Words

_QUIET = ("desk.mark", "desk.seen", "desk.close", "desk.reopen", "desk.react")
"""Parts that say nothing: when one fails, nobody has missed a word. Nor is a failure in General told in General."""


class Reports:
    """Delivery is shown where staff look: a reaction on their message, and the reason in words when it failed."""

    def __init__(self, words: Words, relay: Relay) -> None:
        self._words = words
        self._relay = relay

    def delivered(self, case: Case) -> Turn:
        """The post reports on a part of this conversation."""
        if not isinstance(case.event, Delivery):
            raise TypeError("not a report of the post")
        report, draft = case.event, Draft.of(case)
        if report.to is not To.PERSON:
            return self._of_desk(draft, report)
        staff_wrote = report.message and "." not in report.message
        match report.outcome:
            case Outcome.SENT:
                if staff_wrote:
                    self._relay.mark(draft, DELIVERED, report.message)
                if report.reason:
                    self._say(draft, report, "carried." + report.reason)
            case Outcome.BLOCKED:
                draft.change(blocked=True)
                self._tell(draft, report, "blocked", staff_wrote=bool(staff_wrote))
            case Outcome.UNKNOWN:
                self._say(draft, report, "maybe_sent")
            case Outcome.RETRY:
                self._say(draft, report, "retrying")
            case Outcome.FAILED:
                self._tell(draft, report, "failed", staff_wrote=bool(staff_wrote))
        return draft.turn(f"delivery:{report.outcome.value}")

    def blocked(self, case: Case, *, blocked: bool) -> Turn:
        """The person stopped the bot, or started it again: staff who have the talk see it."""
        draft = Draft.of(case)
        draft.change(blocked=blocked)
        if draft.conversation.owner in (Owner.WAITING, Owner.STAFF):
            draft.topic("blocked", self._words.staff("blocked" if blocked else "unblocked"))
        return draft.turn("blocked" if blocked else "unblocked")

    def _of_desk(self, draft: Draft, report: Delivery) -> Turn:
        """A part did not reach the topic: the whole group is told, for the topic may be the trouble."""
        if report.key.endswith(":desk.topic") and report.outcome is Outcome.SENT and draft.conversation.urgent:
            return self._linked(draft, report)
        if report.to is not To.DESK or report.key.rpartition(":")[2].startswith(_QUIET):
            return draft.turn(f"desk delivery:{report.outcome.value}")
        if report.outcome in (Outcome.FAILED, Outcome.BLOCKED):
            who = draft.conversation.pseudonym
            draft.part(
                "undelivered", To.GENERAL, self._words.staff("mirror_failed", who=who, reason=report.reason), priority=1
            )
        elif report.reason and report.outcome is Outcome.SENT:
            draft.topic("note", self._words.staff("carried." + report.reason), reply_to=report.message)
        return draft.turn(f"desk delivery:{report.outcome.value}")

    def _linked(self, draft: Draft, report: Delivery) -> Turn:
        """The alert left before the topic was there, because it must be quick: now it gets the link."""
        conversation, words = draft.conversation, self._words
        link = topic_link(conversation)
        if link and conversation.topic:
            alert = f"{report.key.partition(':')[0]}.alert"
            text = words.staff("alert", who=conversation.pseudonym, need=conversation.need)
            text = f'🔴 <b>{text}</b> <a href="{link}">{words.staff("open_topic")}</a>'
            draft.part("alert", To.GENERAL, text, act=Act.EDIT, target=alert, chat=conversation.topic.chat, priority=1)
        return draft.turn("desk delivery:linked")

    def _tell(self, draft: Draft, report: Delivery, key: str, *, staff_wrote: bool) -> None:
        if staff_wrote:
            self._relay.mark(draft, NOT_DELIVERED, report.message)
        self._say(draft, report, key)

    def _say(self, draft: Draft, report: Delivery, key: str) -> None:
        """Tells the topic; a talk that never came to the desk has none."""
        if draft.conversation.topic_asked:
            staff_wrote = report.message and "." not in report.message
            draft.topic(
                key.split(".", maxsplit=1)[0],
                self._words.staff(key, reason=report.reason),
                reply_to=report.message if staff_wrote else "",
            )
