"""Canned answers: written once, with blanks that the ticket answered fills in."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tickets.models import CannedAnswer, Ticket

BLANK = re.compile(r"\{([^{}\s]*)\}")
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
        variable = VARIABLES.get(blank[1])
        return variable(ticket) if variable else blank[0]

    return BLANK.sub(said, answer.body)
