"""sendMessage and the other messages without files."""

from typing import Any

from simulator.errors import bad_request
from simulator.methods.common import send, text_fields, writable
from simulator.methods.registry import Call, method, one
from simulator.params import Params
from simulator.state import Group, Json


@method("sendMessage", one)
def send_message(call: Call) -> Json:
    """Send a text."""
    content = text_fields(call)
    preview = call.params.values.get("link_preview_options") and call.params.json("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return send(call, content)


def location_fields(params: Params) -> Json:
    """Return a checked Location; raises 400 outside the globe or outside the allowed live period."""
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None or not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong location specified")
    location: Json = {"latitude": latitude, "longitude": longitude}
    accuracy = params.number("horizontal_accuracy")
    if accuracy:
        location["horizontal_accuracy"] = accuracy
    period = params.integer("live_period", 0) or 0
    if period:
        if not (60 <= period <= 86_400 or period == 0x7FFFFFFF):
            raise bad_request("wrong live location period specified")
        location["live_period"] = period
    return location


@method("sendLocation", one)
def send_location(call: Call) -> Json:
    """Send a position."""
    return send(call, {"location": location_fields(call.params)})


@method("sendVenue", one)
def send_venue(call: Call) -> Json:
    """Send a place with its name and address."""
    params = call.params
    title, address = params.text("title"), params.text("address")
    if not title or not address:
        raise bad_request("venue title must be non-empty" if not title else "venue address must be non-empty")
    location = location_fields(params)
    return send(call, {"venue": {"location": location, "title": title, "address": address}, "location": location})


@method("sendContact", one)
def send_contact(call: Call) -> Json:
    """Send a phone number with a name."""
    params = call.params
    phone, first = params.text("phone_number"), params.text("first_name")
    if not phone or not first:
        raise bad_request("contact phone number and first name must be non-empty")
    contact: Json = {"phone_number": phone, "first_name": first}
    for name in ("last_name", "vcard"):
        if params.text(name):
            contact[name] = params.text(name)
    return send(call, {"contact": contact})


_CHAT_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)


@method("sendChatAction")
def send_chat_action(call: Call) -> Any:
    """Show "typing…" in a chat."""
    chat = writable(call)
    action = call.params.text("action") or ""
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread = call.params.integer("message_thread_id") if isinstance(chat, Group) and chat.forum else None
    call.world.publish({"type": "typing", "chat": chat.key, "thread": thread, "action": action, "name": call.bot.name})
    return True
