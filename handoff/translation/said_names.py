"""Finds the name a person says of themselves or of another: "je m'appelle Rose" must not become a flower."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORD = r"[^\W\d_][\w'’-]{0,40}"
_UP_TO_THREE = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"

# "I am called": behind it stands a name however it is written, unless it is one of _NO_NAME.
_MINE: Final = (
    r"je m['’ ]?app?ell?es?|mon (?:pré)?nom (?:c['’])?est|moi c['’]est",
    r"my (?:first |full )?name(?: is|['’]s)",
    r"me llamo|mi nombre es",
    r"(?:eu )?me chamo|chamo-me|(?:o )?meu nome é",
    r"mi chiamo|il mio nome è",
    r"ich heiße|ich heisse|mein name ist",
    r"mă numesc|ma numesc|numele meu (?:este|e)",
    r"(?:benim )?(?:adım|ismim|adim)",
    r"(?:unë )?(?:quhem|quhemi)|emri im është",
    r"(?:ana )?(?:ismi|ismy|smiti|smyti|esmi)",
    r"esm[- ]?e? man|esmam|nam[- ]?e man",
    r"magac[ae]y?gu?u? (?:waa|wa)|magacaygu waa",
    r"(?:sama )?tur mooy|maa ngi tudd",
    r"ne? t[oɔ]g[oɔ] (?:ye|ko)",
    r"(?:меня|мене) (?:зовут|звати|звуть)|моё имя|моє ім['’]я",
)
_THEIRS: Final = (
    r"s['’]app?ell?e(?:nt)?|(?:son|leur) (?:pré)?nom est",
    r"(?:his|her|their) name(?: is|['’]s)",
    r"se llaman?|su nombre es",
    r"se chamam?|si chiama(?:no)?|heißt",
    r"(?:его|её|її|його|ее) (?:зовут|звати|звуть)",
)
# Letters without capitals: exactly one word, for nothing tells a second name from the sentence that goes on.
_ONE_WORD: Final = (
    r"(?:انا |أنا )?(?:اسمي|إسمي|سميتي)|(?:ابني|ابنتي|زوجي|زوجتي) (?:اسمه|اسمها)",
    r"(?:اسم|نام) من|میرا نام|زما نوم|نوم مې",
    r"আমার নাম|ስሜ|ሽመይ|(?:მე )?მქვია|(?:ჩემი )?სახელია",
)
_NO_NAME: Final = frozenset(
    "pas plus comment quoi et mais not is the a and or written on no como así non nicht wie und ve var yok nedir ne"
    " как не и це що не هو هي است ہے دی".split()
)

_PATTERNS: Final = (
    re.compile(rf"(?<!\w)(?i:{'|'.join(_MINE)})[ :]{{1,3}}{_UP_TO_THREE}"),
    re.compile(rf"(?<!\w)(?i:{'|'.join(_THEIRS)})[ :]{{1,3}}(?P<other>){_UP_TO_THREE}"),
    re.compile(rf"(?<!\w)(?:{'|'.join(_ONE_WORD)})[ :]{{1,3}}(?P<name>[^\W\d_][^\s\d.,;:!?،؛؟۔።፣()⟦⟧]{{0,40}})"),
    # No blanks between words: two to four signs up to the next mark.
    re.compile(r"(?:我叫|我的名字是|我的名字叫)(?P<name>[\u4e00-\u9fff·]{2,4})(?=[\s，。,.！!？?、；;]|$)"),
)


def said_names(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each name behind "my name is" and its like, in the languages of the house.

    Of oneself the name may be in lower case; of others it needs a capital, where the alphabet has them.
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            name = _of_capitals(match["name"])
            of_another = "other" in pattern.groupindex and not name[0].isupper()
            if not of_another and name.casefold() not in _NO_NAME:
                yield match.start("name"), match.start("name") + len(name)


def _of_capitals(name: str) -> str:
    """The first word, and those behind it as long as they have a capital: the sentence may go on at once."""
    for blank in re.finditer(" ", name):
        if not name[blank.end() : blank.end() + 1].isupper():
            return name[: blank.start()]
    return name
