"""Card numbers and telephone numbers, told from the other numbers that a ticket holds."""

import re
from collections.abc import Iterator
from datetime import date

from tickets.redaction.findings import Kind
from tickets.redaction.letters import SPACE, words_before

Found = tuple[Kind, int, int]

_CARDS = (
    "carte cartes lecteur lectrice abonné abonnée abonne usager usagère usagere adhérent adhérente adherent adherente "
    "emprunteur emprunteuse inscrit inscrite inscription abonnement badge"
)
_OTHERS = (
    "siren siret isbn issn ean ppn rcr port ports version versions build erreur error pid timestamp notice exemplaire "
    "commande facture devis ticket incident marché commit"
)
_LINKS = "n no nº numéro numero num de d du la le l e est code barres barre id identifiant sa son"
CARD_WORDS = frozenset(_CARDS.split())  # the plural of people counts them
OTHER_NUMBERS = frozenset(_OTHERS.split())
_BETWEEN = frozenset(_LINKS.split())
UNIT = re.compile(
    rf"(?:[.,][0-9]{{1,2}})?{SPACE}?(?:€|%|(?:EUR|euros?|octets?|bytes?|[kKMG]?[oB]|ms|lignes?|notices?|exemplaires?"
    r"|documents?|prêts?|lecteurs|abonnés|usagers)(?!\w))"
)
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
_HOUR = "[0-9]{1,2}[:hH][0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?"
DATE = (
    rf"(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?![0-9]|[-.][0-9]{{4}})"
    rf"|{_DAY}(?:[-/.]{_MONTH}[-/.](?:{_YEAR}|[0-9]{{2}})|{SPACE}{_MONTH}{SPACE}{_YEAR})(?!-?[0-9]))"
)
# Where a long number may begin; it starts with a set of letters, which makes it read a log five times faster.
_START = re.compile(r"[0-9+](?<![^\Wº][0-9+])[0-9 .\u00a0\u202f/()-]{5}")
_NUMBER = re.compile(
    rf"""
    (?:
        (?P<phone>(?:(?:\+|00)33[ .\u00a0-]?(?:\(0\)[ ]?)?[1-9]|0[1-9])(?:[ .\u00a0\u202f/-]?[0-9]{{2}}){{4}}(?!\w))
        |{DATE}(?:[T ]{{1,2}}{_HOUR})?
        |{_HOUR}(?![0-9])
        |{_YEAR}[ ]?[-/ ][ ]?{_YEAR}(?![ -]?[0-9])
        |(?<=[A-Z]-)[0-9]{{4}}-[0-9]{{4,6}}(?!\w)
        |(?P<dotted>[0-9]{{1,9}}(?:\.[0-9]{{1,9}}){{2,9}}(?!\w)|[0-9]{{1,7}}\.[0-9]{{1,12}}(?!\w))
        |[0-9]{{1,7}},[0-9]{{1,3}}(?!\w)
        |(?P<isbn>97[89](?:[ -]?[0-9]){{10}}(?!\w)|[0-9]-[0-9]{{2,7}}-[0-9]{{1,7}}-[0-9X](?!\w))
        |(?P<run>[0-9]{{7,20}}(?!\w)
            |[0-9]{{1,6}}(?:[ \u00a0\u202f-][0-9]{{2,6}}){{1,6}}(?:[ \u00a0\u202f-][0-9])?(?!\w)
            |[0-9]{{6}}(?!\w))
    )
    """,
    re.VERBOSE,
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def numbers(text: str) -> Iterator[Found]:
    """The card and telephone numbers of a text; dates, hours, references, versions and amounts are read over."""
    start = _START.search(text)
    while start:
        match = _NUMBER.match(text, start.start())
        if match and match.lastgroup == "phone":
            yield Kind.PHONE, *match.span()
        elif match and match.lastgroup and _is_card(text, match):
            yield Kind.CARD, *match.span()
        start = _START.search(text, match.end() if match else start.start() + 1)


def _introduction(text: str, at: int) -> str:
    """The word that says what a number is, just before it: « carte » for « carte n° : », nothing if there is none."""
    return next((word for word in words_before(text, at) if word not in _BETWEEN), "")


def _is_card(text: str, match: re.Match[str]) -> bool:
    """Whether it may be a card number: from 8 to 14 figures that nothing tells to be another number.

    When a card word comes just before, from 6 to 20 figures are one, whatever else they look like: in doubt, masked.
    """
    written, start, end = match[0], *match.span()
    figures = sum(map(str.isdecimal, written))
    word = _introduction(text, start)
    if match.lastgroup == "dotted":
        return word in CARD_WORDS and _is_dotted_card(written, figures)
    if word in CARD_WORDS:
        return 6 <= figures <= 20
    if not (8 <= figures <= 14 or _OF_BANK.fullmatch(written)) or word in OTHER_NUMBERS:
        return False
    is_other = is_isbn(written) or is_moment(written) or not _is_grouped_as_one(written)
    return not is_other and not UNIT.match(text, end) and not _is_in_uuid(text, start, end)


def _is_dotted_card(written: str, figures: int) -> bool:
    """Whether figures with dots may be a card number: no amount (1250.00), no address of a machine (192.168.1.10)."""
    groups = written.split(".")
    is_machine = len(groups) == 4 and all(int(group) < 256 and group == str(int(group)) for group in groups)
    return (8 if len(groups) == 2 else 6) <= figures <= 20 and not is_machine


_OF_BANK = re.compile("[0-9]{4}(?:[^0-9][0-9]{4}){3}")


def is_isbn(written: str) -> bool:
    """Whether it is an ISBN by its check digit; ten figures (one in eleven passes) must be cut as one is, too."""
    figures = written.replace("-", "").replace(" ", "")
    if len(figures) == 13 and figures.startswith(("978", "979")):
        return sum(int(figure) * (1, 3)[rank % 2] for rank, figure in enumerate(figures)) % 10 == 0
    if len(figures) == 10 and written.count("-") == 3:
        values = [10 if figure == "X" else int(figure) for figure in figures]
        return sum(value * (10 - rank) for rank, value in enumerate(values)) % 11 == 0
    return False


def is_moment(written: str) -> bool:
    """Whether it is a day written without marks, perhaps with its hour: 20270315, 20270315102233."""
    if not written.isdigit() or len(written) not in (8, 12, 14):
        return False
    year, month, day, hour, minutes = (int(written[a:b] or 0) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 14)))
    if not 1990 <= year <= 2099 or hour > 23 or minutes > (59 if len(written) == 12 else 5959):
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_grouped_as_one(written: str) -> bool:
    """Whether its groups may be those of one number: « 200 12345 » is a code and a size, side by side in a log."""
    groups = _GROUP.findall(written)
    return len(groups) != 2 or abs(len(groups[0]) - len(groups[1])) <= 1


_GROUP = re.compile("[0-9]+")


def _is_in_uuid(text: str, start: int, end: int) -> bool:
    if "-" not in (text[start - 1 : start], text[end : end + 1]):
        return False
    around = max(0, start - 36)
    near = _UUID.finditer(text, around, end + 36)
    return any(one.start() <= start and end <= one.end() for one in near)
