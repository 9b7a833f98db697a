"""Files: upload, ids, download, albums, sizes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Upload
from simulator.files import image_size
from simulator.samples import png, sample
from tests.simulator.client import Scene, refused


async def download(scene: Scene, file_id: str) -> bytes:
    path = (await scene.api("getFile", file_id=file_id))["file_path"]
    async with scene.api.session.get(f"{scene.sim.url}/file/bot{scene.bot.token}/{path}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_photo_goes_round(scene: Scene) -> None:
    data = png(64, 48)
    scene.sim.send_photo(scene.amina, scene.bot, data, caption="la lettre")
    message = (await scene.api("getUpdates"))[0]["message"]
    size = message["photo"][-1]
    assert (size["width"], size["height"], size["file_size"], message["caption"]) == (64, 48, len(data), "la lettre")
    assert await download(scene, size["file_id"]) == data
    again = await scene.api("sendPhoto", chat_id=scene.amina.id, photo=size["file_id"])
    assert again["photo"][-1]["file_unique_id"] == size["file_unique_id"]


async def test_a_file_id_belongs_to_one_bot(scene: Scene) -> None:
    other = scene.sim.add_bot("777777:other", username="other_bot")
    scene.sim.join(scene.group, other, admin=True)
    scene.sim.send_document(scene.camille, scene.group, b"%PDF", name="a.pdf")
    mine = scene.bot.inbox.pending.popitem()[1].body["document"]
    theirs = other.inbox.pending.popitem()[1].body["document"]
    assert mine["file_unique_id"] == theirs["file_unique_id"]
    assert mine["file_id"] != theirs["file_id"]
    wrong = await refused(scene.api("sendDocument", chat_id=scene.amina.id, document=theirs["file_id"]))
    assert wrong.description == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_files_above_20_mb_are_not_given(scene: Scene) -> None:
    big = Upload(b"x", "film.mp4", size=(20 << 20) + 1)
    scene.sim.send_video(scene.amina, scene.bot, big)
    file_id = (await scene.api("getUpdates"))[0]["message"]["video"]["file_id"]
    assert (await refused(scene.api("getFile", file_id=file_id))).description == "Bad Request: file is too big"
    copied = await scene.api("sendVideo", chat_id=scene.amina.id, video=file_id)
    assert copied["video"]["file_size"] == big.size


@pytest.mark.parametrize(
    ("method", "params", "expected"),
    [
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://example.org/a.png"}, "failed to get HTTP URL content"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}, "too many messages to send as an album"),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}]},
            "documents and audio can't be mixed with other media types",
        ),
    ],
)
async def test_refusals(scene: Scene, method: str, params: dict[str, object], expected: str) -> None:
    found = await refused(scene.api(method, chat_id=scene.amina.id, **params))
    assert found.description == f"Bad Request: {expected}"


async def test_uploads_are_looked_at(scene: Scene) -> None:
    async def send(data: bytes) -> str:
        files = {"photo": ("a.png", data, "image/png")}
        return (await refused(scene.api.upload("sendPhoto", files, chat_id=scene.amina.id))).description

    assert await send(b"no picture at all") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await send(b"") == "Bad Request: file must be non-empty"
    assert await send(png() + bytes(10 << 20)) == "Bad Request: file is too big for a photo"


async def test_too_much_at_once_is_413(scene: Scene) -> None:
    files = {"document": ("a.bin", bytes((50 << 20) + 1), "application/octet-stream")}
    found = await refused(scene.api.upload("sendDocument", files, chat_id=scene.amina.id))
    assert (found.code, found.description) == (413, "Request Entity Too Large")


async def test_albums_keep_together_when_copied(scene: Scene) -> None:
    sent = scene.sim.send_album(scene.amina, scene.bot, caption="deux pages")
    assert len({message.raw["media_group_id"] for message in sent}) == 1
    ids = [message.id for message in sent]
    copies = await scene.api("copyMessages", chat_id=scene.group.id, from_chat_id=scene.amina.id, message_ids=ids)
    albums = [scene.group.messages[copy["message_id"]].raw["media_group_id"] for copy in copies]
    assert albums[0] == albums[1] != sent[0].raw["media_group_id"]
    assert scene.group.messages[copies[0]["message_id"]].text == "deux pages"


async def test_an_album_is_uploaded(scene: Scene) -> None:
    media = json.dumps([{"type": "photo", "media": "attach://a", "caption": "<b>a</b>", "parse_mode": "HTML"}] * 2)
    files = {"a": ("a.png", png(8, 8), "image/png")}
    sent = await scene.api.upload("sendMediaGroup", files, chat_id=scene.amina.id, media=media)
    assert [message["caption"] for message in sent] == ["a", "a"]
    assert sent[0]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]


async def test_captions_have_their_limit(scene: Scene) -> None:
    file_id = (await scene.api.upload("sendPhoto", {"photo": ("a", png(), "image/png")}, chat_id=scene.amina.id))[
        "photo"
    ][0]["file_id"]
    found = await refused(scene.api("sendPhoto", chat_id=scene.amina.id, photo=file_id, caption="x" * 1025))
    assert found.description == "Bad Request: message caption is too long"


async def test_a_copied_live_position_stands_still(scene: Scene) -> None:
    live = scene.sim.send_location(scene.amina, scene.bot, 48.88, 2.35, live_period=600)
    scene.sim.move_location(scene.amina, live, 48.9, 2.4)
    updates = await scene.api.updates()
    assert updates[1]["edited_message"]["location"]["live_period"] == 600
    copy = await scene.api("copyMessage", chat_id=scene.group.id, from_chat_id=scene.amina.id, message_id=live.id)
    raw = scene.group.messages[copy["message_id"]].raw
    assert raw["location"] == {"latitude": 48.9, "longitude": 2.4}


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=80),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"BM"]),
)
def test_no_bytes_break_the_reading_of_sizes(tail: bytes, head: bytes) -> None:
    found = image_size(head + tail)
    assert found is None or len(found) == 2


def test_sizes_of_pictures() -> None:
    assert image_size(png(33, 21)) == (33, 21)
    assert image_size(sample("sticker").data) == (512, 512)
    assert image_size(b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03") == (32, 16)
    assert image_size(b"GIF89a\x05\x00\x07\x00") == (5, 7)
