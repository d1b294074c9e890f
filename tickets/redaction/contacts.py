"""Where a patron can be reached, and when they were born."""

import re
from collections.abc import Iterator

from tickets.redaction.findings import Kind
from tickets.redaction.letters import CAPITAL, LETTER, SPACE, places
from tickets.redaction.numbers import DATE, Found
from tickets.redaction.spelt import spelt_mails

_BEFORE_AT = re.compile(r"[\w.+'’-]{1,64}\Z")
_AFTER_AT = re.compile(r"(?:[^\W_]|-){1,63}(?:\.(?:[^\W_]|-){1,63}){1,6}")


def mails(text: str) -> Iterator[Found]:
    """The e-mail addresses, also as an address of a page writes them (%40), or with an arobase that is spelt out."""
    yield from spelt_mails(text)
    for sign in ("@", "%40"):
        for at in places(text, sign):
            after = _AFTER_AT.match(text, at + len(sign))
            before = _BEFORE_AT.search(text[max(0, at - 64) : at]) if after else None
            if after and before and re.search("[^0-9]", after[0].rpartition(".")[2]):
                yield Kind.MAIL, at - len(before[0]), after.end()


# Those of the second line have another sense: they need a name with its capital.
_STREETS = (
    "rue|avenue|av\\.|boulevard|bd\\.?|impasse|allées?|quai|chemin|square|sentier|faubourg|esplanade|résidence"
    "|lotissement|hameau|rond-point|RUE|AVENUE|BOULEVARD|IMPASSE|ALL[EÉ]E|QUAI|CHEMIN|SQUARE|R[EÉ]SIDENCE"
)
_STREETS_WITH_NAME = "place|cours|route|passage|voie|villa|clos|mail|PLACE|COURS|ROUTE|PASSAGE"
_LINK = f"(?:(?:de|du|des|la|le|les|à|DE|DU|DES|LA|LE|LES){SPACE}|[dlDL]['’])"
_LETTERS = rf"(?:{LETTER}|['’\u0300-\u036f-])"
_NAMED = rf"(?:{CAPITAL}|[0-9]{{1,2}}{SPACE}){_LETTERS}{{0,40}}"
_ANY = f"{_LETTERS}{{2,40}}"
_TOWN = rf"{SPACE}?[,–-]?{SPACE}?[0-9]{{5}}{SPACE}{CAPITAL}{_LETTERS}{{1,40}}(?:{SPACE}{CAPITAL}{_ANY}){{0,3}}"
_ADDRESS = re.compile(
    rf"[0-9](?<![\w.,/:-][0-9])[0-9]{{0,3}}(?:{SPACE}?(?:bis|ter|quater|BIS|TER|[A-D]))?,?{SPACE}(?={LETTER})"
    rf"(?:(?:{_STREETS}){SPACE}{_LINK}{{0,3}}{_ANY}|(?:{_STREETS_WITH_NAME}){SPACE}{_LINK}{{0,3}}{_NAMED})"
    rf"(?:{SPACE}{_LINK}{{0,3}}{_NAMED}){{0,5}}(?:{_TOWN})?"
)


def addresses(text: str) -> Iterator[Found]:
    """Postal addresses in their plain form: « 12 rue des Lilas », with the town after it if it is there."""
    for match in _ADDRESS.finditer(text):
        yield Kind.ADDRESS, *match.span()


_MONTHS = "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
ANY_DATE = (
    rf"(?:{DATE}|[0-9]{{1,2}}(?:er)?{SPACE}(?:{_MONTHS}){SPACE}[0-9]{{4}}|[0-9]{{8}}|(?:19|20)[0-9]{{2}})(?![0-9])"
)
_BORN = re.compile(
    rf"(?:\b[Nn](?:é|e\u0301)(?:e|\(e\)|[.·]e)?{SPACE}(?:le|en){SPACE}?:?|\bN[ÉE]E?{SPACE}(?:LE|EN|le|en)"
    rf"|[Nn]aissance|NAISSANCE|\bDDN){SPACE}?(?:est{SPACE})?[:=]?{SPACE}?(?:le{SPACE})?(?P<day>{ANY_DATE})"
)


def births(text: str) -> Iterator[Found]:
    """The days and years that a birth introduces: « née le 12/03/1985 », « date de naissance : 12 mars 1985 »."""
    signs = ("né", "Né", "ne\u0301", "Ne\u0301", "NÉ", "NE", "aissance", "NAISSANCE", "DDN")
    for at in places(text, *signs):
        if match := _BORN.match(text, at - (text[at] == "a")):
            yield Kind.BIRTH, *match.span("day")
