"""French as code: dates, counts, lists, punctuation and names of places, each written in one way.

Functions return plain text with ordinary spaces, but within a number and within an hour, which no line breaks;
`typography` is the one that binds punctuation to its word.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time

from foundation.clock import PARIS

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NBSP = "\u00a0"

# --- dates ---------------------------------------------------------------------------------------------------------


def long_date(day: date) -> str:
    """A date as letters and screens write it: « 12 mars 2027 », « 1er décembre 2026 » (only the first is ordinal)."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def month_name(day: date) -> str:
    """« mars 2027 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def full_date(day: date) -> str:
    """A date with its weekday, where the weekday matters (meetings, ends of delays): « dimanche 28 février 2027 »."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def near_date(day: date) -> str:
    """A date whose year goes without saying, where one reads of these days: « mardi 3 mars », « jeudi 1er avril »."""
    return f"{WEEKDAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """A date for a narrow column: « 12/03/2027 »."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def hour(when: datetime) -> str:
    """An hour on a Paris clock, bound: « 14 h 05 », « 14 h » on the hour. Raises ValueError for a naive datetime."""
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone")
    return hour_of(when.astimezone(PARIS).time())


def hour_of(wall: time) -> str:
    """What a clock shows, bound: « 8 h 30 », « 12 h »."""
    return f"{wall.hour}{NBSP}h{NBSP}{wall.minute:02}" if wall.minute else f"{wall.hour}{NBSP}h"


def short_moment(when: datetime) -> str:
    """A moment for a narrow column: « 12/03/2027 à 9 h 20 ». Raises ValueError for a naive datetime."""
    return f"{short_date(when.astimezone(PARIS).date())} à {hour(when)}"


def moment(when: datetime) -> str:
    """A moment on a Paris clock: « mardi 1er décembre 2026 à 14 h 05 », « … à 14 h » on the hour.

    Raises ValueError for a naive datetime: nobody could say which hour it means.
    """
    return f"{full_date(when.astimezone(PARIS))} à {hour(when)}"


def duration(days: int) -> str:
    """A day told from today, in days: « dans 12 jours », « demain », « aujourd’hui », « hier », « il y a 3 jours »."""
    named = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    if days in named:
        return named[days]
    return f"dans {count(days, 'jour')}" if days > 0 else f"il y a {count(-days, 'jour')}"


# --- counts and lists ----------------------------------------------------------------------------------------------

_PLURAL_IN_S = frozenset({"bal", "carnaval", "chacal", "festival", "récital", "régal", "bleu", "landau", "pneu"})


def number(n: int) -> str:
    """A whole number by groups of three, bound by a non-breaking space: « 1 250 »."""
    return f"{n:,}".replace(",", NBSP)


def plural_of(word: str) -> str:
    """The plural of one French noun or adjective by the school rules (jour, avis, réseau, journal).

    Raises ValueError for several words: « compte rendu » and « bibliothèque à Poissy » agree differently, so the
    caller says how.
    """
    if " " in word:
        raise ValueError(f"say the plural of {word!r}: the agreement of several words cannot be guessed")
    if word.endswith(("s", "x", "z")):
        return word
    if word not in _PLURAL_IN_S:
        if word.endswith("al"):
            return f"{word[:-2]}aux"
        if word.endswith(("au", "eu")):
            return f"{word}x"
    return f"{word}s"


