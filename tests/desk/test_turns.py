"""Taking turns: who speaks, who is told, and when the bot comes back."""

from datetime import timedelta

import pytest

from bot.model import Act, Icon, Kind, Owner, Ring, To
from handoff.desk import DeskGroups, Rules
from tests.desk.book import MemoryBook
from tests.desk.conftest import GROUP, NOW, Bench, asks, make_desk, to, wrote


def order(name, arguments="", **more):
    """A command that a member of staff wrote."""
    return wrote(f"/{name} {arguments}", desk=True, kind=Kind.COMMAND, command=name, arguments=arguments, **more)


def pressed(data, **more):
    """A button that a member of staff pressed."""
    return wrote("", desk=True, kind=Kind.CHOICE, choice=data, callback_id="77", **more)


async def give(bench, conversation, event, *, now=NOW, **case):
    """The turn of the desk, its notes kept in the book."""
    turn = await bench.desk.staff(bench.case(conversation, event, now=now, **case))
    bench.desk.office.book.keep(turn.notes)
    return turn


def said(turn, side):
    return "\n".join(part.text for part in to(turn, side) if part.act in (Act.SAY, Act.SEEN))


async def test_taking_a_waiting_talk_tells_the_person_and_the_team(bench, held):
    turn = await give(bench, held, order("take"))
    assert turn.conversation.owner is Owner.STAFF
    assert turn.conversation.clock_at == held.clock_at  # the person still waits for words
    assert "Camille" in said(turn, To.DESK)
    assert "[" not in said(turn, To.PERSON)
    assert said(turn, To.PERSON)
    icon = next(part for part in turn.say if part.act is Act.EDIT_TOPIC)
    assert icon.icon is Icon.TAKEN


async def test_a_second_one_is_told_who_has_it(bench, held):
    taken = (await give(bench, held, order("take"))).conversation
    turn = await give(bench, taken, pressed("desk:take", who="7002", name="Karim"))
    assert "Camille" in said(turn, To.DESK)
    assert turn.conversation.staff_name == "Camille"


async def test_two_answers_at_once_both_leave_and_both_authors_are_told(bench, held):
    first = await give(bench, held, wrote("Bonjour", desk=True))
    second = await give(bench, first.conversation, wrote("Salut", desk=True, who="7002", name="Karim"))
    assert said(second, To.PERSON)
    assert "Camille" in said(second, To.DESK)
    assert "Karim" in said(second, To.DESK)


async def test_an_answer_long_after_another_is_no_collision(bench, held):
    first = await give(bench, held, wrote("Bonjour", desk=True))
    later = NOW + timedelta(minutes=30)
    second = await give(bench, first.conversation, wrote("Salut", desk=True, who="7002", name="Karim"), now=later)
    assert "Camille" not in said(second, To.DESK)


async def test_assign_offers_colleagues_who_were_seen_and_calls_the_chosen_one_by_name(bench, held):
    await give(bench, held, wrote("// je suis là", desk=True, who="7002", name="Karim"))
    turn = await give(bench, held, order("assign"))
    buttons = [choice for part in turn.say for row in part.choices for choice in row]
    assert ("Karim", "desk:assign:7002") in [(choice.label, choice.data) for choice in buttons]
    turn = await give(bench, held, order("assign", "karm"))
    assert 'tg://user?id=7002">Karim' in said(turn, To.DESK)
    assert turn.conversation.staff_id == "7002"
    assert turn.conversation.owner is Owner.WAITING
    assert turn.conversation.clock_at == held.clock_at


async def test_the_first_reminder_calls_the_one_it_was_assigned_to(bench, held):
    given = held.with_(staff_id="7002", staff_name="Karim")
    turn = await bench.desk.clock.rang(bench.case(given, Ring(held.clock_at), now=held.clock_at))
    assert "tg://user?id=7002" in said(turn, To.DESK)


async def test_the_third_ring_calls_everybody_and_gives_the_person_the_best_there_is(bench, held):
    await give(bench, held, wrote("// je suis là", desk=True, who="7002", name="Karim"))
    bench.desk.office.guidance.found = "🚿 Bains-douches Petitot"
    asked = asks(bench.case(held, text="?")).messages
    case = bench.case(held.with_(clock_stage=2), Ring(held.clock_at), now=held.clock_at, history=asked)
    turn = await bench.desk.clock.rang(case)
    assert "tg://user?id=7002" in said(turn, To.GENERAL)
    assert "112" in said(turn, To.PERSON)
    assert "Petitot" in said(turn, To.PERSON)


