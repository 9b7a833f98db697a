"""Checks objects against the published description of the Bot API."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
}


NEWER = {"ChatMemberAdministrator": ["can_send_welcome_messages"]}
"""Fields newer than the description (10.1) that aiogram (Bot API 10.3) requires."""


@dataclass
class Shapes:
    """The types and methods of ``api.json``."""

    types: dict[str, Any]
    methods: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Shapes":
        api = json.loads(path.read_text("utf-8"))
        return cls(api["types"], api["methods"])

    def faults(self, kind: str, value: Any, where: str = "") -> list[str]:
        """Return what is wrong with a value that should be of a type; an empty list is perfect."""
        where = where or kind
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: not a list"]
            inner = kind.removeprefix("Array of ")
            return [
                fault for index, item in enumerate(value) for fault in self.faults(inner, item, f"{where}[{index}]")
            ]
        if kind in _PLAIN:
            fits = isinstance(value, _PLAIN[kind]) and (kind in ("Boolean", "True") or not isinstance(value, bool))
            return [] if fits else [f"{where}: {value!r} is no {kind}"]
        described = self.types[kind]
        if described.get("subtypes"):
            tried = [self.faults(name, value, f"{where}<{name}>") for name in described["subtypes"]]
            return min(tried, key=len)
        return self._object(kind, described.get("fields", []), value, where)

    def _object(self, kind: str, fields: list[dict[str, Any]], value: Any, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {kind}"]
        known = {field["name"]: field for field in fields}
        allowed = {*known, *NEWER.get(kind, [])}
        found = [f"{where}.{name}: unknown field" for name in value if name not in allowed]
        found += [
            f"{where}.{name}: missing" for name, field in known.items() if field["required"] and name not in value
        ]
        for name, item in value.items():
            if name in known:
                best: list[str] = min(
                    (self.faults(type_, item, f"{where}.{name}") for type_ in known[name]["types"]), key=len
                )
                found += best
        return found

    def result_faults(self, method: str, value: Any) -> list[str]:
        """Return what is wrong with the result of a method."""
        tried = [self.faults(kind, value, method) for kind in self.methods[method]["returns"]]
        return min(tried, key=len)
