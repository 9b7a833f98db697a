"""Texts that wait one behind the other leave as one, within the limit, and each keeps its own end."""

import pytest

from bot.errors import Refused, Uncertain
from bot.model import Act, Outcome
from tests.flow.scene import opens_topic, says, states
from tests.store.kit import GROUP, answer, mirror, rows


async def _mirrors(scene, texts, **more):
    await opens_topic(scene)
    parts = [mirror(text, f"m{n}", merge=True, message=f"d{n}", **more) for n, text in enumerate(texts)]
    await says(scene, "7", *parts)


async def test_mirrors_that_wait_one_behind_the_other_leave_as_one_and_share_its_id(scene, database_url):
    await _mirrors(scene, ["one", "two", "three"])
    await scene.settle()
    assert scene.messenger.texts(GROUP) == ["one\n\ntwo\n\nthree"]
    links = await rows(
        database_url, "SELECT message_id, provider_id FROM links WHERE side = 'desk' ORDER BY message_id"
    )
    assert [message for message, _id in links] == ["d0", "d1", "d2"]
    assert len({provider_id for _message, provider_id in links}) == 1
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_joined_texts_stay_within_the_limit_and_in_order(scene):
    texts = [f"{n}" * 900 for n in range(9)]
    await _mirrors(scene, texts)
    await scene.settle()
    sent = scene.messenger.texts(GROUP)
    assert "\n\n".join(sent) == "\n\n".join(texts)
    assert len(sent) < 9
    assert all(len(text) <= 3_800 for text in sent)


@pytest.mark.parametrize(
    "between",
    [
        {"merge": False}, {"reply_to": "x"}, {"choices": ((),)}, {"act": Act.EDIT}, {"text": ""},
    ],
    ids=lambda b: next(iter(b)),
)  # fmt: skip
async def test_only_plain_neighbours_are_joined(scene, between):
    await opens_topic(scene)
    fields = {"merge": True, **between}
    middle = mirror(fields.pop("text", "middle"), "b", thread="5", **fields)
    await says(
        scene, "7", mirror("one", "a", merge=True, thread="5"), middle, mirror("three", "c", merge=True, thread="5")
    )
    await scene.settle()
    assert [text for text in scene.messenger.texts(GROUP) if text] == [
        text for text in ("one", middle.text, "three") if text
    ]


async def test_a_joined_text_that_is_refused_harms_only_the_part_at_fault(scene, monkeypatch):
    real = scene.messenger.send

    async def send(part):
        if "bad" in part.body.text:
            scene.messenger.tried.append(part)
            raise Refused("can't parse entities")
        return await real(part)

    monkeypatch.setattr(scene.messenger, "send", send)
    await _mirrors(scene, ["one", "bad", "three"])
    await scene.settle()
    assert scene.messenger.texts(GROUP) == ["one", "three"]
    assert [(r.outcome, r.message) for r in scene.reports()] == [(Outcome.FAILED, "d1")]


async def test_a_joined_text_that_is_uncertain_is_unknown_in_all_its_parts(scene, database_url):
    await _mirrors(scene, ["one", "two"])
    scene.messenger.fail(GROUP, Uncertain("cut"))
    await scene.pass_(10)
    assert len(scene.messenger.tried) == 1
    assert await states(database_url) == ["unknown", "unknown"]


async def test_people_come_before_mirrors(scene):
    await says(scene, "7", mirror("copy 7", thread="5"))
    await says(scene, "8", answer("to 8"))
    await says(scene, "9", mirror("copy 9", thread="5"), answer("to 9"))
    scene.post._slots = 1
    await scene.settle()
    assert [part.chat for part in scene.messenger.sent] == ["8", "9", GROUP, GROUP]
