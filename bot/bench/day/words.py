"""What the people of the day say, in ten languages, and what staff write back in French."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences of one language. ``{place}`` is a place in Paris, written as its speakers write it."""

    needs: tuple[str, ...]
    human: str
    unknown: str
    more: tuple[str, ...]
    thanks: str
    hello: str
    danger: str = ""


PHRASES: dict[str, Phrases] = {
    "fr": Phrases(
        ("je cherche une douche près de la gare du nord", "où trouver de l'eau potable à paris 18e"),
        "je veux parler à quelqu'un",
        "ma fille doit changer d'école, j'ai reçu une lettre du rectorat",
        ("la lettre date de lundi", "il y a un tampon rouge en bas", "je ne comprends pas la deuxième page"),
        "merci beaucoup",
        "bonjour",
        "je veux plus vivre",
    ),
    "ar": Phrases(
        ("أريد الاستحمام قرب باريس", "أين الحمامات في باريس"),
        "أريد أن أتكلم مع شخص",
        "ابنتي يجب أن تغير المدرسة ووصلتني رسالة",
        ("الرسالة من يوم الاثنين", "فيها ختم أحمر", "لا أفهم الصفحة الثانية"),
        "شكرا جزيلا",
        "مرحبا",
        "زوجي يضربني وأخاف أن يقتلني الليلة",
    ),
    "en": Phrases(
        ("where can I take a shower near gare du nord", "where can I find drinking water in paris 18"),
        "I want to talk to a human",
        "my daughter has to change school and I got a letter",
        ("the letter came on Monday", "there is a red stamp on it", "I do not understand the second page"),
        "thank you very much",
        "hello",
        "I want to kill myself",
    ),
    "es": Phrases(
        ("¿dónde puedo ducharme en París?", "¿dónde hay un baño público en París?"),
        "quiero hablar con una persona",
        "mi hija tiene que cambiar de escuela y recibí una carta",
        ("la carta es del lunes", "tiene un sello rojo", "no entiendo la segunda página"),
        "muchas gracias",
        "hola",
    ),
    "uk": Phrases(
        ("де помитися в Парижі", "де душ біля gare du nord"),
        "хочу поговорити з людиною",
        "доньці треба змінити школу, я отримала листа",
        ("лист прийшов у понеділок", "там червона печатка", "я не розумію другу сторінку"),
        "дуже дякую",
        "добрий день",
    ),
    "ps": Phrases(
        ("په پاریس کې چیرته حمام کولی شم", "په پاریس کې د څښاک اوبه چیرته دي"),
        "غواړم له انسان سره خبرې وکړم",
        "زما لور باید ښوونځی بدل کړي، یو لیک راغلی",
        ("لیک د دوشنبې دی", "سور مهر پرې دی", "دویمه پاڼه نه پوهېږم"),
        "ډېره مننه",
        "سلام",
    ),
    "fa": Phrases(
        ("کجا در پاریس می‌توانم دوش بگیرم", "آب آشامیدنی در پاریس کجاست"),
        "می‌خواهم با یک نفر صحبت کنم",
        "دخترم باید مدرسه‌اش را عوض کند و یک نامه گرفته‌ام",
        ("نامه مال دوشنبه است", "مهر قرمز دارد", "صفحه دوم را نمی‌فهمم"),
        "خیلی ممنون",
        "سلام",
    ),
    "ti": Phrases(
        ("ኣብ ፓሪስ ኣበይ ክሕጸብ እኽእል", "ኣብ ፓሪስ ዝስተ ማይ ኣበይ ኣሎ"),
        "ምስ ሰብ ክዛረብ ደልየ",
        "ጓለይ ቤት ትምህርቲ ክትቅይር ኣለዋ፣ ደብዳቤ መጺኡኒ",
        ("እቲ ደብዳቤ ናይ ሰኑይ እዩ", "ቀይሕ ማሕተም ኣለዎ", "ካልኣይ ገጽ ኣይተረድኣንን"),
        "የቐንየለይ",
        "ሰላም",
    ),
    "ru": Phrases(
        ("где помыться в Париже", "где питьевая вода в Париже"),
        "хочу поговорить с человеком",
        "дочке надо сменить школу, мне пришло письмо",
        ("письмо от понедельника", "на нём красная печать", "я не понимаю вторую страницу"),
        "большое спасибо",
        "здравствуйте",
    ),
    "so": Phrases(
        ("xaggee ku maydhan karaa Paris", "biyo la cabbo xaggee ka helaa Paris"),
        "waxaan rabaa inaan qof la hadlo",
        "gabadhaydu waa inay dugsiga beddesho, warqad baa ii timid",
        ("warqaddu waa Isniintii", "shaabad cas ayaa ku taal", "bogga labaad ma fahmin"),
        "mahadsanid",
        "salaan",
    ),
}
"""The languages of the day. Only some have a word of danger: three people of the day are in danger."""

ANSWERS = (
    "Bonjour, je regarde et je reviens vers vous.",
    "Pouvez-vous m'envoyer une photo de la lettre ?",
    "Il faut appeler l'école avant vendredi, je peux le faire avec vous.",
    "Le rendez-vous est gratuit, venez avec une pièce d'identité si vous en avez une.",
    "D'accord, je note. Je vous réponds dans la journée.",
)
"""What staff write; each answer gets a mark of its own."""
