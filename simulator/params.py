"""Parameters of an API call, whichever way they came (query, form, JSON, multipart)."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from simulator.errors import bad_request
from simulator.files import Upload


@dataclass(slots=True)
class Params:
    """Values by name, with the Bot API's leniency: numbers and JSON may come as text."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return a text parameter, None where it is missing."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return json.dumps(value) if isinstance(value, dict | list) else str(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number; raises 400 for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be of type Number') from None

    def number(self, name: str) -> float | None:
        """Return a decimal number; raises 400 for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be of type Number') from None

    def flag(self, name: str) -> bool:
        """Return a yes or no; missing is no."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value.strip().lower() in ("true", "yes", "1")
        return bool(value)

    def json(self, name: str) -> Any:
        """Return a JSON parameter; raises 400 when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def numbers(self, name: str) -> list[int]:
        """Return 1–100 strictly increasing message ids; raises 400 for anything else."""
        value = self.json(name)
        if not isinstance(value, list) or not 1 <= len(value) <= 100:
            raise bad_request("message identifiers must be specified as an Array of 1-100 Number")
        ids = [int(item) for item in value if isinstance(item, int | str) and str(item).isdigit()]
        if len(ids) != len(value):
            raise bad_request("invalid message identifier specified")
        if any(left >= right for left, right in pairwise(ids)):
            raise bad_request("message identifiers must be in a strictly increasing order")
        return ids

    def upload(self, name: str) -> Upload | None:
        """Return the file sent under a name, or named by ``attach://`` in that parameter."""
        if name in self.files:
            return self.files[name]
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return None
