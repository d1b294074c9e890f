"""The columns that tell of persons, by the label that heads them: « Nom », « prénom du lecteur », « cardnumber »."""

import re
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.findings import Kind

_WHO = (
    "lecteurs?|lectrices?|abonnee?s?|usagers?|usageres?|adherente?s?|emprunteurs?|emprunteuses?|patrons?|borrowers?"
    "|inscrite?s?|enfants?|eleves?|parents?|titulaires?|tuteurs?|responsable legal"
)
_LINK = "(?:du|de la|de l|de|des|d) "
_OF = rf"(?: (?:{_LINK})?(?:{_WHO}|famille|naissance|usage|jeune fille))?(?: ?[0-9])?"
_NUMBER = "(?:n|no|num|numero|code|codes? barres?|id|identifiant)"
_LABELS = {
    Kind.NAME: (
        rf"(?:noms?|prenoms?|nom complet|noms? (?:et )?prenoms?|prenoms? (?:et )?noms?|identite){_OF}|{_WHO}"
        r"|(?:full|first|last|middle|given|family|maiden|user|patron|borrower|reader|sur|fore)? ?names?"
        rf"|login|userid|user id|(?:identifiant|login|pseudo) (?:{_LINK})?(?:{_WHO})"
    ),
    Kind.MAIL: rf"(?:adresses? )?(?:e ?mails?|courriels?|mails?|mel)(?: perso[a-z]*| pro| [0-9])?{_OF}|e ?mail address",
    Kind.PHONE: (
        rf"(?:{_NUMBER} )?(?:de )?(?:tels?|telephones?|mobiles?|portables?|(?:mobile |cell ?)?phones?|gsm|fax)"
        rf"(?: (?:fixe|portable|mobile|domicile|perso[a-z]*|pro|number|[0-9]))*{_OF}"
    ),
    Kind.ADDRESS: (
        rf"adresses?(?: postale| complete)?(?: ?[0-9])?{_OF}|(?:street |postal |home )?address(?: ?[0-9])?|rue|street"
    ),
    Kind.BIRTH: (
        r"(?:(?:date|annee|jour|lieu) )?(?:de )?naissance(?: (?:du |de l |de la )?[a-z]+)?"
        r"|date naiss|ne(?: ?e)? (?:le|en)|ddn|dob|date ?of ?birth|birth ?(?:date|day)?"
    ),
    Kind.CARD: (
        rf"(?:{_NUMBER} )?(?:{_LINK})?(?:cartes?|badge)(?: (?:{_LINK})?(?:{_WHO}))?|{_NUMBER} (?:{_LINK})?(?:{_WHO})"
        r"|card ?(?:number|no)?|borrower ?number|(?:patron|borrower) ?(?:id|barcode|number)"
    ),
    Kind.BANK: "iban|rib|compte bancaire",
}
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _LABELS.items()]
# A list of machines, of files or of libraries has these too: with a word of machines beside, they tell of nobody.
_OF_ANYTHING = frozenset(["nom", "noms", "name", "names", "adresse", "adresses", "address", "lecteur", "lecteurs"])
_MACHINES = """
    build chemin extension format host hostname hote ip mac module octets path port size taille type url version
"""
_OF_MACHINES = frozenset(_MACHINES.split())
_NO_LABEL = re.compile(r"[=<>@{}!?]|https?:|\.\s|\s\S+\s\S+\.\Z")

# What a line must hold to be looked at, as it is written.
_WORDS = (
    "nom name ecteur ectrice bonn sager dhér dher mprunt atron orrower nscrit nfant lève leve arent itulaire tuteur "
    "mail ourriel tel tél te\u0301l hone obile ortable dress aissance naiss birth dob ddn né ne\u0301 arte adge card "
    "iban rib login userid user identi rue street gsm fax badge compte"
)
SIGNS = tuple(dict.fromkeys(f"{_WORDS} {_WORDS.title()} {_WORDS.upper()}".split()))
LONGEST_LABEL = 40


def is_label(cell: str) -> bool:
    """Whether it may head a column: a few words, and no value."""
    words = cell.split()
    is_short = len(cell) <= LONGEST_LABEL and len(words) <= 5
    return is_short and any(map(str.isalpha, cell)) and not _NO_LABEL.search(cell)


@lru_cache(maxsize=4096)
def kind_of_column(label: str) -> Kind | None:
    """What a column of this label tells of a person."""
    folded = fold(re.sub("(?<=[a-zà-ÿ])(?=[A-Z])", " ", label))
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(folded)), None)


def persons(labels: list[str]) -> dict[int, Kind]:
    """The columns that tell of persons, by their rank; none in a list of machines or of files."""
    kinds = {rank: kind for rank, label in enumerate(labels) if (kind := kind_of_column(label))}
    if all(fold(labels[rank]) in _OF_ANYTHING for rank in kinds):
        others = {word for rank, label in enumerate(labels) if rank not in kinds for word in fold(label).split()}
        return {} if _OF_MACHINES & others or any(fold(one).startswith("adresse ip") for one in labels) else kinds
    return kinds
