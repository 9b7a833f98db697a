"""Hits → how sure we are of each need and reply. What is not explained by our words speaks against an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.negation import refused
from bot.understanding.normalise import Words
from bot.understanding.reading import Hit, Reading

ENOUGH = 0.55
"""From here on a need is answered; below it a human reads the message."""
_STRONG = 0.85
_NOUNS = 4
"""Meaningful words of a message that may be nothing but a list of nouns ("toilets open at night")."""
_HINT = 0.5
"""Hints alone never make a need."""
_SHORT = 3
_NEAR = 4
"""Words between a request and what is asked for."""
_PERSONAL = frozenset(("mine:", "asking:", "lacking:", "free:"))
_TOLD = ("need:health", "need:addiction", "need:legal", "need:work.training", "reply:")
_AROUND = 7
"""Words before and after a hit that speak for or against it."""
_EXPLAINING = frozenset(("need", "reply", "asking", "lacking", "free", "audience", "refusing"))
_WIDE = 0.35  # sub-needs this far behind the best of their kind are dropped


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one lexicon makes of a message: scores (0 to 1), best first, and the hits they come from.

    ``explained`` is the share of meaningful words that the hits account for.
    """

    needs: tuple[tuple[str, float], ...]
    replies: Mapping[str, float]
    explained: float
    hits: tuple[Hit, ...]
    refused: tuple[Hit, ...]

    @property
    def best(self) -> float:
        """The highest score of any need or reply."""
        return max((*(score for _, score in self.needs), *self.replies.values()), default=0.0)


def weigh(reading: Reading, words: Words, asked: bool = False) -> Weighed:
    """Scores every need and reply among the hits; ``asked``: another language's words already made it a request."""
    hits = _unshadowed([hit for hit in reading.hits if hit.label.partition(":")[0] in ("need", "reply", "not")])
    by_kind = {"need": [], "reply": [], "not": []} if not hits else _by_kind(hits)
    vetoed = refused(reading.hits, by_kind["need"], words, verb_last=reading.verb_last)
    free = any(hit.label == "free:" for hit in reading.hits)
    needs = [hit for hit in by_kind["need"] if hit not in vetoed and not _near_miss(hit, by_kind["not"], free)]
    cues = [hit for hit in reading.hits if hit.label in ("asking:", "lacking:", "free:")]
    scale = _Scale(reading, words, cues, asked)
    replies = {
        name: score
        for name in dict.fromkeys(hit.label[6:] for hit in by_kind["reply"])
        if (score := scale.score([hit for hit in by_kind["reply"] if hit.label[6:] == name]))
    }
    return Weighed(_ranked(needs, scale), replies, scale.explained(), (*needs, *by_kind["reply"], *cues), tuple(vetoed))


