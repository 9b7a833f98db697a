"""Places named in messages: the rules one by one, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.place_cues import Cues
from bot.understanding.place_text import name_key, sound
from bot.understanding.places import Places
from bot.understanding.types import FoundPlace, Hints

DATA = folder("directory_data")
PLACES = Places.load(DATA)


def find(text: str, language: str = "fr", **hints: object) -> FoundPlace | None:
    return PLACES.find(text, language, Hints(**hints))  # type: ignore[arg-type] - keyword arguments of the test


FOUND = [
    ("paris 18e", "fr", "Paris 18e", "75118"),
    ("Paris XVIII", "fr", "Paris 18e", "75118"),
    ("paris18", "fr", "Paris 18e", "75118"),
    ("18eme arrondissement de paris", "fr", "Paris 18e", "75118"),
    ("dix huitième arrondissement", "fr", "Paris 18e", "75118"),
    ("dans le 18", "fr", "Paris 18e", "75118"),
    ("in the 18th arrondissement", "en", "Paris 18e", "75118"),
    ("près de Lyon 3", "fr", "Lyon 3e", "69383"),
    ("marseille 13eme", "fr", "Marseille 13e", "13213"),
    ("75018", "fr", "Paris 18e", "75018"),
    ("75 018", "fr", "Paris 18e", "75018"),
    ("٧٥٠١٨", "ar", "Paris 18e", "75018"),
    ("93200 Saint-Denis", "fr", "Saint-Denis", "93200"),
    ("33", "fr", "Gironde", "33"),
    ("dans le 93", "fr", "Seine-Saint-Denis", "93"),
    ("je suis dans la Gironde", "fr", "Gironde", "33"),
    ("gare du nord", "fr", "Gare du Nord", "75110"),
    ("jcherche une douche ver gare d nord", "fr", "Gare du Nord", "75110"),
    ("i need a shower near gare du nord", "en", "Gare du Nord", "75110"),
    ("je suis à la gare de Lyon", "fr", "Gare de Lyon", "75112"),
    ("north station paris", "en", "Gare du Nord", "75110"),
    ("قرب محطة الشمال", "ar", "Gare du Nord", "75110"),
    ("metro barbes", "fr", "Barbès", "75118"),
    ("la guillotière", "fr", "La Guillotière (Lyon)", "69387"),
    ("saint-michel bordeaux", "fr", "Saint-Michel (Bordeaux)", "33063"),
    ("st denis 93", "fr", "Saint-Denis", "93066"),
    ("saint denis la réunion", "fr", "Saint-Denis", "97411"),
    ("à Saint-Paul, La Réunion", "fr", "Saint-Paul", "97415"),
    ("Cayenne", "fr", "Cayenne", "97302"),
    ("je suis a mamoudzou", "fr", "Mamoudzou", "97611"),
    ("a bordo", "fr", "Bordeaux", "33063"),
    ("Aubervillier", "fr", "Aubervilliers", "93001"),
    ("monpelié", "fr", "Montpellier", "34172"),
    ("je suis à saint germian en laye", "fr", "Saint-Germain-en-Laye", "78551"),
    ("au Havre", "fr", "Le Havre", "76351"),
    ("près du mans", "fr", "Le Mans", "72181"),
    ("a la courneuve", "fr", "La Courneuve", "93027"),
    ("a vitry", "fr", "Vitry-sur-Seine", "94081"),
    ("je suis à Eu", "fr", "Eu", "76255"),
    ("je suis à Nice", "fr", "Nice", "06088"),
    ("in Nice", "en", "Nice", "06088"),
    ("where can I sleep in Calais tonight", "en", "Calais", "62193"),
    ("cerca de Burdeos", "es", "Bordeaux", "33063"),
    ("estoy en París", "es", "Paris", "75056"),
    ("بوردو", "ar", "Bordeaux", "33063"),
    ("أنا قريب من بُورْدو", "ar", "Bordeaux", "33063"),
    ("ببوردو", "ar", "Bordeaux", "33063"),
    ("انا في ليل", "ar", "Lille", "59350"),
    ("في باريس ١٨", "ar", "Paris 18e", "75118"),
    ("Бордо", "ru", "Bordeaux", "33063"),
    ("где поесть в Марселе", "ru", "Marseille", "13055"),
    ("біля Ліона", "uk", "Lyon", "69123"),
    ("პარიზში", "ka", "Paris", "75056"),
    ("በፓሪስ", "am", "Paris", "75056"),
    ("Paris'te yemek", "tr", "Paris", "75056"),
    ("lyonda duş", "tr", "Lyon", "69123"),
]


@pytest.mark.parametrize(("text", "language", "name", "code"), FOUND)
def test_finds_the_place(text: str, language: str, name: str, code: str) -> None:
    found = find(text, language)
    assert found
    assert (found.name, found.code) == (name, code)
    assert 0 < found.score <= 1
    assert 0 <= found.span[0] < found.span[1] <= len(text)
    assert -90 <= found.lat <= 90
    assert -180 <= found.lon <= 180


NO_PLACE = """
I am hungry|en
a nice place to sleep|en
I have a lens problem|en
my phone is dead|en
I need a doctor, my son has fever|en
can I get a bed tonight please|en
help me i am lost|en
thank you very much|en
how much is the rent|en
je suis malade|fr
j'ai faim|fr
je cherche un endroit pour dormir ce soir|fr
où est la gare ?|fr
je suis à la rue|fr
je dors dans la rue|fr
à la douche|fr
dans la chambre|fr
je vais à la table|fr
besoin d'une douche et de manger|fr
ma fille doit changer d'école|fr
j'ai mal à la tête|fr
merci beaucoup bonne journée|fr
où prendre un bain|fr
mets la table|fr
ouvert le matin ?|fr
j'ai 33 ans|fr
10000 euros|fr
06 12 34 56 78|fr
appelle le 0612345678|fr
à 18h|fr
le 24 décembre|fr
pour 2 personnes|fr
quiero comer|es
tengo hambre y sed|es
dónde puedo dormir esta noche|es
necesito ropa para mi hijo|es
وين أنام الليلة|ar
انا جوعان|ar
محتاج دوش|ar
اريد ان اتكلم مع شخص|ar
ich bin hungrig und brauche auch ein Bett|de
die Kinder sind krank|de
ho fame e sono senza casa|it
preciso de ajuda, estou doente|pt
mi-e foame si nu am unde dormi|ro
nerede yemek yiyebilirim|tr
хочу есть|ru
где переночевать|ru
я хвора, потрібен лікар|uk
""".strip().splitlines()


@pytest.mark.parametrize("line", NO_PLACE)
def test_finds_no_place_where_there_is_none(line: str) -> None:
    text, language = line.split("|")
    assert find(text, language) is None
    assert find(text.capitalize(), language) is None


def test_a_shared_name_is_asked_about() -> None:
    found = find("je suis à Saint-Denis")
    assert found
    assert {found.departement, *(other.departement for other in found.alternatives)} == {"93", "974"}
    assert found.label != found.alternatives[0].label
    assert all(not other.alternatives for other in found.alternatives)


@pytest.mark.parametrize(
    ("text", "near", "code"),
    [
        ("saint denis", (48.93, 2.36), "93066"),
        ("saint denis", (-20.9, 55.5), "97411"),
        ("dans le 3e", (45.75, 4.85), "69383"),
        ("dans le 3e", (43.3, 5.4), "13203"),
        ("saint michel", (44.84, -0.57), "33063"),
    ],
)
def test_the_person_is_near_one_of_them(text: str, near: tuple[float, float], code: str) -> None:
    found = find(text, near=near)
    assert found
    assert (found.code, found.alternatives) == (code, ())


def test_a_bare_number_is_the_departement_for_who_is_there() -> None:
    found = find("dans le 18", near=(47.08, 2.4))
    assert found
    assert (found.kind, found.name) == ("departement", "Cher")


def test_a_large_town_is_not_asked_about_for_a_hamlet_of_its_name() -> None:
    found = find("Montreuil")
    assert found
    assert (found.code, found.alternatives) == ("93048", ())


@pytest.mark.parametrize(("text", "code"), [("nice", "06088"), ("18", "75118"), ("bordo", "33063"), ("sens", "89387")])
def test_the_answer_to_where_are_you_is_read_more_loosely(text: str, code: str) -> None:
    found = find(text, awaiting="place")
    assert found
    assert found.code == code


@pytest.mark.parametrize("text", ["oui", "non", "merci", "je sais pas", "ici", "pas encore", "dehors", "nulle part"])
def test_other_answers_to_where_are_you_are_no_place(text: str) -> None:
    assert find(text, awaiting="place") is None


def test_where_somebody_is_counts_more_than_where_they_come_from() -> None:
    found = find("je viens de Lyon et je suis a Toulouse")
    assert found
    assert found.name == "Toulouse"


def test_a_postcode_wins_over_a_name() -> None:
    found = find("bonjour de Lyon, je dors au 33000 Bordeaux")
    assert found
    assert (found.kind, found.code, found.name) == ("postcode", "33000", "Bordeaux")


def test_a_postcode_stands_in_the_middle_of_its_town() -> None:
    found, town = find("97400"), find("Saint-Denis 974")
    assert found
    assert town
    assert (found.name, found.lat, found.lon) == ("Saint-Denis", town.lat, town.lon)


def test_the_span_is_what_was_said() -> None:
    text = "Jcherche à manger à L’Haÿ-les-Roses svp"
    found = find(text)
    assert found
    assert text[slice(*found.span)] == "L’Haÿ-les-Roses"


def test_stored_keys_are_folded_as_messages_are() -> None:
    for name in ("communes", "arrondissements", "departements", "regions"):
        for line in (DATA / "gazetteer" / f"{name}.tsv").read_text("utf-8").splitlines():
            key, shown, *rest = line.split("\t")
            assert key == name_key(shown)
            assert not (name == "communes" and rest[-1]) or rest[-1] == sound(key)


def test_hand_written_places_lie_in_their_town() -> None:
    gazetteer = Gazetteer.load(DATA / "gazetteer")
    for key, code, lat, lon in (
        ("garedunord", "75110", 48.8809, 2.3553),
        ("noailles", "13201", 43.2964, 5.3807),
        ("partdieu", "69383", 45.7605, 4.8596),
    ):
        entry = next(entry for entry in gazetteer.exact(key) if entry.code == code)
        assert (entry.lat, entry.lon) == (lat, lon)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="gazetteer"):
        Places.load(tmp_path)
    (tmp_path / "fr.yaml").write_text("neer: pres\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"fr\.yaml"):
        Cues.load(tmp_path)


WORDS = st.sampled_from(
    "paris 18 18e dans le la gare du nord saint denis 75018 93 XV lyon 3 à en ب في 75 018 - ' vers".split()
)


@given(
    st.text(max_size=300) | st.lists(WORDS, max_size=25).map(" ".join),
    st.sampled_from(["fr", "en", "ar", "es", "tr", "ru", "", "xx"]),
    st.booleans(),
)
@settings(deadline=None, max_examples=400)
def test_any_text_is_read(text: str, language: str, awaited: bool) -> None:
    found = find(text, language, awaiting="place" if awaited else None, near=(48.85, 2.35))
    if found:
        start, end = found.span
        assert 0 <= start < end <= len(text)
        assert found.name
        assert found.label
        assert len({found.label, *(other.label for other in found.alternatives)}) == 1 + len(found.alternatives)


def test_only_the_beginning_of_a_very_long_message_is_read() -> None:
    assert find("blah " * 20_000 + "à Paris") is None
    found = find("à Paris " + "x" * 100_000)
    assert found
    assert found.name == "Paris"
