"""Messages through the public door: what people write, and what must come out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import Hints, Understander
from bot.understanding.types import NEEDS
from tests.understanding.labelled import heard, right, sentences

LANGUAGES = ("fr", "en", "es", "ar")
_LEAST = 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_sentences(understander: Understander, language: str) -> None:
    labelled = sentences(language)
    assert len(labelled) >= 60
    missed = [sentence.text for sentence in labelled if not right(sentence, understander)]
    assert 1 - len(missed) / len(labelled) >= _LEAST, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_danger_is_missed(understander: Understander, language: str) -> None:
    dangers = [sentence.text for sentence in sentences(language) if sentence.accept == {"crisis"}]
    assert len(dangers) >= 8
    assert [text for text in dangers if not understander.understand(text).crisis] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("je veux plus vivre", "suicide"),
        ("I can't go on, goodbye everyone", "suicide"),
        ("لا أريد أن أعيش", "suicide"),
        ("quiero acabar con mi vida", "suicide"),
        ("mon mari me frappe", "violence"),
        ("he will kill me", "violence"),
        ("زوجي يضربني", "violence"),
        ("me quieren matar", "violence"),
        ("mon père fait une crise cardiaque", "medical"),
        ("she is not breathing", "medical"),
        ("he perdido a mi hijo en la estación", "child"),
        ("my daughter is missing", "child"),
        ("au secours on me suit", "danger"),
        ("🆘", "danger"),
    ],
)
def test_kinds_of_danger(understander: Understander, text: str, kind: str) -> None:
    read = understander.understand(text)
    assert (read.intent, read.crisis, read.action) == ("crisis", kind, "handoff")


@pytest.mark.parametrize(
    "text",
    [
        "I'm dying of hunger",
        "je meurs de faim",
        "me muero de hambre",
        "بموت من الجوع",
        "kanmout b jou3",
        "my phone is dead",
        "je suis mort de rire",
        "two people died in an accident last year, says the newspaper",
        "I'm dying to see that movie",
    ],
)
def test_figures_of_speech_are_no_danger(understander: Understander, text: str) -> None:
    assert understander.understand(text).crisis is None


def test_danger_and_need_together(understander: Understander) -> None:
    read = understander.understand("mon mari me frappe, je cherche un endroit où dormir ce soir")
    assert read.crisis == "violence"
    assert read.needs == ("sleep.tonight",)


@pytest.mark.parametrize("text", ["🆘 Lyon", "je veux mourir à Lyon", "Marseille, on me suit avec un couteau"])
def test_a_place_hides_no_danger(understander: Understander, text: str) -> None:
    read = understander.understand(text)
    assert read.crisis
    assert read.place


def test_a_refusal_does_not_take_danger_away(understander: Understander) -> None:
    assert understander.understand("je n'ai pas besoin de médecin, il me frappe").crisis == "violence"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("I don't need food, I need a shower", {"wash"}),
        ("pas besoin de vêtements mais une douche", {"wash"}),
        ("no necesito comida, necesito ropa", {"clothes"}),
        ("ما بدي أكل، بدي دوش", {"wash"}),
        ("je n'ai pas faim", set()),
    ],
)
def test_refusals(understander: Understander, text: str, needs: set[str]) -> None:
    assert {need.partition(".")[0] for need in understander.understand(text).needs} == needs


def test_lacking_something_is_no_refusal(understander: Understander) -> None:
    assert "sleep" in heard(understander.understand("je n'ai pas de logement"))
    assert "eat" in heard(understander.understand("we have no food"))


def test_several_needs_and_audience(understander: Understander) -> None:
    read = understander.understand("need shower + food but no church")
    assert set(read.needs) == {"wash.shower", "eat"}
    assert read.audience == ("no_worship",)
    read = understander.understand("je suis une femme seule avec mon chien, où dormir")
    assert {"woman", "dog"} <= set(read.audience)


@pytest.mark.parametrize(
    "text",
    [
        "I want to book a table for two tonight",
        "réserver une chambre d'hôtel à Nice",
        "the best restaurant in town please",
        "recette de soupe à l'oignon",
        "je mange une pomme",
        "Elle portait une robe bleue.",
        "what is the weather like",
        "كيف حال الطقس اليوم",
        "Ich möchte ein neues Auto kaufen",
        "Chciałbym kupić nowy samochód",
        "lorem ipsum dolor sit amet",
    ],
)
def test_near_misses_and_foreign_talk_are_not_answered(understander: Understander, text: str) -> None:
    assert not heard(understander.understand(text)) & {*NEEDS, "crisis"}


def test_free_changes_a_near_miss(understander: Understander) -> None:
    assert not understander.understand("un restaurant près de la gare de Lyon").needs
    assert "eat" in heard(understander.understand("je n'ai pas d'argent, un restaurant où manger gratuit"))


def test_place_and_time(understander: Understander) -> None:
    read = understander.understand("where can I sleep tonight near Bordeaux?")
    assert read.place is not None
    assert read.place.name == "Bordeaux"
    assert read.when is not None
    assert read.when.kind == "tonight"
    assert read.action == "answer"


def test_actions(understander: Understander) -> None:
    assert understander.understand("j'ai faim").action == "ask_place"
    assert understander.understand("j'ai faim", Hints(near=(48.85, 2.35))).action == "answer"
    assert understander.understand("bonjour").action == "reply"
    assert understander.understand("je veux parler à quelqu'un").action == "handoff"
    assert understander.understand("ma facture est fausse").action == "handoff"
    letter = "ma fille doit changer d'école, j'ai reçu une lettre que je ne comprends pas"
    assert understander.understand(letter).action == "handoff"
    alone = understander.understand("Bordeaux", Hints(awaiting="place"))
    assert (alone.intent, alone.action) == ("unknown", "reply")
    assert alone.place is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je cherche un endroit pour manger", "fr"),
        ("where can I get some food", "en"),
        ("necesito un lugar para dormir", "es"),
        ("أين يمكنني أن آكل", "ar"),
        ("fin n9der nakol", "ar"),
        ("bedi nam", "ar"),
        ("من گرسنه هستم", "fa"),
        ("مجھے کھانا چاہیے", "ur"),
        ("زه وږی یم", "ps"),
        ("я хочу есть, где можно поесть", "ru"),
        ("де я можу поїсти", "uk"),
        ("unde pot să dorm în noaptea asta", "ro"),
        ("onde posso dormir esta noite", "pt"),
        ("dove posso dormire stanotte", "it"),
        ("wo kann ich heute schlafen", "de"),
        ("bu gece nerede uyuyabilirim", "tr"),
        ("სად შემიძლია ჭამა", "ka"),
        ("ኣበይ ክድቅስ እኽእል", "ti"),
        ("የት መተኛት እችላለሁ", "am"),
        ("আমি কোথায় খেতে পারি", "bn"),
        ("我想吃饭", "zh"),
        ("Որտեղ կարող եմ քնել", "hy"),
    ],
)
def test_languages(understander: Understander, text: str, language: str) -> None:
    assert understander.understand(text).language == language


def test_the_persons_own_choice_wins(understander: Understander) -> None:
    read = understander.understand("where can I eat", Hints(language="ar"))
    assert read.language == "ar"
    assert read.needs == ("eat",)
    assert understander.understand("115", Hints(spoken="es")).language == "es"


@pytest.mark.parametrize(
    "text", ["where douche gratuit", "où shower please", "🚿", "🍽️", "DOUCHE", "doooouche", "duche gratuite"]
)
def test_mixed_emoji_capitals_stretched_misspelt(understander: Understander, text: str) -> None:
    assert heard(understander.understand(text)) & {"wash", "eat"}


def test_marks_of_direction_change_nothing(understander: Understander) -> None:
    assert understander.understand("\u202b\u200fوين أنام\u202c").needs == understander.understand("وين أنام").needs


def test_bad_input(understander: Understander) -> None:
    for text in ("", " ", "\u200f\u200e", "???", "12345", "\x00", "\ud800"):
        read = understander.understand(text)
        assert read.needs == ()
    long = understander.understand("j'ai faim " * 10_000, explain=True)
    assert "eat" in long.needs
    assert any("2000" in reason for reason in long.why)


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=300))
def test_never_raises(understander: Understander, text: str) -> None:
    read = understander.understand(text)
    assert 0.0 <= read.confidence <= 1.0
    assert read.action in ("answer", "ask_place", "reply", "handoff")


@settings(deadline=None, max_examples=25)
@given(piece=st.text(min_size=1, max_size=60), times=st.integers(1_000, 3_000))
def test_never_raises_on_a_hundred_kilobytes_and_says_that_it_was_cut(
    understander: Understander, piece: str, times: int
) -> None:
    read = understander.understand((piece * times)[:100_000], explain=True)
    assert read.action in ("answer", "ask_place", "reply", "handoff")
    if len(piece) * times > 2_000:
        assert any("2000" in reason for reason in read.why)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_one_slip_never_invents_another_need(understander: Understander, data: st.DataObject, language: str) -> None:
    needs = [sentence for sentence in sentences(language) if sentence.accept <= set(NEEDS)]
    sentence = data.draw(st.sampled_from(needs))
    at = data.draw(st.integers(0, len(sentence.text) - 2))
    slip = sentence.text[:at] + sentence.text[at + 1] + sentence.text[at] + sentence.text[at + 2 :]
    before, after = heard(understander.understand(sentence.text)), heard(understander.understand(slip))
    assert len((after - before - sentence.accept) & set(NEEDS)) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_typos_cost_little(understander: Understander, language: str) -> None:
    """One swap of neighbours in every longest word: at most a sixth of the sentences may be lost."""
    labelled = [sentence for sentence in sentences(language) if "none" not in sentence.accept]

    def swapped(text: str) -> str:
        word = max(text.split(), key=len)
        return text.replace(word, f"{word[:-3]}{word[-2]}{word[-3]}{word[-1]}") if len(word) > 4 else text

    kept = sum(bool(heard(understander.understand(swapped(s.text))) & s.accept) for s in labelled)
    assert kept / len(labelled) >= 5 / 6


@pytest.mark.parametrize(
    "text",
    [
        "good morning i want to know the price please он хочет меня убить",
        "how much is a ticket to the airport please mi marido me quiere matar",
    ],
)
def test_a_danger_in_another_language_is_not_doubted_for_what_stands_around_it(
    understander: Understander, text: str
) -> None:
    assert understander.understand(text).crisis