async def test_when_staff_stay_silent_the_bot_comes_back_and_says_so(bench, held):
    answered = (await give(bench, held, wrote("Bonjour", desk=True))).conversation
    assert answered.clock_at == NOW + timedelta(hours=2)
    turn = await bench.desk.clock.rang(bench.case(answered, Ring(answered.clock_at), now=answered.clock_at))
    assert turn.conversation.owner is Owner.BOT
    assert turn.conversation.clock_at is None
    assert said(turn, To.PERSON)
    assert said(turn, To.DESK)


async def test_never_when_it_is_set_so(bench, held):
    desk = make_desk(bench.translator, rules=Rules(bot_after=None))
    bench = Bench(desk, bench.translator)
    assert (await give(bench, held, wrote("Bonjour", desk=True))).conversation.clock_at is None


async def test_closing_asks_once_a_week_whether_it_helped_and_not_after_a_danger(bench, held):
    turn = await give(bench, held, order("close"))
    (part,) = to(turn, To.PERSON)
    assert [choice.data for choice in part.choices[0]] == ["helped:yes", "helped:no"]
    again = held.with_(asked_at=NOW - timedelta(days=6))
    assert not to(await give(bench, again, order("close")), To.PERSON)[0].choices
    urgent = held.with_(urgent=True)
    assert not to(await give(bench, urgent, order("close")), To.PERSON)[0].choices


async def test_the_person_may_go_back_to_the_bot(bench, held):
    turn = bench.desk.person.standing.back_to_bot(bench.case(held, text="robot"))
    assert turn.conversation.owner is Owner.BOT
    assert turn.conversation.waiting_since is None
    assert next(part for part in to(turn, To.PERSON) if part.text).answers
    assert "Héron 42" in said(turn, To.DESK)


# --- the person's standing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "hours"), [("2h insultes", 2), ("insultes 3j", 72), ("1w spam", 168), ("publicité", 24)]
)
async def test_a_ban_has_a_reason_and_an_end_and_the_person_is_told(bench, held, typed, hours):
    turn = await give(bench, held, order("ban", typed))
    assert turn.conversation.banned_until == NOW + timedelta(hours=hours)
    assert turn.conversation.owner is Owner.BOT
    assert "112" in said(turn, To.PERSON)
    assert turn.conversation.ban_reason in said(turn, To.DESK)


async def test_a_ban_without_a_reason_is_explained_and_does_nothing(bench, held):
    turn = await give(bench, held, order("ban", "2h"))
    assert turn.conversation.banned_until is None
    assert "/ban" in said(turn, To.DESK)
    assert not to(turn, To.PERSON)


async def test_while_banned_a_handoff_is_refused_aloud_but_danger_passes(bench, talk):
    banned = talk.with_(banned_until=NOW + timedelta(hours=1))
    case = bench.case(banned, text="?")
    turn = await bench.desk.person.follow(case, asks(case))
    assert "112" in said(turn, To.PERSON)
    assert not to(turn, To.DESK)
    case = bench.case(banned, text="?")
    turn = await bench.desk.person.follow(case, asks(case, reason="suicide", urgent=True, told=True))
    assert to(turn, To.DESK)


async def test_unban(bench, talk):
    banned = talk.with_(banned_until=NOW + timedelta(hours=1), topic_asked=True)
    turn = await give(bench, banned, order("unban"))
    assert turn.conversation.banned_until is None
    assert said(turn, To.PERSON)
    assert not to(await give(bench, talk, order("unban")), To.PERSON)


async def test_the_language_is_set_by_name_or_code_and_offered_otherwise(bench, held):
    for typed in ("ar", "arabe", "العربية"):
        turn = await give(bench, held, order("lang", typed))
        assert turn.conversation.language == "ar", typed
        assert turn.conversation.language_chosen
    turn = await give(bench, held, order("lang", "klingon"))
    assert turn.conversation.language == "uk"
    assert any(part.choices for part in turn.say)


async def test_a_person_who_changes_language_is_answered_in_it(bench, held):
    turn = await bench.desk.person.mirror(bench.case(held, text="I write English now, where is it?"), "en")
    assert turn.conversation.language == "uk"  # one message may be misread
    turn = await bench.desk.person.mirror(bench.case(turn.conversation, text="Can you read English, please?"), "en")
    assert turn.conversation.language == "en"
    assert "anglais" in said(turn, To.DESK)


# --- the group ------------------------------------------------------------------------------------------------


async def test_the_queue_shows_danger_first_then_the_longest_wait(bench, held):
    calm = held.with_(id="b", pseudonym="Renard 1", waiting_since=NOW - timedelta(minutes=40))
    urgent = held.with_(id="c", pseudonym="Lynx 2", urgent=True, waiting_since=NOW - timedelta(minutes=2))
    bench.desk.office.book.queue = [calm, urgent]
    turn = await bench.desk.group.handle(bench.case(None, order("queue", thread="")))
    text = said(turn, To.GENERAL)
    assert text.index("Lynx 2") < text.index("Renard 1")
    assert "40 min" in text
    assert "ukrainien" in text
    assert "école" in text