def _by_kind(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    kinds: dict[str, list[Hit]] = {"need": [], "reply": [], "not": []}
    for hit in hits:
        kinds[hit.label.partition(":")[0]].append(hit)
    return kinds


def _unshadowed(hits: list[Hit]) -> list[Hit]:
    """Without the hits that lie within a longer one of another meaning: "mal aux dents" is not "mal"."""
    if len(hits) < 2:
        return hits
    longest = sorted(hits, key=lambda hit: -len(hit.at))
    return [
        hit
        for hit in hits
        if not any(
            len(other.at) > len(hit.at)
            and hit.at < other.at
            and hit.label != other.label
            and other.weight >= hit.weight / 2
            for other in longest
        )
    ]


def _near_miss(hit: Hit, misses: list[Hit], free: bool) -> bool:
    """Whether "book a table" or the like says that the hit is not a need."""
    top = hit.label[5:].partition(".")[0]
    for miss in misses:
        name = miss.label[4:]
        if name not in ("any", top, hit.label[5:]):
            continue
        if hit.at & miss.at and not miss.at < hit.at:
            return True
        if not free and (name == "any" or not _phrase(hit)):
            return True
    return False


def _phrase(hit: Hit) -> bool:
    """Several words that together say a need, whatever stands around them."""
    return len(hit.at) > 1 and hit.weight >= _STRONG


@dataclass(frozen=True, slots=True)
class _Scale:
    reading: Reading
    words: Words
    cues: list[Hit]
    asked: bool

    def explained(self) -> float:
        """The share of meaningful words that some hit of ours accounts for."""
        content = self.reading.content
        return len(self._covered() & content) / len(content) if content else 1.0

    def _covered(self) -> set[int]:
        return {at for hit in self.reading.hits if hit.label.partition(":")[0] in _EXPLAINING for at in hit.at}

    def score(self, hits: list[Hit]) -> float:
        """One need's or reply's hits as one number."""
        doubt, seen = 1.0, set[int]()
        for hit in sorted(hits, key=lambda hit: -hit.weight):
            if hit.at - seen:
                doubt *= 1 - hit.weight
                seen |= hit.at
        score = 1 - doubt
        if not hits or max(hit.weight for hit in hits) < _HINT:
            return score * 0.6
        share = self._share(hits)
        sentences = {self.words.sentence[hit.first] for hit in hits}
        said = {hit.label for hit in self.reading.hits if self.words.sentence[hit.first] in sentences}
        others = "others:" in said and "mine:" not in said and not hits[0].label.startswith("reply:")
        asked = self.asked or self._near_cue(hits, others)
        mine = asked or bool(said & {"mine:", "asking:", "free:"}) or ("lacking:" in said and not others)
        score += (1 - score) * (0.55 if asked else 0.35 if "asking:" in said else 0.2 if mine else 0.0)
        if self.explained() == 1.0 and len(self.reading.content) <= _SHORT and (mine or not others):
            return min(0.99, score + (1 - score) * 0.3)
        solid = any(self._solid(hit, mine) for hit in hits)
        floor = self._floor(hits, solid, asked, mine)
        if not mine and not others and len(self.reading.content) <= _NOUNS:
            floor = max(floor, 0.2)
        score *= floor + (1 - floor) * share
        return min(0.99, score * 0.5 if others and not asked else score)

    def _share(self, hits: list[Hit]) -> float:
        """The share of meaningful words around the hits, within their sentences, that is explained."""
        near: set[int] = set()
        for hit in hits:
            near.update(range(hit.first - _AROUND, hit.last + _AROUND + 1))
        sentences = {self.words.sentence[hit.first] for hit in hits}
        content = [at for at in self.reading.content if at in near and self.words.sentence[at] in sentences]
        covered = self._covered()
        return sum(at in covered for at in content) / len(content) if content else 1.0

    def _solid(self, hit: Hit, mine: bool) -> bool:
        """A phrase of two meaningful words, or of one with a person or a request about it, says a need by itself."""
        if not _phrase(hit):
            return False
        if mine or len(hit.at & self.reading.content) > 1:
            return True
        return any(cue.label in _PERSONAL and cue.at <= hit.at for cue in self.reading.hits)

    @staticmethod
    def _floor(hits: list[Hit], solid: bool, asked: bool, mine: bool) -> float:
        """What is left of a score when nothing else in the sentence is explained.

        Health is told rather than asked for ("I have a fever"): a strong word and a first person are enough.
        """
        strong = max(hit.weight for hit in hits) >= _STRONG
        label = hits[0].label
        if solid:
            return 0.8
        if asked:
            return 0.4
        told = label.startswith(_TOLD)
        return 0.5 if strong and told and (mine or label.startswith("reply:")) else 0.0

    def _near_cue(self, hits: list[Hit], others: bool) -> bool:
        """Whether "I need", "where is", "no …" stands right before one of the hits."""
        for cue in self.cues:
            for hit in hits:
                if cue.at <= hit.at or (others and cue.label == "lacking:"):
                    continue
                same = self.words.sentence[cue.first] == self.words.sentence[hit.first]
                between = sum(cue.last < at < hit.first for at in self.reading.content)
                if same and cue.last < hit.first <= cue.last + _NEAR and between <= 1:
                    return True
                if self.reading.verb_last and same and hit.last < cue.first <= hit.last + _NEAR:
                    between = sum(hit.last < at < cue.first for at in self.reading.content)
                    if between <= 1:
                        return True
        return False


def _ranked(hits: list[Hit], scale: _Scale) -> tuple[tuple[str, float], ...]:
    """Needs with their scores, best first; a need is left out where one of its sub-needs was said."""
    by_top: dict[str, list[Hit]] = {}
    for hit in hits:
        by_top.setdefault(hit.label[5:].partition(".")[0], []).append(hit)
    ranked: list[tuple[str, float]] = []
    for top, own in by_top.items():
        whole = scale.score(own)
        subs: dict[str, list[Hit]] = {}
        for hit in own:
            if "." in hit.label:
                subs.setdefault(hit.label[5:], []).append(hit)
        scores = {name: scale.score(found) for name, found in subs.items()}
        best = max(scores.values(), default=0.0)
        kept = [(name, score) for name, score in scores.items() if score >= max(ENOUGH, best - _WIDE)]
        if not kept and len(subs) == 1 and whole >= ENOUGH:
            kept = [(next(iter(subs)), whole)]
        ranked += kept or [(top, whole)]
    return tuple(sorted(ranked, key=lambda pair: -pair[1]))
