"""The words that turn a sentence round when one is lost or exchanged.

Negations, numbers said in words, opposites, and what people look for: a doctor who becomes a lawyer is as wrong as a
Monday that becomes a Tuesday. All are folded (see :func:`fold`). A language that is missing has no such check.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "´": "'", "`": "'"})


def fold(text: str) -> str:
    """``text`` in lower case without accents, apostrophes alike."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


NEGATIONS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(fold(words).split())
    for language, words in {
        "fr": "ne n pas non jamais aucun aucune rien ni nul nulle impossible interdit interdite",
        "en": "not no never none nothing nobody nowhere cannot cant dont doesnt didnt wont isnt arent wasnt"
        " werent shouldnt mustnt couldnt wouldnt hasnt havent neither nor impossible forbidden t",
        "es": "no nunca jamas nada nadie ningun ninguna ninguno ni tampoco imposible prohibido prohibida",
        "pt": "nao nunca jamais nada ninguem nenhum nenhuma nem impossivel proibido proibida",
        "it": "non no mai niente nulla nessuno nessuna ne impossibile vietato",
        "de": "nicht nein nie niemals kein keine keinen keinem keiner nichts niemand weder unmoglich verboten",
        "ro": "nu n niciodata nimic nimeni niciun nicio nici imposibil interzis",
        "sq": "nuk s jo kurre asgje askush asnje mos",
        "tr": "degil yok hayir asla hic olmaz",
        "ru": "не нет ни никогда ничего никто никакой нельзя невозможно",
        "uk": "не ні ніколи нічого ніхто жодного жодної немає нема неможливо",
        "ar": "لا ليس ليست لم لن غير ممنوع مش مو ماكو ما",
        "fa": "نه نیست ندارد ندارم نمی هیچ نباید نکنید",
        "prs": "نه نیست ندارد ندارم نمی هیچ نباید نکنید",
        "ur": "نہیں نہ مت کبھی",
        "ps": "نه نشته هیڅ مه",
        "bn": "না নেই নয় কখনো",
        "so": "ma maya aan la lama maaha",
        "ka": "არ არა ვერ არასოდეს",
    }.items()
}

WITHOUT: Final = frozenset(
    # One word a language, and none that means something else in another one.
    fold("sans without sin sem senza ohne fara без بدون دون بغیر ছাড়া გარეშე").split()
)
"""Apart from the negations: "do not come without papers" that loses its "not" still has its "without"."""

_NUMBERS: Final = {
    "fr": "zero un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    "es": "cero un|una|uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis",
    "pt": "zero um|uma dois|duas tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis",
    "it": "zero un|una|uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici",
}
NUMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    # Zero and one are left out: "un" and "a" are articles, and come and go without a change of meaning.
    language: {
        word: str(number) for number, forms in enumerate(said.split()) if number > 1 for word in forms.split("|")
    }
    for language, said in _NUMBERS.items()
}

