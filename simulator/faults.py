"""Faults on demand: the next calls that shall fail, and how."""

from dataclasses import dataclass, field

from simulator.errors import ApiError, SimulatorError, bad_request, forbidden, too_many_requests

TRANSPORT = ("502", "cut_before", "cut_after", "timeout")
"""Kinds that break the connection or its answer instead of answering in the shape of the Bot API."""


@dataclass(slots=True)
class Fault:
    """A fault that waits for ``left`` more calls of ``method`` (``*``: any) in ``chat_id`` (None: any)."""

    method: str
    chat_id: int | None
    kind: str
    left: int
    retry_after: int = 3

    def error(self) -> ApiError | None:
        """Return the API error of this fault, None for those of the connection."""
        code, _, text = self.kind.partition(":")
        if code == "429":
            return too_many_requests(self.retry_after)
        if code == "500":
            return ApiError(500, "Internal Server Error")
        if code == "400":
            return bad_request(text.removeprefix("Bad Request: "))
        if code == "403":
            return forbidden(text.removeprefix("Forbidden: "))
        return None


@dataclass(slots=True)
class Faults:
    """The faults that wait, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Arm a fault; raises SimulatorError for an unknown kind."""
        if fault.kind.partition(":")[0] not in ("429", "500", "400", "403", *TRANSPORT):
            raise SimulatorError(f"unknown kind of fault: {fault.kind}")
        self.waiting.append(fault)
        return fault

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Use up one occurrence of the first fault that fits this call."""
        for fault in self.waiting:
            if fault.method not in ("*", method) or fault.chat_id not in (None, chat_id):
                continue
            fault.left -= 1
            if fault.left <= 0:
                self.waiting.remove(fault)
            return fault
        return None
