"""getUpdates and webhooks: how a bot gets its updates."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import bad_request, conflict
from simulator.methods.registry import Call, Described, method
from simulator.params import Params
from simulator.state import Json
from simulator.webhook import Webhook

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _allowed(params: Params) -> list[str] | None:
    given = params.json("allowed_updates")
    if given is None:
        return None
    if not isinstance(given, list):
        raise bad_request("expected an Array of String as allowed_updates")
    return [str(kind) for kind in given]


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Return updates, waiting for one up to ``timeout`` seconds (at most 50)."""
    if call.bot.webhook is not None:
        text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        raise conflict(text)
    params = call.params
    limit = params.integer("limit", 100) or 100
    timeout = params.integer("timeout", 0) or 0
    call.bot.inbox.allow(_allowed(params))
    return await call.bot.inbox.poll(
        params.integer("offset", 0) or 0, max(1, min(100, limit)), max(0, min(50, timeout))
    )


def _checked(params: Params) -> str:
    url = params.text("url") or ""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or (parts.scheme == "http" and host not in LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if host not in LOOPBACK:
        # The simulator calls nobody outside this machine.
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    secret = params.text("secret_token") or ""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    return url


@method("setWebhook")
def set_webhook(call: Call) -> Any:
    """Deliver updates to a URL from now on; an empty URL removes the webhook."""
    params, bot = call.params, call.bot
    if not params.text("url"):
        return delete_webhook(call)
    url = _checked(params)
    bot.inbox.allow(_allowed(params))
    if params.flag("drop_pending_updates"):
        bot.inbox.drop()
    connections = max(1, min(100, params.integer("max_connections", 40) or 40))
    known = bot.webhook is not None and bot.webhook.url == url
    if bot.webhook is not None:
        bot.webhook.stop()
    bot.webhook = Webhook(call.world.delivery, bot, url, params.text("secret_token") or "", connections)
    bot.inbox.interrupt()
    bot.webhook.start()
    return Described(True, "Webhook is already set" if known else "Webhook was set")


@method("deleteWebhook")
def delete_webhook(call: Call) -> Any:
    """Go back to getUpdates; what was not delivered waits there."""
    bot = call.bot
    if call.params.flag("drop_pending_updates"):
        bot.inbox.drop()
    if bot.webhook is None:
        return Described(True, "Webhook is already deleted")
    bot.webhook.stop()
    bot.webhook = None
    return Described(True, "Webhook was deleted")


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Return the state of the webhook."""
    bot, hook = call.bot, call.bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.inbox.pending),
    }
    if hook is not None:
        info["max_connections"] = hook.connections
        info["ip_address"] = "127.0.0.1"
        if hook.error is not None:
            info["last_error_date"], info["last_error_message"] = hook.error
    if bot.inbox.allowed is not None:
        info["allowed_updates"] = sorted(bot.inbox.allowed)
    return info


NOT_IN_ANSWER = ("setwebhook", "deletewebhook", "close", "logout")


def allowed_in_answer(name: str) -> bool:
    """Whether a method may ride in the answer to a webhook (the official server refuses get* and a few)."""
    return not name.lower().startswith("get") and name.lower() not in NOT_IN_ANSWER
