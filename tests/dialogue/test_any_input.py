"""Whatever arrives, in whatever order: never an error, never silence, never too long, never broken markup."""

from __future__ import annotations

import re
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalogue import ISOLATE, POP
from bot.dialogue import codes
from bot.dialogue.cards import LIMIT
from bot.dialogue.codes import Action
from bot.dialogue.wish import Wish
from bot.model import Act, Kind, To
from tests.dialogue.person import Person

QUIET = (Kind.REACTION, Kind.DELETE)
TAG = re.compile(r"</?[a-z][^<>]*>")
ALLOWED = re.compile(r'</?b>|<a href="https://[^"<>]+">|</a>')

texts = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="\u200f\u2067\u2069\u200b🍽🚿👋<>&\"'/ab ", max_size=60),
    st.sampled_from(
        ["j'ai faim", "douche gare du nord", "وين أنام الليلة", "need shower + food but no church", "samedi",
         "Bordeaux", "merci", "je veux plus vivre", "English please", "quiero comer en Paris", "oui", "75018",
         "avec mon chien", "Saint-Denis", "x" * 3_000]
    ),
)  # fmt: skip
data = st.one_of(
    st.text(max_size=70),
    st.from_regex(r"1[a-z](:[0-9a-zA-Z\-]{0,12}){5}:.{0,20}", fullmatch=True),
    st.builds(
        codes.write,
        st.sampled_from(Action),
        st.builds(
            Wish,
            needs=st.lists(st.sampled_from(sorted(codes.NEEDS.values())), max_size=4, unique=True).map(tuple),
            lat=st.floats(40, 52),
            lon=st.floats(-5, 10),
            offset=st.integers(0, 9),
            open_only=st.booleans(),
        ),
        st.sampled_from(["", "fr", "yes", "no", "ask", "Paris", "75|Paris"]),
    ),
)
degrees = st.floats(allow_nan=True, allow_infinity=True)
events = st.one_of(
    st.tuples(st.sampled_from([Kind.TEXT, Kind.EDIT, Kind.OTHER, *QUIET]), texts),
    st.tuples(st.just(Kind.CHOICE), data),
    st.tuples(st.just(Kind.LOCATION), st.tuples(degrees, degrees)),
    st.tuples(st.just(Kind.COMMAND), st.sampled_from(["start", "help", "language", "forget", "x", ""])),
    st.tuples(st.just(Kind.MEDIA), st.sampled_from(["photo", "sticker", "voice", "", "what"])),
)


def does(person: Person, kind: Kind, what: object) -> None:
    match kind:
        case Kind.CHOICE:
            person.sends_data(str(what))
        case Kind.LOCATION:
            person.is_at(*cast(tuple[float, float], what))
        case Kind.COMMAND:
            person.commands(str(what), "gare du nord")
        case Kind.MEDIA:
            person.sends(str(what), "j'ai faim à Paris" if what == "photo" else "")
        case _:
            person.does(kind, str(what))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(phone=st.sampled_from(["fr", "ar", "en", "uk", "", "zh-hans", "<b>"]), script=st.lists(events, max_size=6))
def test_never_an_error_and_never_silence(phone: str, script: list[tuple[Kind, object]]) -> None:
    person = Person(phone=phone)
    for kind, what in script:
        before = person.conversation.memory
        does(person, kind, what)
        turn = person.last
        quiet = kind in QUIET or turn.handled.startswith("edit:") or turn.handled == "useful"
        assert quiet or person.parts or turn.handoff, (kind, what)
        assert len([part for part in turn.say if part.act is Act.SAY]) <= 2
        for part in turn.say:
            assert part.to is To.PERSON
            assert len(part.text) <= LIMIT + 700  # an answer, with a fixed text above it at most
            assert all(ALLOWED.fullmatch(tag) for tag in TAG.findall(part.text)), part.text
            assert part.text.count(ISOLATE) == part.text.count(POP)
            for row in part.choices:
                assert all(choice.label and len(choice.data.encode()) <= 64 for choice in row)
        if turn.handoff or not quiet:
            assert turn.forget or turn.messages[0].needs_answer
        assert len({part.key for part in turn.say}) == len(turn.say)
        assert kind not in QUIET or person.conversation.memory == before
