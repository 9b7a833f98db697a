"""A real engine: what must not be translated survives the way there and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from handoff.translation import MemoryCache, ProviderConfig, Translator, build_translator
from tests.real.apertium_front import ApertiumFront

KEPT = (
    "01 45 20 80 16",
    "+33 6 12 34 56 78",
    "le 115",
    "18h30",
    "9h-12h",
    "14:00–17:30",
    "24/12/2025",
    "12,50 €",
    "https://soliguide.fr/fr/fiche/123",
    "accueil@asso.example.org",
    "12 rue de Belleville, 75020 Paris",
    "5 place du 8 Mai 1945, 93200 Saint-Denis",
    "3 bis avenue d'Italie, 75013 Paris",
    "gare du Nord",
    "La Chorba",
    "La Maison dans la Rue",
)
FRENCH = (
    "Vous pouvez manger gratuitement ce soir, voici : {}, et demain matin aussi : {}.",
    "La douche est ouverte du lundi au vendredi ({}). Vous devez apporter une serviette ; renseignements : {}.",
    "Le foyer est complet ce soir, mais une autre adresse reste possible : {} ou {}.",
    "Bonjour, vous avez rendez-vous avec le médecin. Notez bien : {}, puis {}. À demain !",
    "Pour les papiers, une avocate vous reçoit sans rendez-vous : {}.\nSi c'est fermé : {}.",
    "Nous n'avons plus de place, désolé. Essayez {} avant la nuit, sinon {}.",
    "Votre fils peut aller à l'école. Demandez l'inscription : {} et {}.",
)
SPANISH = (
    "Necesito un lugar para dormir esta noche, me han dicho {} o {}.",
    "¿Dónde puedo comer gratis hoy? He visto {} y también {}.",
    "Mi hija está enferma desde hace tres días, llamé a {} pero nadie contesta, luego {}.",
    "¿A qué hora abre el comedor? En el papel dice {} y {}.",
)


@pytest.fixture
async def translator(front: ApertiumFront) -> AsyncIterator[Translator]:
    configs = {"libretranslate": ProviderConfig(front.url)}
    names = ("La Chorba", "La Maison dans la Rue")
    made = build_translator(["libretranslate"], configs, MemoryCache(), names=lambda: names)
    yield made
    await made.close()


def sentences(frames: tuple[str, ...], count: int) -> list[tuple[str, tuple[str, str]]]:
    """Different sentences, each with two things that must be kept."""
    made = []
    for number in range(count):
        pair = (KEPT[number % len(KEPT)], KEPT[(number * 7 + 3 + number // len(KEPT)) % len(KEPT)])
        made.append((frames[number % len(frames)].format(*pair), pair))
    return made


def protected(entity: str) -> str:
    """The part of an entity that is never translated: "le 115" may become "el 115"."""
    return entity.removeprefix("le ")


@pytest.mark.parametrize(
    ("frames", "count", "here", "there"),
    [(FRENCH, 112, "fr", "es"), (SPANISH, 64, "es", "fr"), (FRENCH, 28, "fr", "en")],
    ids=["fr-es-fr", "es-fr-es", "fr-en-fr by es"],
)
async def test_nothing_masked_is_lost_or_changed_on_the_way_there_and_back(
    translator: Translator, frames: tuple[str, ...], count: int, here: str, there: str
) -> None:
    made = sentences(frames, count)
    assert len({text for text, _ in made}) == count
    ways = await asyncio.gather(*(translator.translate(text, here, there) for text, _ in made))
    backs = await asyncio.gather(*(translator.translate(way.text, there, here) for way in ways))
    for (text, pair), away, back in zip(made, ways, backs, strict=True):
        assert {way.quality if way.reason != "pieces" else "pieces" for way in (away, back)} <= {"good", "pieces"}
        for entity in map(protected, pair):
            wanted = sum(entity == protected(other) for other in pair)
            assert away.text.count(entity) == wanted, (text, away.text)
            assert back.text.count(entity) == wanted, (text, back.text)


async def test_a_token_that_the_engine_itself_spoils_is_noticed_and_saved(translator: Translator) -> None:
    """apertium-fr-es 0.9.4 writes "Je ⟦ai vu 0⟧" for "He visto ⟦0⟧": the round trips above found it."""
    text = "¿Dónde puedo comer gratis hoy? He visto 18h30 y también La Chorba."
    found = await translator.translate(text, "es", "fr")
    assert (found.quality, found.reason) == ("doubtful", "pieces")
    assert found.text.count("18h30") == found.text.count("La Chorba") == 1


async def test_a_real_engine_does_translate(translator: Translator, front: ApertiumFront) -> None:
    found = await translator.translate("Je cherche un endroit pour dormir, vers la gare du Nord.", "fr", "es")
    assert found.text.startswith("Busco un sitio para dormir")
    assert "gare du Nord" in found.text
    assert (found.provider, found.quality) == ("libretranslate", "good")
    assert front.runs == 1


async def test_without_the_mask_the_engine_translates_the_street(front: ApertiumFront) -> None:
    """The reason for all this: the street of the address becomes another one."""
    from handoff.translation.providers.libretranslate import build

    provider = build(ProviderConfig(front.url))
    bare = await provider.translate("Allez au 12 rue de Belleville, 75020 Paris.", "fr", "es")
    assert "12 rue de Belleville" not in bare
    await provider.close()


async def test_a_pair_the_engine_lacks_is_said(translator: Translator) -> None:
    await translator.translate("Bonjour à tous", "fr", "es")
    found = await translator.translate("Bonjour à tous", "fr", "ar")
    assert (found.text, found.quality, found.reason) == ("Bonjour à tous", "none", "unsupported: fr → ar")
