"""Hits → how sure we are of each need and reply. What is not explained by our words speaks against an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.index import Hit, Reading
from bot.understanding.negation import refused
from bot.understanding.normalise import Words

ENOUGH = 0.5
"""From here on a need is answered; below it a human reads the message."""
_STRONG = 0.85
_SHORT = 3
_NEAR = 5
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
    vetoed = refused(reading.hits, by_kind["need"], words)
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
        if hit.at <= miss.at or (hit.weight < _STRONG and not free):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Scale:
    reading: Reading
    words: Words
    cues: list[Hit]
    asked: bool

    def explained(self, extra: Iterable[Hit] = ()) -> float:
        """The share of meaningful words that some hit of ours accounts for."""
        content = self.reading.content
        if not content:
            return 1.0
        covered: set[int] = set()
        for hit in (*self.reading.hits, *extra):
            covered |= hit.at
        return len(covered & content) / len(content)

    def score(self, hits: list[Hit]) -> float:
        """One need's or reply's hits as one number."""
        doubt, seen, strongest = 1.0, set[int](), 0.0
        for hit in sorted(hits, key=lambda hit: -hit.weight):
            if hit.at - seen:
                doubt *= 1 - hit.weight
                seen |= hit.at
                strongest = max(strongest, hit.weight)
        score = 1 - doubt
        if not score:
            return 0.0
        sentences = {self.words.sentence[hit.first] for hit in hits}
        content = [at for at in self.reading.content if self.words.sentence[at] in sentences]
        covered = {at for hit in self.reading.hits for at in hit.at}
        share = sum(at in covered for at in content) / len(content) if content else 1.0
        score += (1 - score) * self._request(hits)
        if len(self.reading.content) <= _SHORT:
            score += (1 - score) * 0.3 * self.explained() ** 2
        floor = 0.8 if strongest >= _STRONG else 0.45
        return min(0.99, score * (floor + (1 - floor) * share))

    def _request(self, hits: list[Hit]) -> float:
        """How much "I need", "where is", "no …" adds: more when it stands right before."""
        if self.asked:
            return 0.5
        best = 0.0
        for cue in self.cues:
            for hit in hits:
                if self.words.sentence[cue.first] != self.words.sentence[hit.first] or cue.at <= hit.at:
                    continue
                gap = min(abs(hit.first - cue.last), abs(cue.first - hit.last))
                best = max(best, 0.55 if gap <= _NEAR else 0.35)
        return best


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
