"""What a suspicious answer looks like, and what is no reason for suspicion."""

from __future__ import annotations

import pytest

from handoff.translation.checks import judge
from handoff.translation.languages import code, script

CASES = [
    ("Je cherche un lit", "Busco una cama", "es", "good", ""),
    ("Je cherche un lit", "أبحث عن سرير", "ar", "good", ""),
    (
        "我今天晚上需要一个睡觉的地方，还有一些食物和水",
        "J'ai besoin d'un endroit pour dormir ce soir, et d'eau",
        "fr",
        "good",
        "",
    ),
    ("ዛሬ ማታ የምተኛበት ቦታ እፈልጋለሁ", "J'ai besoin d'un endroit où dormir ce soir", "fr", "good", ""),
    ("Je cherche un lit", "", "es", "none", "empty"),
    ("Je cherche un lit", "   ", "es", "none", "empty"),
    ("Je cherche un lit", "🤖", "es", "none", "bad_answer: no words"),
    ("Je cherche un lit", "<!DOCTYPE html><html>Busco</html>", "es", "none", "bad_answer: a web page"),
    ("Je cherche un lit", "je  cherche un LIT", "es", "none", "unchanged"),
    ("где поесть", "где поесть", "fr", "none", "unchanged"),
    ("Мохамед", "Мохамед", "fr", "none", "unchanged"),
    ("Mohamed Ali", "Mohamed Ali", "fr", "same", ""),
    ("ok", "ok", "fr", "same", ""),
    ("RDV CAF ⟦0⟧", "RDV CAF ⟦0⟧", "en", "same", ""),
    ("je dors dehors avec mon fils malade", "je dors dehors avec mon hijo malade", "es", "doubtful", "unchanged"),
    ("Je cherche un lit pour ce soir", "Busco una cama", "ar", "none", "wrong_script"),
    ("Je cherche un lit pour ce soir", "أبحث عن سرير for tonight now", "ar", "doubtful", "wrong_script"),
    ("Va à la CAF", "CAF", "ar", "doubtful", "wrong_script"),
    ("Je cherche un lit pour ce soir s'il vous plaît", "Sí", "es", "doubtful", "length"),
    ("Je cherche un lit pour ce soir", "cama " * 90, "es", "none", "length"),
    ("Non", "No, gracias", "es", "good", ""),
    ("J'ai 3 enfants et 2 chats", "Tengo tres hijos y 2 gatos", "es", "doubtful", "number_lost: 3"),
    ("J'ai 3 enfants", "عندي ٣ أطفال", "ar", "good", ""),
    ("1 000 personnes", "1.000 personas", "es", "good", ""),
    ("12,500 people", "12 500 personnes", "fr", "good", ""),
    ("dix repas", "10 comidas", "es", "good", ""),
    ("Appelez le ⟦0⟧ ou le ⟦1⟧", "Llame al ⟦0⟧ o al ⟦1⟧", "es", "good", ""),
]


@pytest.mark.parametrize(("sent", "back", "target", "quality", "reason"), CASES)
def test_an_answer_is_trusted_as_far_as_it_goes(sent: str, back: str, target: str, quality: str, reason: str) -> None:
    verdict = judge(sent, back, target)
    assert (verdict.quality, verdict.reason) == (quality, reason)


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        *(("fr", "fr"), ("pt-BR", "pt"), ("fa_AF", "prs"), ("fa-AF", "prs"), ("zh-Hans", "zh"), ("ZH_tw", "zh")),
        *(("iw", "he"), ("kmr", "ku"), ("auto", ""), (None, ""), ("und", "")),
    ],
)
def test_language_tags(tag: str | None, known: str) -> None:
    assert code(tag) == known


def test_scripts_of_letters() -> None:
    assert [script(char) for char in "aéЖع字አქ1 👍"] == [
        *("Latin", "Latin", "Cyrillic", "Arabic", "Han", "Ethiopic", "Georgian"),
        *("", "", ""),
    ]