def count(n: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun, agreed: « 0 convention », « 1 convention », « 2 conventions ».

    In French the plural begins at two, so zero is singular. Without `plural`, `plural_of` finds it.
    """
    return f"{number(n)} {singular if abs(n) < 2 else plural or plural_of(singular)}"


def shortened(text: str, longest: int) -> str:
    """The beginning of a long text, cut between two words and marked « … »; a text short enough as it is."""
    if len(text) <= longest:
        return text
    kept = text[:longest]
    return f"{kept.rsplit(maxsplit=1)[0] if ' ' in kept.strip() else kept} …"


def enumerate_some(items: Sequence[str], *, most: int = 5) -> str:
    """The first items of a long list, and how many others: « a, b et 3 autres »."""
    others = len(items) - most
    return f"{', '.join(items[:most])} et {count(others, 'autre')}" if others > 0 else enumerate_fr(items)


def enumerate_fr(items: Sequence[str], last: str = "et") -> str:
    """A list as a sentence holds it: « a », « a et b », « a, b et c »; `last` may be « ou »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def some_of(items: Sequence[str], most: int = 3) -> str:
    """A long list as a line holds it: « a et b », « a, b, c et 25 autres »."""
    rest = len(items) - most
    return enumerate_fr([*items[:most], count(rest, "autre")] if rest > 0 else items)


# --- punctuation ---------------------------------------------------------------------------------------------------

_SPACES = f"[ {NBSP}\u202f]"
_TYPOGRAPHY = (
    (re.compile(r"\.{3,}"), "…"),
    (re.compile(r"'"), "’"),
    (re.compile(r'"([^"\n]*)"'), r"«\1»"),
    (re.compile(rf"«{_SPACES}*"), f"«{NBSP}"),
    (re.compile(rf"{_SPACES}*»"), f"{NBSP}»"),
    # A mark already set apart: the space must not break.
    (re.compile(rf"(?<=\S){_SPACES}+(?=[;:!?])"), NBSP),
    # A mark stuck to a word and closing it: the space is missing. « 14:05 » and « https://… » are left alone.
    (re.compile(r"(?<=[\w)\]’”%€».…])(?=[;:!?]+(?:[\s)\]”]|$))"), NBSP),
    (re.compile(rf"\b([nN]°){_SPACES}*(?=\w)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d){_SPACES}*(?=[%€](?!\w))"), NBSP),
)


_KEPT = "\U0002fa1d"  # a letter that no French text holds: it stands for what was typed while the rest is set right


def typography(text: str, *typed: str) -> str:
    """Plain text with the French marks: ’ … « », and a non-breaking space before : ; ! ? % € and after n°.

    What people `typed`, where the text quotes it, stays as they typed it. Works on text, before any HTML escaping
    (`&amp;` is not a word followed by a semicolon). The space is U+00A0 everywhere: the narrow one (U+202F) that
    printers prefer before ; ! ? is missing from too many fonts. Applying it twice changes nothing.
    """
    kept: list[str] = []
    if words := sorted({one for one in typed if one}, key=len, reverse=True):
        quoted = re.compile("|".join(map(re.escape, words)))
        kept = quoted.findall(text)
        text = quoted.sub(_KEPT, text.replace(_KEPT, ""))
    for pattern, replacement in _TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    for one in kept:
        text = text.replace(_KEPT, one, 1)
    return text


_UNITS = "ans?|mois|semaines?|jours?|heures?|h|minutes?|euros?|exemplaires?|pages?|kilomètres?"
_BOUND = (
    (
        re.compile(rf"(\d|\b(?:un|une|deux|trois|quatre|six|douze|trente)) (?=(?:{_UNITS})\b)", re.IGNORECASE),
        rf"\1{NBSP}",
    ),
    (re.compile(rf"\b(1er|\d{{1,2}}) (?=(?:{'|'.join(MONTHS)})\b)"), rf"\1{NBSP}"),
)
NBHYPHEN = "\u2011"


def bound(text: str, *names: str) -> str:
    """Text whose numbers hold to their unit (« 2 ans », « 12 mars ») and whose names of places are never broken.

    For what is printed: the spaces and hyphens of `names` become those that do not break, and are copied as plain ones.
    """
    for pattern, replacement in _BOUND:
        text = pattern.sub(replacement, text)
    for name in sorted({*names, *(name.upper() for name in names)}, key=len, reverse=True):
        text = text.replace(name, name.replace(" ", NBSP).replace("-", NBHYPHEN))
    return text


# --- names ---------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """What remains of a name when only its letters and figures count: the one normaliser, for matching names.

    Case, accents and ligatures go (« Œ » → « oe »); apostrophes, hyphens and any other mark become one space.
    « L’ÉTANG–LA VILLE » and « l'Etang-la-Ville » fold to the same text. Folding twice changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", letters.replace("œ", "oe").replace("æ", "ae")).split())


# A folded word and the one it stands for, in the names of places and of people.
SPELLED_OUT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
ABBREVIATED = {full: short for short, full in SPELLED_OUT.items()}


def spelled_out(folded: str) -> str:
    """A folded text with its saints in full: « st martin » is « saint martin »."""
    return " ".join(SPELLED_OUT.get(word, word) for word in folded.split())


def holds_words(text: str, words: str) -> bool:
    """Whether a text holds each of these folded words somewhere, « st » being « saint » and « saint » « st »."""
    folded = fold(text)
    whole = folded.split()
    return all(
        word in folded or SPELLED_OUT.get(word, word) in folded or ABBREVIATED.get(word) in whole
        for word in words.split()
    )


_ARTICLE = re.compile(r"(?:(les?|la|aux)\s+|(l)’\s*)(\S.*)", re.IGNORECASE)
# Article of the official name → how « de » and « à » join it (INSEE, code officiel géographique, variable TNCC).
# « le » and « les » contract; « la » and « l’ » stay whole and keep the capital of the name they belong to.
_JOINED = {
    "le": ("du ", "au "),
    "les": ("des ", "aux "),
    "aux": ("des ", "aux "),
    "la": ("de La ", "à La "),
    "l": ("de L’", "à L’"),
}
# Communes of the Yvelines and of the five departments around whose h forbids elision. A toponym’s h is mute unless
# listed: « d’Hardricourt », « d’Hargeville ». Source: the same variable (value 0, « de »); Houilles, which it writes
# « d’Houilles », by the usage of the town itself (« ville de Houilles »).
_ASPIRATED = frozenset(
    {
        "hauville", "hecmanville", "hondouville", "honguemare guenouville", "houdan", "houetteville", "houilles",
        "houville en vexin", "huest",
    }
)  # fmt: skip


def _article_and_rest(name: str) -> tuple[str, str]:
    """« Les Mureaux » → ("les", "Mureaux"); « Poissy » → ("", "Poissy"). Raises ValueError for an empty name."""
    clean = " ".join(name.replace("'", "’").split())
    if not clean:
        raise ValueError("a place must have a name")
    if found := _ARTICLE.fullmatch(clean):
        return (found[1] or found[2]).lower(), found[3]
    return "", clean


def _elides(name: str) -> bool:
    """Whether « de » loses its e: before a vowel (y and œ included) or a mute h."""
    folded = fold(name)
    return folded[:1] in {*"aeiouy"} or (folded[:1] == "h" and folded not in _ASPIRATED)


def of_place(name: str) -> str:
    """A commune’s name after « de »: « d’Achères », « de Poissy », « des Mureaux », « du Tertre-Saint-Denis ».

    Follows the code officiel géographique: « Le » and « Les » contract, « La » and « L’ » do not and keep their
    capital (« de La Falaise », « de L’Étang-la-Ville »), y always elides (« d’Yvetot »), h elides unless listed.
    For communes; departments and regions have articles that their names do not show (« des Yvelines »).
    """
    article, rest = _article_and_rest(name)
    if article:
        return _JOINED[article][0] + rest
    return f"d’{rest}" if _elides(rest) else f"de {rest}"


def of_person(name: str) -> str:
    """Someone’s name after « de »: « d’Edmond Demo », « de Marie Demo », « d’Yves », « de Yann ».

    Nothing in it contracts, « Le » neither; y is a consonant before a vowel, and h is taken as mute.
    """
    folded = fold(name)
    is_consonant = folded[:1] == "y" and folded[1:2] in {*"aeiou"}
    return f"d’{name}" if folded[:1] in {*"aehiouy"} and not is_consonant else f"de {name}"


def to_do(verb: str) -> str:
    """What one does after « de »: « d’agir », « de lire »."""
    return f"d’{verb}" if _elides(verb) else f"de {verb}"


def at_place(name: str) -> str:
    """A commune’s name after « à »: « à Achères », « aux Mureaux », « au Vésinet », « à La Falaise »."""
    article, rest = _article_and_rest(name)
    return (_JOINED[article][1] if article else "à ") + rest


def commune_of(name: str) -> str:
    """How an act names the commune: « la commune d’Achères », « la commune des Mureaux »."""
    return f"la commune {of_place(name)}"


def sort_key(name: str) -> str:
    """Where a commune stands in a list: by its folded name, the initial article put after it.

    « Les Mureaux » is looked for under M: the code officiel géographique sorts so (« Mousseaux-sur-Seine, Les
    Mureaux, Nézel »), and so do library catalogues. The article only separates two names otherwise equal.
    """
    article, rest = _article_and_rest(name)
    return f"{fold(rest)} {article}".rstrip()
