"""Canned answers: written once, with blanks that the ticket answered fills in."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from foundation.articles import at_institution, of_institution, with_article
from tickets.models import CannedAnswer, Ticket

BLANK = re.compile(r"\{([^{}\s]*)\}")
# « de » and « à » join the article of a library, other words only come before it; elsewhere its name stands alone.
_PLACED = re.compile(r"(?:\b(de|à|pour|par|chez|avec|dans)(\s+))?" + BLANK.pattern, re.IGNORECASE)
_JOINED = {"de": of_institution, "à": at_institution}
VARIABLES: Mapping[str, Callable[[Ticket], str]] = MappingProxyType(
    {
        "ticket": lambda ticket: ticket.number,
        "demandeur": lambda ticket: str(ticket.requester),
        "bibliotheque": lambda ticket: str(ticket.library),
    }
)


def unknown_in(body: str) -> list[str]:
    """The blanks of a text that no ticket fills in, as they are written."""
    return [blank for blank in dict.fromkeys(BLANK.findall(body)) if blank not in VARIABLES]


def filled(answer: CannedAnswer, ticket: Ticket) -> str:
    """The answer as it is proposed in this ticket; what is said of the ticket is never read as a blank."""

    def said(blank: re.Match[str]) -> str:
        before, space, name = blank[1], blank[2], blank[3]
        variable = VARIABLES.get(name)
        if variable is None:
            return blank[0]
        if before is None:
            return variable(ticket)
        return (
            _after(before, space, variable(ticket)) if name == "bibliotheque" else f"{before}{space}{variable(ticket)}"
        )

    return _PLACED.sub(said, answer.body)


def _after(before: str, space: str, library: str) -> str:
    """The name of a library after one of these words: « pour la Médiathèque des Saules », « du Centre culturel »."""
    join = _JOINED.get(before.lower())
    if join is None:
        return f"{before}{space}{with_article(library)}"
    told = join(library)
    return told if before.islower() else told[:1].upper() + told[1:]
