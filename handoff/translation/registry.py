"""Finds the providers (one file each in ``providers/``) and puts a Translator together."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.errors import SettingsError
from handoff.translation import providers as shelf
from handoff.translation.translator import PATIENCE, Patience, Translator
from handoff.translation.types import Cache, Provider, ProviderConfig

Build = Callable[[ProviderConfig], Provider]


def found_providers() -> dict[str, Build]:
    """Every provider by name: each module of ``providers/`` has ``NAME`` and ``build(config)``."""
    found: dict[str, Build] = {}
    for info in pkgutil.iter_modules(shelf.__path__):
        module = importlib.import_module(f"{shelf.__name__}.{info.name}")
        found[module.NAME] = module.build
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
) -> Translator:
    """A Translator that asks ``order`` one after the other; behind ``none`` nobody is asked, so that no text leaves.

    Raises SettingsError for a name that no file has.
    """
    found = found_providers()
    chosen: list[Provider] = []
    for name in dict.fromkeys(order):
        if name not in found:
            raise SettingsError(f'There is no translator "{name}": choose among {", ".join(sorted(found))}.')
        chosen.append(found[name](configs.get(name, ProviderConfig())))
        if name == "none":
            break
    return Translator(chosen, cache, clock=clock, names=names, country=country, patience=patience)
