"""Finds the providers (one file each in ``providers/``) and puts a Translator together."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import SettingsError
from handoff.translation import providers as shelf
from handoff.translation.inside import host_of, is_inside
from handoff.translation.translator import PATIENCE, Patience, Translator
from handoff.translation.types import Cache, Provider, ProviderConfig, Reach

Build = Callable[[ProviderConfig], Provider]


@dataclass(frozen=True, slots=True)
class Found:
    """A provider on the shelf: where it takes the texts, and how it is made."""

    reach: Reach
    build: Build


def found_providers() -> dict[str, Found]:
    """Every provider by name: each module of ``providers/`` has ``NAME``, ``REACH`` and ``build(config)``."""
    found: dict[str, Found] = {}
    for info in pkgutil.iter_modules(shelf.__path__):
        module = importlib.import_module(f"{shelf.__name__}.{info.name}")
        found[module.NAME] = Found(module.REACH, module.build)
    return found


def build_translator(
    order: Sequence[str],
    configs: Mapping[str, ProviderConfig],
    cache: Cache,
    *,
    clock: Callable[[], float] = time.monotonic,
    names: Callable[[], Iterable[str]] = tuple,
    country: str = "FR",
    patience: Patience = PATIENCE,
    outside: bool = True,
) -> Translator:
    """A Translator that asks ``order`` one after the other; behind ``none`` nobody is asked, so that no text leaves.

    ``outside`` False: those who take texts to a company are left out, and an address must lie in the house (see
    :func:`is_inside`); when nobody is left, translation is off. Raises SettingsError for a name that no file has, and
    for an address that would take the texts out.
    """
    found = found_providers()
    chosen: list[Provider] = []
    for name in dict.fromkeys(order):
        if name not in found:
            raise SettingsError(f'There is no translator "{name}": choose among {", ".join(sorted(found))}.')
        config = configs.get(name, ProviderConfig())
        if outside or _stays(name, found[name].reach, config):
            chosen.append(found[name].build(config))
        if name == "none":
            break
    if not outside and order and not chosen:
        chosen.append(found["none"].build(ProviderConfig()))
    return Translator(chosen, cache, clock=clock, names=names, country=country, patience=patience)


def _stays(name: str, reach: Reach, config: ProviderConfig) -> bool:
    """Whether a provider keeps the texts in the house. Raises SettingsError for an address that does not."""
    if reach == "address" and not is_inside(config.url):
        raise SettingsError(
            f"RELAIS_TRANSLATE_OUTSIDE is off, but RELAIS_{name.upper()}_URL leads outside"
            f" ({host_of(config.url) or 'no host'}): give the address of a server on this machine or in your network,"
            f" or take {name} out of RELAIS_TRANSLATORS."
        )
    return reach != "outside"
