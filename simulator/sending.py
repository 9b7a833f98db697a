"""What people send beside text: files, albums, positions, contacts."""

from collections.abc import Sequence
from typing import Any

from simulator.entities import parse
from simulator.files import Upload, describe
from simulator.methods.media import new_album_id
from simulator.people import People
from simulator.samples import sample
from simulator.state import Bot, Group, Json, Message, Topic, User

Data = bytes | Upload | None


class Sending(People):
    """The hands of the people for everything that is not text; all files default to a small sample."""

    def send_media(
        self,
        user: User,
        to: Bot | Group,
        kind: str,
        data: Data = None,
        *,
        caption: str | None = None,
        thread: int | Topic | None = None,
        reply_to: Message | int | None = None,
        anonymous: bool = False,
        name: str | None = None,
        duration: int = 0,
    ) -> Message:
        """Send a file of one kind (``photo`` … ``sticker``); without data a small sample is sent."""
        content = {**self._file(kind, data, name, duration), **_caption(caption)}
        return self._send(user, to, content, thread, reply_to, anonymous, has_files=True)

    def _file(self, kind: str, data: Data, name: str | None = None, duration: int = 0) -> Json:
        upload = data if isinstance(data, Upload) else Upload(data, name) if data is not None else sample(kind)
        return describe(self.world.files.add(kind, upload, duration=duration), {"emoji": "🙂"})

    def send_album(
        self,
        user: User,
        to: Bot | Group,
        items: Sequence[tuple[str, Data]] = (("photo", None), ("photo", None)),
        *,
        caption: str | None = None,
        thread: int | Topic | None = None,
        anonymous: bool = False,
    ) -> list[Message]:
        """Send 2–10 ``(kind, data)`` as one album; it arrives as separate messages."""
        album = {"media_group_id": new_album_id(self.world.random.randrange)}
        sent = []
        for number, (kind, data) in enumerate(items):
            content = {**self._file(kind, data), **album, **(_caption(caption) if number == 0 else {})}
            sent.append(self._send(user, to, content, thread, None, anonymous, has_files=True))
        return sent

    def send_location(
        self,
        user: User,
        to: Bot | Group,
        latitude: float,
        longitude: float,
        *,
        live_period: int | None = None,
        thread: int | Topic | None = None,
        reply_to: Message | int | None = None,
    ) -> Message:
        """Share a position; ``live_period`` (seconds) makes it a live one."""
        point: Json = {"latitude": latitude, "longitude": longitude}
        if live_period:
            point["live_period"] = live_period
        return self._send(user, to, {"location": point}, thread, reply_to, False)

    def move_location(self, user: User, message: Message, latitude: float, longitude: float) -> Message:
        """Move a live position: bots get it as an edited message."""
        self._own(user, message)
        point = {**message.raw["location"], "latitude": latitude, "longitude": longitude}
        self.world.change(message, {"location": point})
        self.world.announce(message, "edited_message")
        return message

    def send_contact(
        self,
        user: User,
        to: Bot | Group,
        phone: str = "+33600000000",
        first_name: str | None = None,
        *,
        thread: int | Topic | None = None,
    ) -> Message:
        """Share a contact; without a name one's own."""
        contact: Json = {"phone_number": phone, "first_name": first_name or user.first_name}
        if first_name is None:
            contact["user_id"] = user.id
        return self._send(user, to, {"contact": contact}, thread, None, False)

    def send_photo(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a picture (PNG, JPEG, GIF, WebP or BMP)."""
        return self.send_media(user, to, "photo", data, **options)

    def send_document(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send any file."""
        return self.send_media(user, to, "document", data, **options)

    def send_voice(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a voice message."""
        return self.send_media(user, to, "voice", data, **options)

    def send_video(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a video."""
        return self.send_media(user, to, "video", data, **options)

    def send_video_note(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a round video message."""
        return self.send_media(user, to, "video_note", data, **options)

    def send_animation(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send an animation."""
        return self.send_media(user, to, "animation", data, **options)

    def send_audio(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a piece of music or another sound file."""
        return self.send_media(user, to, "audio", data, **options)

    def send_sticker(self, user: User, to: Bot | Group, data: Data = None, **options: Any) -> Message:
        """Send a sticker."""
        return self.send_media(user, to, "sticker", data, **options)


def _caption(caption: str | None) -> Json:
    if not caption:
        return {}
    text, entities = parse(caption, None)
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}
