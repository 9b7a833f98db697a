"""What a person says they do not want. It takes needs away, never a danger."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.normalise import Words
from bot.understanding.reading import Hit

_SCOPE = 6
"""Words that "I don't need" reaches, within its clause and up to a "but"."""


def refused(all_hits: Iterable[Hit], needs: list[Hit], words: Words, *, verb_last: bool = False) -> list[Hit]:
    """The hits among ``needs`` that stand in the reach of a refusal: behind it, or before it where verbs come last."""
    hits = tuple(all_hits)
    turns = [hit.first for hit in hits if hit.label == "but:"]
    vetoed: list[Hit] = []
    for refusal in hits:
        if refusal.label != "refusing:":
            continue
        if verb_last:
            before = _before(refusal, turns, needs, words, vetoed)
            vetoed += before
            if before:  # "food I-don't-want bed I-want": what comes behind is not refused as well
                continue
        end = refusal.last + _SCOPE
        end = min([end, *(turn - 1 for turn in turns if turn > refusal.last)])
        for hit in needs:
            inside = refusal.last < hit.last <= end and words.clause[hit.last] == words.clause[refusal.last]
            if inside and not refusal.at <= hit.at and hit not in vetoed:
                vetoed.append(hit)
    return vetoed


def _before(refusal: Hit, turns: list[int], needs: list[Hit], words: Words, vetoed: list[Hit]) -> list[Hit]:
    """What stands before the refusal, back to a "but"."""
    start = max([refusal.first - _SCOPE, *(turn for turn in turns if turn < refusal.first)])
    return [
        hit
        for hit in needs
        if start <= hit.first < refusal.first
        and words.clause[hit.first] == words.clause[refusal.first]
        and not refusal.at <= hit.at
        and hit not in vetoed
    ]
