"""Who is asked for and whom a place turns away.

A person is only kept from a place that surely refuses them; what is unknown is shown and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.directory.place import Access, Audience

_ADULT = 18
NO_WORSHIP = "no_worship"
"""Asked for by people who would rather not go to a place of worship: those come last."""

_Refuses = Callable[[Audience, Access], bool]


def _not_in(field: str, *words: str) -> _Refuses:
    def refuses(audience: Audience, _: Access) -> bool:
        given = getattr(audience, field)
        return bool(given) and not any(word in given for word in words)

    return refuses


_REFUSES: dict[str, _Refuses] = {
    "woman": _not_in("genders", "women"),
    "man": _not_in("genders", "men"),
    "family": _not_in("family", "family"),
    "pregnant": _not_in("family", "pregnant", "family"),
    "couple": _not_in("family", "couple"),
    "alone": _not_in("family", "isolated"),
    "minor": lambda audience, _: audience.min_age is not None and audience.min_age >= _ADULT,
    "adult": lambda audience, _: audience.max_age is not None and audience.max_age < _ADULT,
    "asylum": _not_in("statuses", "asylum"),
    "refugee": _not_in("statuses", "refugee"),
    "undocumented": _not_in("statuses", "undocumented"),
    "dog": lambda _, access: access.animals is False,
    "wheelchair": lambda _, access: access.wheelchair is False,
}
_SAME = {
    "women": "woman", "female": "woman", "girl": "woman", "men": "man", "male": "man", "families": "family",
    "children": "family", "child": "family", "baby": "family", "isolated": "alone", "single": "alone",
    "under18": "minor", "under_18": "minor", "minors": "minor", "youth": "minor", "animal": "dog", "animals": "dog",
    "pet": "dog", "pets": "dog", "cat": "dog", "disabled": "wheelchair", "pmr": "wheelchair",
}  # fmt: skip
_BITS = {name: 1 << place for place, name in enumerate(_REFUSES)}


def known(audience: Iterable[str]) -> frozenset[str]:
    """The words of a query's audience that we can act on."""
    return frozenset(name for word in audience if (name := _SAME.get(word, word)) in _BITS or name == NO_WORSHIP)


def asked_mask(audience: Iterable[str]) -> int:
    """The audience as bits, to be compared with :func:`refused_mask`."""
    return sum(_BITS.get(name, 0) for name in known(audience))


def refused_mask(audience: Audience, access: Access) -> int:
    """Whom these rules surely turn away, as bits."""
    return sum(_BITS[name] for name, refuses in _REFUSES.items() if refuses(audience, access))


def conditions(audience: Audience, access: Access, asked: frozenset[str]) -> Iterator[str]:
    """The warnings about who may come and how, as in :class:`bot.directory.answer.Hit`."""
    yield from (name for name in ("appointment", "registration", "referral") if getattr(access, name))
    if access.free is False:
        yield "paid"
    if len(audience.genders) == 1:
        yield f"{audience.genders[0]}_only"
    if audience.family and not {"isolated", "couple"} & set(audience.family):
        yield "families_only"
    if audience.max_age is not None and audience.max_age < _ADULT:
        yield "minors_only"
    if audience.min_age is not None and audience.min_age >= _ADULT:
        yield "adults_only"
    if "dog" in asked and access.animals is None:
        yield "animals_unknown"
    if "wheelchair" in asked and access.wheelchair is None:
        yield "wheelchair_unknown"
