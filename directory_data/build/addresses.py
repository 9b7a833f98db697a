"""French addresses and names as people write them, from the capitals of city registers; for the conversion scripts."""

from __future__ import annotations

import re

_PARTICLES = frozenset("de du des la le les l d et à au aux en sous sur".split())
_WAYS = frozenset(
    "rue avenue boulevard place quai cours passage villa allée chemin route impasse cité pont voie sentier ruelle"
    " chaussée esplanade promenade".split()
)
_SHORT = {"pl": "place", "bd": "boulevard", "bld": "boulevard", "av": "avenue", "ave": "avenue", "allee": "allée",
          "chaussee": "chaussée", "cite": "cité"}  # fmt: skip
_KEPT = frozenset(
    "ZAC CASVP SSDP PMI ESI CSAPA CAARUD CDAG CIDDIST PASS EPN PAD MJD PIMMS PSA ANPAA GAMS EGO CPEF MGEN IPC CPAM"
    " SOS APTM ADAPS ASLC ISM ACT UDSM ADMS FTDA ANRS CIM CPOA APASO CSCD FDLT".split()
)
_ACCENTS = {
    plain: right
    for right in (
        "général hôtel hôpital république école église abbé étoile élysées opéra musée théâtre ménilmontant sébastopol"
        " crimée pyrénées jaurès éole sérurier masséna barbès étienne andré rené léon émile eugène françois thérèse"
        " hélène jérôme maréchal cimetière écluses médecin réunion liberté évangile épinettes édouard eugénie amélie"
        " frédéric gérard josé sévérine séverine aurélie éloi père-lachaise état états libération"
        " fédération arènes lutèce châtelet châtillon sèvres évry forêt fougère fougères prés"
        " bérault blériot coulée château curé trinité réaumur bibliothèque médiathèque cathédrale chœur sœurs œuvre"
        " préau félix télégraphe fécamp labouré vérone étrangères gaîté"
        " poissonnière bartholomé barthélémy clément dépôt célestins frères hébert"
        " algérie fêtes réformée grâce cécile gîte bièvre péguy molière cloître genève orléans grenier québec pérou"
        " île îlot"
    ).split()
    for plain in [right.translate(str.maketrans("àâéèêëîïôöùûüç", "aaeeeeiioouuuc")).replace("œ", "oe")]
    if plain != right
}
_ROMAN = re.compile(r"^[IVX]{2,5}$|^V$")
_NUMBER = re.compile(r"^(?P<number>\d+(?:-\d+)?)\s?(?P<mark>bis|ter|quater|[a-z])?\b\s*,?\s+(?P<rest>\S.*)$", re.I)
_MARKS = {"b": "bis", "t": "ter"}
HIGHEST_NUMBER = 999
"""No street of Paris has a number above 407 (rue de Vaugirard)."""


def address(text: str) -> str:
    """An address line: ``92102  RUE BLOMET`` → ``92-102 rue Blomet``, ``23  PL PERNET`` → ``23 place Pernet``."""
    said = re.sub(r"\s+", " ", text).strip(" ,-")
    before = ""
    if match := re.match(r"(?i)(face au|face à|opposé au)\s+", said):
        before, said = f"{match.group(1).lower()} ", said[match.end() :]
    if match := _NUMBER.match(said):
        mark = (match["mark"] or "").lower()
        mark = f" {_MARKS.get(mark, mark)}" if mark else ""
        return f"{before}{_house(match['number'])}{mark} {words(match['rest'], start=False)}"
    return before + words(said, start=not before)


def _house(number: str) -> str:
    """Two house numbers written together are parted: same side of the street, as near to each other as can be."""
    if not number.isdigit() or int(number) <= HIGHEST_NUMBER:
        return number
    pairs = [(int(number[:cut]), int(number[cut:])) for cut in range(1, len(number)) if number[cut] != "0"]
    fitting = [(high - low, low, high) for low, high in pairs if low < high <= HIGHEST_NUMBER and (high - low) % 2 == 0]
    return f"{min(fitting)[1]}-{min(fitting)[2]}" if fitting else number


def words(text: str, *, start: bool = True) -> str:
    """A name in ordinary letters; words that are not all in capitals stay. ``start``: its first word gets a capital."""
    said = re.sub(r"\s+", " ", text).strip()
    said = re.sub(r"\b([DL]) (?=[A-ZÀ-Ü])", r"\1'", said)
    parts = re.findall(r"[^\W_]+|[\W_]+", said)
    out = [_word(part, place == 0 and start, "".join(parts[:place])) for place, part in enumerate(parts)]
    joined = re.sub(r"\b(Sainte?) (?=[A-ZÀ-Ü])", r"\1-", "".join(out))
    return joined[:1].upper() + joined[1:] if start else joined


def _word(word: str, first: bool, before: str) -> str:
    if not word.isupper() or word in _KEPT or _ROMAN.match(word):
        way = word.lower()
        return _SHORT.get(way, way) if way in _WAYS | _SHORT.keys() and not first and not before.strip() else word
    low = _ACCENTS.get(word.lower(), word.lower())
    if word == "A" and before.strip():
        return "à"
    low = _SHORT.get(low, low) if not before.strip() else low
    if not first and low in _PARTICLES and (len(low) > 1 or not word.isalpha() or before[-1:] != " "):
        return low
    if not before.strip() and not first and low in _WAYS:
        return low
    if len(low) == 1 and low in "dl":
        return low
    return low[:1].upper() + low[1:]
