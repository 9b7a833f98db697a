"""The desk by its public door: a case goes in, a turn comes out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Act, Author, Delivery, Icon, Kind, Media, Outcome, Owner, Ring, Sender, To
from handoff.desk import DeskGroups, pseudonym
from handoff.desk.links import topic_link
from tests.desk.conftest import GROUP, NOW, Bench, MarkingTranslator, asks, make_desk, to, wrote


async def test_a_handoff_opens_a_topic_with_a_card_and_tells_the_person(bench, talk):
    case = bench.case(talk, text="де школа?")
    turn = await bench.desk.person.follow(case, asks(case, need="school"))
    opened, card = to(turn, To.DESK)
    assert opened.act is Act.OPEN_TOPIC
    assert opened.chat == GROUP
    assert opened.text.startswith("Héron 42 · uk")
    assert "[fr] де школа?" in card.text
    assert "<blockquote>де школа?</blockquote>" in card.text
    assert "ukrainien" in card.text
    assert "Real Name" not in card.text
    assert card.message == case.id
    assert turn.conversation.owner is Owner.WAITING
    assert turn.conversation.clock_at == NOW + timedelta(minutes=10)
    assert "10" in to(turn, To.PERSON)[0].text
    assert not any(part.answers for part in turn.say)


async def test_the_group_of_the_departement_takes_it(bench, talk):
    from dataclasses import replace

    talk = talk.with_(memory=replace(talk.memory, departement="33"))
    case = bench.case(talk, text="?")
    turn = await bench.desk.person.follow(case, asks(case))
    assert to(turn, To.DESK)[0].chat == "-100333"


async def test_danger_is_red_and_rings_in_the_whole_group_at_once(bench, talk):
    case = bench.case(talk, text="?")
    turn = await bench.desk.person.follow(case, asks(case, reason="suicide", need="suicide", urgent=True, told=True))
    assert to(turn, To.DESK)[0].text.startswith("🔴")
    assert to(turn, To.DESK)[0].icon is Icon.URGENT
    assert "URGENT" in to(turn, To.GENERAL)[0].text
    assert not to(turn, To.PERSON)


async def test_without_a_staff_group_the_person_is_told_honestly(talk):
    translator = MarkingTranslator()
    desk = make_desk(translator, groups=DeskGroups("", {}))
    bench = Bench(desk, translator)
    case = bench.case(talk, text="?")
    turn = await desk.person.follow(case, asks(case))
    (said,) = to(turn, To.PERSON)
    assert said.answers
    assert "112" in said.text
    assert turn.conversation.owner is Owner.BOT


async def test_a_second_handoff_uses_the_same_topic_and_opens_it_again(bench, talk):
    talk = talk.with_(topic_asked=True, topic_icon=Icon.CLOSED, owner=Owner.CLOSED)
    case = bench.case(talk, text="?")
    turn = await bench.desk.person.follow(case, asks(case))
    acts = [part.act for part in to(turn, To.DESK)]
    assert acts == [Act.REOPEN_TOPIC, Act.EDIT_TOPIC, Act.SAY]
    assert turn.conversation.closed_at is None


@pytest.mark.parametrize(
    ("owner", "hours", "speaks"),
    [
        (Owner.BOT, "24/7", True),
        (Owner.CLOSED, "24/7", True),
        (Owner.WAITING, "24/7", False),
        (Owner.STAFF, "24/7", False),
        (Owner.WAITING, "Mo-Fr 20:00-21:00", True),
        (Owner.STAFF, "Mo-Fr 20:00-21:00", False),
    ],
)
def test_one_gate_decides_who_speaks(talk, owner, hours, speaks):
    translator = MarkingTranslator()
    bench = Bench(make_desk(translator, hours=hours), translator)
    assert bench.desk.bot_may_answer(bench.case(talk.with_(owner=owner), text="?")) is speaks


async def test_while_staff_have_it_the_message_is_mirrored_and_the_clock_runs(bench, held):
    held = held.with_(owner=Owner.STAFF, waiting_since=None, clock_at=None)
    turn = await bench.desk.person.mirror(bench.case(held, text="дякую, а де?"), "uk")
    (mirror,) = turn.say
    assert mirror.to is To.DESK
    assert "[fr] дякую, а де?" in mirror.text
    assert turn.conversation.waiting_since == NOW
    assert turn.messages[0].needs_answer
    assert turn.messages[0].translation == "[fr] дякую, а де?"


async def test_html_of_a_person_is_shown_as_text(bench, held):
    turn = await bench.desk.person.mirror(bench.case(held, text="<b>x</b> & <script>"), "uk")
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;" in turn.say[0].text


async def test_a_failed_translation_shows_the_original_and_says_so(bench, held):
    bench.translator.quality = "none"
    turn = await bench.desk.person.mirror(bench.case(held, text="привіт"), "uk")
    assert "привіт" in turn.say[0].text
    assert "non traduit" in turn.say[0].text


async def test_a_hundred_kilobytes_are_cut_for_staff_and_kept_whole(bench, held):
    text = "слово " * 20_000
    turn = await bench.desk.person.mirror(bench.case(held, text=text), "uk")
    assert len(turn.say[0].text) < 20_000
    assert turn.messages[0].text == text
    assert all(len(asked) <= 6_000 for asked in bench.translator.asked)


async def test_an_edit_is_shown_as_an_edit_under_the_message_it_changes(bench, held):
    from dataclasses import replace

    case = replace(bench.case(held, wrote("завтра", kind=Kind.EDIT)), target="7")
    turn = await bench.desk.person.mirror(case, "uk")
    assert turn.say[0].reply_to == "7"
    assert "modifié" in turn.say[0].text
    assert turn.messages[0].revises == "7"


async def test_every_kind_of_media_goes_to_the_topic(bench, held):
    photo = Media("photo", "f1", "700", "42", "99", size=1_000)
    turn = await bench.desk.person.mirror(bench.case(held, wrote("це", kind=Kind.MEDIA, media=(photo,))), "uk")
    assert turn.say[0].media == (photo,)
    assert turn.say[0].message == turn.messages[0].id


async def test_staff_write_and_the_person_reads_it_in_their_language(bench, held):
    case = bench.case(held, wrote("Bonjour", desk=True))
    turn = await bench.desk.staff(case)
    (answer,) = to(turn, To.PERSON)
    assert answer.text == "[uk] Bonjour"
    assert answer.answers
    assert answer.report
    assert to(turn, To.DESK)[0].act is Act.REACT
    assert turn.conversation.owner is Owner.STAFF
    assert turn.conversation.staff_name == "Camille"
    assert turn.conversation.waiting_since is None
    assert turn.conversation.clock_at == NOW + timedelta(hours=2)  # when staff stay silent, the bot comes back


async def test_an_untranslated_staff_answer_leaves_with_a_line_and_staff_are_told(bench, held):
    bench.translator.quality = "none"
    turn = await bench.desk.staff(bench.case(held, wrote("Bonjour <3", desk=True)))
    assert to(turn, To.PERSON)[0].text.startswith("Bonjour &lt;3")
    assert any("sans traduction" in part.text for part in to(turn, To.DESK))


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_behind_two_slashes_never_leaves(text):
    import asyncio

    translator = MarkingTranslator()
    bench = Bench(make_desk(translator), translator)
    from bot.model import Conversation, Topic

    held = Conversation(
        "abc",
        "talk:telegram:700:42",
        "telegram",
        "700",
        "42",
        "Héron 42",
        NOW,
        language="uk",
        owner=Owner.STAFF,
        topic=Topic(GROUP, "5"),
        topic_asked=True,
    )
    for event in (wrote("//" + text, desk=True), wrote("  // " + text, desk=True, kind=Kind.EDIT)):
        turn = asyncio.run(bench.desk.staff(bench.case(held, event)))
        assert not to(turn, To.PERSON)
        assert [m.author for m in turn.messages] == [Author.NOTE]
    assert not translator.asked


async def test_a_photo_with_a_note_as_caption_never_leaves(bench, held):
    photo = Media("photo", "f1", "700", GROUP, "99")
    turn = await bench.desk.staff(bench.case(held, wrote("// interne", desk=True, kind=Kind.MEDIA, media=(photo,))))
    assert not to(turn, To.PERSON)


@pytest.mark.parametrize(
    "sender",
    [Sender("1087968824", "Group", is_bot=True, anonymous=True)],
)
async def test_an_anonymous_administrator_is_refused_with_the_reason(bench, held, sender):
    turn = await bench.desk.staff(bench.case(held, wrote("Bonjour", desk=True, sender=sender)))
    assert not to(turn, To.PERSON)
    assert any("anonyme" in part.text for part in to(turn, To.DESK))


async def test_other_bots_and_service_messages_are_ignored(bench, held):
    bot = Sender("9", "Other", is_bot=True)
    assert not (await bench.desk.staff(bench.case(held, wrote("x", desk=True, sender=bot)))).say
    assert not (await bench.desk.staff(bench.case(held, wrote(desk=True, kind=Kind.SERVICE)))).say


@pytest.mark.parametrize("choice", ["desk:close", None])
async def test_close_tells_the_person_and_closes_the_topic(bench, held, choice):
    if choice:
        event = wrote(desk=True, kind=Kind.CHOICE, choice=choice, callback_id="c1")
    else:
        event = wrote("/close", desk=True, kind=Kind.COMMAND, command="close")
    turn = await bench.desk.staff(bench.case(held, event))
    assert turn.conversation.owner is Owner.CLOSED
    assert turn.conversation.waiting_since is None
    assert to(turn, To.PERSON)[0].answers
    assert to(turn, To.DESK)[-1].act is Act.CLOSE_TOPIC


async def test_bot_gives_the_talk_back(bench, held):
    turn = await bench.desk.staff(bench.case(held, wrote("/bot", desk=True, kind=Kind.COMMAND, command="bot")))
    assert turn.conversation.owner is Owner.BOT
    assert to(turn, To.PERSON)[0].answers


async def test_two_staff_cannot_take_the_same_talk(bench, held):
    take = wrote("/take", desk=True, kind=Kind.COMMAND, command="take")
    turn = await bench.desk.staff(bench.case(held, take))
    other = wrote("/take", desk=True, kind=Kind.COMMAND, command="take", who="7002", name="Karim")
    second = await bench.desk.staff(bench.case(turn.conversation, other))
    assert second.conversation.staff_name == "Camille"
    assert "Camille" in second.say[0].text


async def test_an_unknown_command_is_not_sent_to_the_person(bench, held):
    turn = await bench.desk.staff(bench.case(held, wrote("/closed", desk=True, kind=Kind.COMMAND, command="closed")))
    assert not to(turn, To.PERSON)
    assert "/closed" in turn.say[0].text


@pytest.mark.parametrize(
    ("outcome", "shown", "words"),
    [
        (Outcome.SENT, "👍", ""),
        (Outcome.FAILED, "💔", "trop gros"),
        (Outcome.BLOCKED, "💔", "bloqué"),
        (Outcome.UNKNOWN, "", "Peut-être"),
        (Outcome.RETRY, "", "continue"),
    ],
)
def test_how_a_staff_answer_fared_is_shown(bench, held, outcome, shown, words):
    report = Delivery("12:answer", "12", To.PERSON, outcome, "trop gros" if outcome is Outcome.FAILED else "")
    turn = bench.desk.reports.delivered(bench.case(held, report))
    marks = [part.text for part in turn.say if part.act is Act.REACT]
    assert marks == ([shown] if shown else [])
    assert words in " ".join(part.text for part in turn.say if part.act is Act.SAY)
    assert turn.conversation.blocked is (outcome is Outcome.BLOCKED)


async def test_the_clock_rings_in_the_topic_then_in_the_group_then_at_the_person(bench, held):
    seen = []
    conversation, now = held, NOW
    for _ in range(4):
        now = conversation.clock_at
        turn = await bench.desk.clock.rang(bench.case(conversation, Ring(now), now=now))
        seen.append({part.to for part in turn.say})
        conversation = turn.conversation
        assert conversation.clock_at > now
    assert seen[0] == {To.DESK}
    assert seen[1] == {To.GENERAL}
    assert To.PERSON in seen[2]
    assert To.PERSON not in seen[3]
    assert conversation.waiting_since == NOW


async def test_a_clock_that_rings_after_the_answer_does_nothing(bench, held):
    answered = held.with_(owner=Owner.STAFF, waiting_since=None, clock_at=NOW + timedelta(hours=2))
    turn = await bench.desk.clock.rang(bench.case(answered, Ring(NOW)))
    assert not turn.say
    assert turn.conversation.clock_at == answered.clock_at


async def test_out_of_hours_the_person_is_told_when_somebody_reads(talk):
    translator = MarkingTranslator()
    desk = make_desk(translator, hours="Mo-Fr 09:00-12:00; PH off")
    bench = Bench(desk, translator)
    case = bench.case(talk.with_(language="fr"), text="?")
    turn = await desk.person.follow(case, asks(case))
    said = to(turn, To.PERSON)[0].text
    assert "mercredi 25 novembre, 09:00" in said
    assert "112" in said
    opens = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert turn.conversation.clock_at == opens + timedelta(minutes=10)


def test_the_recap_of_a_topic_tells_what_was_said_but_no_note(bench, held):
    from bot.model import Message

    history = [
        Message("1", Author.PERSON, "де школа?", "uk", "où est l'école ?"),
        Message("2", Author.NOTE, "il a l'air perdu"),
        Message("3", Author.STAFF, "Bonjour"),
    ]
    opened, recap = bench.desk.recap(held, history)
    assert opened.act is Act.OPEN_TOPIC
    assert "où est l'école ?" in recap.text
    assert "perdu" not in recap.text


def test_an_event_that_keeps_failing_is_handed_over_as_it_is(bench, talk):
    turn = bench.desk.rescue(bench.case(talk, text="<x>"), ValueError("boom"))
    assert turn.conversation.owner is Owner.WAITING
    assert turn.conversation.clock_at is not None
    assert "&lt;x&gt;" in to(turn, To.DESK)[-1].text
    assert "112" in to(turn, To.PERSON)[0].text
    assert "boom" not in " ".join(part.text for part in turn.say)


def test_a_topic_link_is_one_that_telegram_opens(held):
    assert topic_link(held) == "https://t.me/c/1234567890/5"


def test_pseudonyms_are_stable_and_many():
    names = {pseudonym(f"{n:012x}") for n in range(5_000)}
    assert len(names) > 4_500
    assert pseudonym("abc") == pseudonym("abc")


async def test_general_answers_help_and_is_quiet_otherwise(bench):
    groups_help = await bench.desk.group.handle(
        bench.case(None, wrote("/help", desk=True, kind=Kind.COMMAND, command="help"))
    )
    assert "/close" in groups_help.say[0].text
    assert not (await bench.desk.group.handle(bench.case(None, wrote("bonjour tout le monde", desk=True)))).say


async def test_a_moved_group_is_followed(bench):
    moved = wrote(desk=True, kind=Kind.MOVED, moved_to="-100999")
    assert (await bench.desk.group.handle(bench.case(None, moved))).desk_moved == (GROUP, "-100999")


async def test_a_photo_without_words_opens_a_topic_that_shows_it(bench, talk):
    photo = Media("photo", "f1", "700", "42", "99", size=1_000)
    case = bench.case(talk, wrote(kind=Kind.MEDIA, media=(photo,)))
    turn = await bench.desk.person.follow(case, asks(case, text="", reason="media"))
    _opened, card, shown = to(turn, To.DESK)
    assert card.choices
    assert shown.media == (photo,)
    assert shown.message == case.id


@pytest.mark.parametrize("country", ["FR", "XX"])
def test_duty_hours_know_when_somebody_is_there_next(country):
    from zoneinfo import ZoneInfo

    from handoff.desk import Duty

    duty = Duty("Mo-Fr 09:00-12:00", ZoneInfo("Europe/Paris"), country, timedelta(minutes=5))
    evening = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)  # a Friday
    assert duty.next_open(evening) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    never = Duty("off", ZoneInfo("Europe/Paris"), country, timedelta(minutes=5))
    assert never.next_open(evening) is None
    assert never.first_ring(evening) == evening + timedelta(minutes=5)