async def test_the_pinned_summary_is_edited_only_when_it_says_something_else(bench, held):
    from bot.model import Round

    look = Round(GROUP, NOW)
    assert await bench.desk.due(look)
    first = await bench.desk.round(bench.case(None, look))
    bench.desk.office.book.keep(first.notes)
    (part,) = first.say
    assert part.pin
    assert part.act is Act.SAY
    assert not await bench.desk.due(look)
    bench.desk.office.book.queue = [held]
    assert await bench.desk.due(look)
    second = await bench.desk.round(bench.case(None, look))
    (part,) = second.say
    assert part.act is Act.EDIT
    assert part.target == first.say[0].message
    bench.desk.office.book.keep(second.notes)
    assert not await bench.desk.due(Round(GROUP, NOW + timedelta(minutes=3)))  # steps of five minutes


async def test_the_last_week_is_reported_once_on_monday(bench):
    from bot.model import Round

    monday = NOW + timedelta(days=6)
    assert await bench.desk.due(Round(GROUP, monday))
    turn = await bench.desk.round(bench.case(None, Round(GROUP, monday), now=monday))
    assert turn.handled == "weekly report"
    bench.desk.office.book.keep(turn.notes)
    assert (await bench.desk.round(bench.case(None, Round(GROUP, monday), now=monday))).handled == "board"


async def test_a_talk_moves_to_another_group_with_its_history(bench, held):
    past = (asks(bench.case(held, text="?"), text="де школа?").messages[0],)
    turn = await give(bench, held, order("move", "33"), history=past)
    acts = [(part.act, part.chat) for part in to(turn, To.DESK) if part.act in (Act.CLOSE_TOPIC, Act.OPEN_TOPIC)]
    assert acts == [(Act.CLOSE_TOPIC, ""), (Act.OPEN_TOPIC, "-100333")]
    assert "де школа?" in said(turn, To.DESK)
    assert turn.conversation.group == "-100333"
    late = await bench.desk.group.handle(bench.case(None, wrote("bonjour", desk=True)))
    assert "33" in said(late, To.GENERAL)


async def test_with_one_group_there_is_nowhere_to_move(held):
    from tests.desk.conftest import MarkingTranslator

    translator = MarkingTranslator()
    bench = Bench(make_desk(translator, groups=DeskGroups(GROUP, {}), book=MemoryBook()), translator)
    turn = await give(bench, held, order("move"))
    assert "RELAIS_DESK_GROUPS" in said(turn, To.DESK)


async def test_help_names_every_order(bench, held):
    from handoff.desk.orders import found

    text = said(await give(bench, held, order("help")), To.DESK)
    assert all(f"/{name} " in text for name in found())
    assert "desk.staff." not in text


# --- what staff read --------------------------------------------------------------------------------------------


async def test_the_alert_gets_its_link_when_the_topic_is_there(bench, talk):
    from bot.model import Delivery, Outcome, Topic

    case = bench.case(talk, text="?")
    turn = await bench.desk.person.follow(case, asks(case, reason="suicide", need="suicide", urgent=True, told=True))
    alert = to(turn, To.GENERAL)[0]
    opened = next(part for part in turn.say if part.act is Act.OPEN_TOPIC)
    assert turn.say.index(alert) < turn.say.index(opened)
    assert opened.report
    there = turn.conversation.with_(topic=Topic(GROUP, "5"))
    report = Delivery(f"{case.id}:{opened.key}", "", To.DESK, Outcome.SENT)
    linked = bench.desk.reports.delivered(bench.case(there, report))
    (edit,) = linked.say
    assert edit.act is Act.EDIT
    assert edit.target == alert.message
    assert "https://t.me/c/" in edit.text


async def test_the_card_shows_in_the_staffs_language_what_was_said_before(bench, talk):
    from bot.model import Author, Message

    past = (
        Message("1", Author.PERSON, "де поїсти?", "uk", at=NOW),
        Message("2", Author.BOT, "Ось три місця", "uk", at=NOW),
    )
    case = bench.case(talk, text="?", history=past)
    card = to(await bench.desk.person.follow(case, asks(case)), To.DESK)[-1].text
    assert "[fr] де поїсти?" in card
    assert "[fr] Ось три місця" in card


async def test_who_waits_and_asks_for_a_human_again_is_told_once(bench, held):
    turn = await bench.desk.person.mirror(bench.case(held, text="людина!"), "uk", again=True)
    assert said(turn, To.PERSON)
    turn = await bench.desk.person.mirror(bench.case(turn.conversation, text="людина!!"), "uk", again=True)
    assert not said(turn, To.PERSON)
