"""The desk's book in memory: what the store keeps, for tests of the desk alone."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class MemoryBook:
    """Keeps the notes of turns; ``queue`` are the conversations that wait, ``counted`` the facts."""

    pages: dict = field(default_factory=dict)
    queue: list = field(default_factory=list)
    counted: list = field(default_factory=list)
    on_the_way: int = 0

    def keep(self, notes):
        """What the store does with the notes of a turn."""
        for entry in notes:
            kind = self.pages.setdefault(entry.kind, {})
            kind.pop(entry.key, None)
            if entry.body is not None:
                kind[entry.key] = entry.body

    async def notes(self, kind):
        return dict(self.pages.get(kind, {}))

    async def waiting(self):
        return sorted(self.queue, key=lambda one: one.waiting_since)

    async def held(self):
        return 0

    async def queued(self):
        return self.on_the_way

    async def facts(self, since, until):
        return [row for row in self.counted if since <= row.at < until]
