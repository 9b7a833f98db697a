"""Names that people say of themselves and of others stay as they wrote them."""

from __future__ import annotations

import pytest

from handoff.translation.mask import mask

SAID = [
    ("Je m'appelle Rose Blanche et je cherche un lit.", "Rose Blanche"),
    ("bonjour je m’appelle rose j'ai faim", "rose"),
    ("je mappelle rose", "rose"),
    ("Mon nom est Pierre.", "Pierre"),
    ("Ma fille s'appelle Marguerite", "Marguerite"),
    ("My name is Grace Hope, I need help", "Grace Hope"),
    ("my name's joy", "joy"),
    ("Her name is Joy.", "Joy"),
    ("Me llamo Paz y busco trabajo", "Paz"),
    ("mi nombre es Esperanza López", "Esperanza López"),
    ("Mi hija se llama Luz", "Luz"),
    ("O meu nome é Fé", "Fé"),
    ("Mi chiamo Rosa Bianchi", "Rosa Bianchi"),
    ("Ich heiße Engel", "Engel"),
    ("Mă numesc Floare", "Floare"),
    ("Benim adım Umut", "Umut"),
    ("Unë quhem Drita", "Drita"),
    ("ana ismi Amal w bghit n3as", "Amal"),
    ("smiti nour", "nour"),
    ("Magacaygu waa Farxiya", "Farxiya"),
    ("Меня зовут Вера", "Вера"),
    ("Мене звати Надія", "Надія"),
    ("اسمي أمل وعندي طفل", "أمل"),
    ("نام من امید است", "امید"),
    ("میرا نام امید ہے", "امید"),
    ("زما نوم هیله ده", "هیله"),
    ("আমার নাম আশা", "আশা"),
    ("我叫王小明，我想吃饭", "王小明"),
    ("ስሜ ተስፋ ነው", "ተስፋ"),
    ("ሽመይ ተስፋ እዩ", "ተስፋ"),
    ("მე მქვია იმედი", "იმედი"),
]


@pytest.mark.parametrize(("text", "name"), SAID)
def test_a_name_that_is_said_is_kept(text: str, name: str) -> None:
    masked = mask(text)
    assert [masked.values[n] for n, kind in enumerate(masked.kinds) if kind == "name"] == [name]
    assert masked.restore(masked.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Tu t'appelles comment ?",
        "Ça s'appelle comment ?",
        "Je m'appelle comment déjà",
        "My name is not on the list",
        "The name is on the door",
        "Comment s'appelle le médecin ?",
        "¿Cómo se llama el centro?",
        "adım ne",
        "Je m'appelle",
    ],
)
def test_where_no_name_is_said_nothing_is_kept(text: str) -> None:
    assert mask(text).values == ()
