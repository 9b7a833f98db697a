"""`relais audit` and `relais forget`: what the operator asks the store."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from bot.settings import Settings
from bot.store import Store


async def audit_report(settings: Settings, console: Console) -> bool:
    """Prints the account of every conversation; True when the promise holds for all of them."""
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        audit = await store.audit(datetime.now(UTC))
    finally:
        await store.close()
    for name, count in audit.counts.items():
        console.print(f"{count:>8}  {name.replace('_', ' ')}", highlight=False)
    for problem in audit.problems:
        console.print(f"  ✘ {problem}", style="red", markup=False, highlight=False)
    verdict = "Every conversation is accounted for." if audit.ok else f"{len(audit.problems)} need a look."
    console.print(verdict, highlight=False)
    return audit.ok


async def forget_person(settings: Settings, conversation: str) -> str:
    """Erases the person of a conversation; the sentence that says what was done."""
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        known = await store.conversation(conversation)
        if known is None:
            return f"There is no conversation {conversation}."
        await store.forget(conversation)
    finally:
        await store.close()
    return f"Erased: everything of conversation {conversation}."