_OPPOSITES: Final = {
    "fr": (
        "lundi/mardi/mercredi/jeudi/vendredi/samedi/dimanche",
        "janvier/fevrier/mars/avril/mai/juin/juillet/aout/septembre/octobre/novembre/decembre",
        "aujourd/demain/hier",
        "matin matinee/midi/soir soiree/nuit nuits/apres-midi",
        "ouvert ouverte ouverts ouvertes ouvre ouvrent/ferme fermee fermes fermees ferment complet complete",
        "gratuit gratuite gratuits gratuites gratuitement/payant payante payer payez paye cher chere",
        "avant/apres",
        "avec/sans",
        "gauche/droite",
        "homme hommes/femme femmes",
        "pere papa/mere maman",
        "fils garcon/fille",
        "frere freres/soeur soeurs",
        "adulte adultes majeur majeure/enfant enfants mineur mineure mineurs",
        "toujours/jamais",
        "entree/sortie",
        "minute minutes/heure heures/jour jours/semaine semaines/mois/an ans annee annees",
        "medecin docteur/avocat avocate/police policier/dentiste/juge/infirmier infirmiere/assistante/pharmacien",
        "hopital/foyer/mairie/gare/prefecture/ecole/pharmacie/tribunal/bibliotheque",
        "bus/train/metro/taxi/avion/velo",
        "tete/jambe/pied pieds/main mains/ventre/dos/dent dents/gorge/coeur/oreille oreilles/yeux oeil/bras",
        "manger mange mangez repas/dormir dors dormez lit lits/douche douches/logement/travail emploi",
        "couverture couvertures/serviette serviettes/chaussures/manteau/vetements/couches/lait",
        "mari/femme epouse/ami amie/frere/soeur/fils/fille/mere/pere",
        "devez dois doit doivent devons/pouvez peux peut peuvent pouvons",
    ),
    "es": (
        "lunes/martes/miercoles/jueves/viernes/sabado/domingo",
        "enero/febrero/marzo/abril/mayo/junio/julio/agosto/septiembre/octubre/noviembre/diciembre",
        "hoy/ayer",
        "mediodia/tarde/noche noches/madrugada",
        "abierto abierta abiertos abiertas abre abren/cerrado cerrada cerrados cerradas cierra cierran lleno llena",
        "gratis gratuito gratuita gratuitos gratuitas/pago pagar paga caro cara",
        "antes/despues",
        "con/sin",
        "izquierda/derecha",
        "hombre hombres/mujer mujeres",
        "padre papa/madre mama",
        "hijo/hija",
        "hermano hermanos/hermana hermanas",
        "adulto adulta adultos adultas/nino nina ninos ninas menor menores",
        "siempre/nunca jamas",
        "entrada/salida",
        "minuto minutos/hora horas/dia dias/semana semanas/mes meses/ano anos",
        "medico doctor medica/abogado abogada/policia/dentista/juez/enfermero enfermera/farmaceutico",
        "hospital/albergue/ayuntamiento/estacion/prefectura/escuela colegio/farmacia/tribunal/biblioteca",
        "autobus bus/tren/metro/taxi/avion/bicicleta",
        "cabeza/pierna/pie pies/mano manos/vientre barriga/espalda/diente muela/garganta/corazon/oido/ojos ojo/brazo",
        "comer como comida/dormir duermo cama camas/ducha duchas/alojamiento/trabajo empleo",
        "manta mantas/toalla toallas/zapatos/abrigo/ropa/panales/leche",
        "marido esposo/mujer esposa/amigo amiga/hermano/hermana/hijo/hija/madre/padre",
        "debe debo deben debes/puede puedo pueden puedes",
    ),
    "en": (
        "monday/tuesday/wednesday/thursday/friday/saturday/sunday",
        "january/february/march/april/june/july/august/september/october/november/december",
        "today/tomorrow/yesterday",
        "morning/noon/evening/night tonight/afternoon",
        "open opens opened/closed closes full",
        "free/paid pay paying expensive",
        "before/after",
        "with/without",
        "left/right",
        "man men/woman women",
        "father dad/mother mum",
        "son boy/daughter girl",
        "brother brothers/sister sisters",
        "adult adults/child children minor minors",
        "always/never",
        "entrance/exit",
        "minute minutes/hour hours/day days/week weeks/month months/year years",
        "doctor/lawyer/police policeman/dentist/judge/nurse/pharmacist",
        "hospital/shelter/station/prefecture/school/pharmacy/court/library",
        "bus/train/metro/taxi/plane/bicycle bike",
        "head/leg legs/foot feet/hand hands/stomach belly/tooth teeth/throat/heart/ear ears/eye eyes/arm",
        "eat eats meal food/sleep sleeps bed beds/shower showers/housing/work job",
        "blanket blankets/towel towels/shoes/coat/clothes/diapers nappies/milk",
        "husband/wife/friend/brother/sister/son/daughter/mother/father",
        "must/may",
    ),
}
OPPOSITES: Final[Mapping[str, tuple[Mapping[str, int], ...]]] = {
    # Each group: word → which side it stands on. Two words of different sides cannot stand for each other.
    language: tuple(
        {word: side for side, words in enumerate(group.split("/")) for word in words.split()} for group in groups
    )
    for language, groups in _OPPOSITES.items()
}

COMMON: Final[Mapping[str, frozenset[str]]] = {
    # Words without weight of their own: a good translator changes them freely.
    language: frozenset(fold(words).split())
    for language, words in {
        "fr": "le la les l un une des du de d au aux a en y dans sur sous pour par avec chez vers et ou mais donc car"
        " si que qu qui quoi dont ou ce c cet cette ces se s me m te t je j tu il elle on nous vous ils elles lui leur"
        " eux mon ma mes ton ta tes son sa ses notre nos votre vos leurs est es sont suis sommes etes etre ai as avons"
        " avez ont avoir ne n pas plus tres bien aussi alors puis ici la tout tous toute toutes",
        "en": "the a an of to in on at for by with from and or but so if that which who what this these those it its i"
        " you he she we they me him her us them my your his our their am is are was were be been do does did have has"
        " had will would can could should may there here not very also then all any some",
        "es": "el la los las lo un una unos unas de del al a en por para con y e o u pero si que quien cual este esta"
        " esto estos estas ese esa eso se me te nos os le les yo tu usted ustedes el ella nosotros ellos ellas mi mis"
        " tu tus su sus nuestro nuestra es son soy eres somos sois esta estan estoy ser estar ha han he hemos habeis"
        " haber hay no muy mas tambien entonces aqui alli todo todos toda todas",
    }.items()
}
