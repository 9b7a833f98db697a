"""Every error of the house. Each one says two things: may we try again, and whom do we tell.

    RelaisError
    ├── SettingsError              the operator: one sentence, exit status 2
    ├── StoreError                 the operator: the database cannot be used
    ├── Unreadable                 a raw event that no channel can read; kept with its reason
    ├── LeaseLost                  our lease ended; nothing was written and nothing needs saying
    └── DeliveryError              an outgoing part did not arrive
        ├── SlowDown               429: wait as long as the server says; uses up no attempt
        ├── Unreachable            5xx or no connection: try again later, more and more slowly
        ├── Uncertain              cut after sending: it may have arrived
        ├── Blocked                the person stopped us: staff are told in the topic
        ├── TopicGone              the topic was deleted: make it again, with a recap, and send there
        ├── ChatMoved              the group has a new id: send there, uses up no attempt
        ├── DeskUnusable           not a forum, no right: the operator must mend the group
        └── Refused                the messenger will never take it (too big, bad request)

``tell`` is one of ``nobody``, ``staff`` (in the conversation's topic) or ``operator`` (General and the log).
"""

from typing import ClassVar


class RelaisError(Exception):
    """The root of every error raised on purpose."""

    retry: ClassVar[bool] = False
    tell: ClassVar[str] = "operator"


class SettingsError(RelaisError):
    """A setting or a file is wrong; the message is one sentence that says what and how to mend it."""


class StoreError(RelaisError):
    """The database cannot be reached or used; the message says what to do."""

    retry = True


class Unreadable(RelaisError):
    """A raw event that cannot be read; it stays in the inbox with this reason."""


class LeaseLost(RelaisError):
    """The lane was leased again by another worker; what we prepared was not written."""

    retry = True
    tell = "nobody"


class DeliveryError(RelaisError):
    """An outgoing part did not arrive."""

    outcome: ClassVar[str] = "failed"


class SlowDown(DeliveryError):
    """429. ``seconds`` is what the server asked for; ``chat`` only, unless ``everywhere``."""

    retry = True
    tell = "nobody"
    outcome = "later"

    def __init__(self, seconds: float, *, everywhere: bool = False) -> None:
        super().__init__(f"the server asks to wait {seconds:g} s")
        self.seconds = seconds
        self.everywhere = everywhere


class Unreachable(DeliveryError):
    """The server failed (5xx) or could not be reached; the part surely did not arrive."""

    retry = True
    tell = "staff"
    outcome = "retry"


class Uncertain(DeliveryError):
    """The connection was cut after the part had left: it may or may not have arrived."""

    retry = True
    tell = "staff"
    outcome = "unknown"


class Blocked(DeliveryError):
    """The person blocked us, closed the account or never wrote first."""

    tell = "staff"
    outcome = "blocked"


class TopicGone(DeliveryError):
    """The desk topic does not exist any more."""

    retry = True
    tell = "nobody"
    outcome = "topic_gone"


class ChatMoved(DeliveryError):
    """The group became a supergroup with the id ``chat``."""

    retry = True
    tell = "nobody"
    outcome = "moved"

    def __init__(self, chat: str) -> None:
        super().__init__(f"the group has moved to {chat}")
        self.chat = chat


class DeskUnusable(DeliveryError):
    """The staff group is not a forum, or the bot may not manage topics there."""

    retry = True
    tell = "operator"
    outcome = "retry"


class Refused(DeliveryError):
    """The messenger will never accept this part; the message says why, in words staff can read."""

    tell = "staff"
    outcome = "failed"
