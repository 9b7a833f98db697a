"""Errors of the simulator: what the Bot API answers, and what a person cannot do."""

from typing import Any


class ApiError(Exception):
    """An error in the shape of the Bot API: HTTP status ``code``, ``description``, ``parameters``."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body that a Bot API server sends for this error."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class SimulatorError(ValueError):
    """What a person or a staff member tried is not possible in the simulated world."""


def bad_request(text: str) -> ApiError:
    """Return the 400 error whose description is ``Bad Request: text``."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """Return the 403 error whose description is ``Forbidden: text``."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Return the 409 error whose description is ``Conflict: text``."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return the 429 error that asks to wait ``retry_after`` seconds."""
    text = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, text, {"retry_after": retry_after})


def migrated(new_id: int) -> ApiError:
    """Return the 400 error that names the new id of a group that became a supergroup."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, {"migrate_to_chat_id": new_id})
