"""Asking about chats and members; leaving."""

from simulator.errors import bad_request
from simulator.methods.common import find_chat, find_group
from simulator.methods.registry import Call, method
from simulator.state import Bot, Group, Json, Member, PrivateChat
from simulator.world import member_json

_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_invite_users",
    "can_react_to_messages",
)
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
def get_chat(call: Call) -> Json:
    """Return all about a chat (ChatFullInfo)."""
    chat = find_chat(call)
    if isinstance(chat, PrivateChat) and not chat.messages:
        raise bad_request("chat not found")
    group = isinstance(chat, Group)
    full: Json = {
        **chat.raw,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, not group),
    }
    if group:
        full["permissions"] = {name: name in _PERMISSIONS for name in (*_PERMISSIONS, "can_change_info", *_RIGHTS)}
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = call.world.show(pinned, call.bot)
    return full


_RIGHTS = ("can_pin_messages", "can_manage_topics")


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """Return the place of an account in a chat."""
    chat = find_chat(call)
    user_id = call.params.integer("user_id")
    if isinstance(chat, Group):
        member = chat.members.get(user_id or 0)
        if member is None:
            user = call.world.users.get(user_id or 0)
            if user is None:
                raise bad_request("PARTICIPANT_ID_INVALID")
            member = Member(user, "left")
        return member_json(member)
    if user_id == call.bot.id:
        return member_json(Member(call.bot))
    if user_id != chat.id:
        raise bad_request("member not found")
    return member_json(Member(call.world.users[chat.id]))


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """Return the administrators of a group, other bots left out."""
    group, _ = find_group(call)
    return [
        member_json(member)
        for member in group.members.values()
        if member.is_admin and (not isinstance(member.who, Bot) or member.who is call.bot)
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """Return how many are in a chat."""
    chat = find_chat(call)
    if isinstance(chat, Group):
        return sum(1 for member in chat.members.values() if member.present)
    return 2


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    group, member = find_group(call)
    before = member_json(member)
    member.status = "left"
    call.world.set_member(group, call.bot, None, before, member_json(member))
    return True


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Json:
    """Return no photos: nobody here has one."""
    if call.params.integer("user_id") not in call.world.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
