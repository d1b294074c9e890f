"""The mails that accesses cause: rows of the outbox, written in the transaction of what they tell."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from foundation import clock, outbox
from foundation.models import OutboxMessage
from ils import people
from ils.models import Grant
from ils.states import GrantState
from network.models import Person

ASKED, GIVEN, REFUSED, REVOKED = "ils-asked", "ils-given", "ils-refused", "ils-revoked"
# The states in which what a mail says is still so.
TOLD_IN = {
    ASKED: GrantState.REQUESTED,
    GIVEN: GrantState.GRANTED,
    REFUSED: GrantState.REFUSED,
    REVOKED: GrantState.REVOKED,
}


def register() -> None:
    """Have what a mail says looked at again before it leaves."""
    for kind, state in TOLD_IN.items():
        outbox.only_while(kind, partial(_not_in, state))


def _not_in(state: GrantState, message: OutboxMessage) -> str:
    grant: Any = message.about
    return "" if grant.state == state else f"L’état de l’accès est « {grant.get_state_display()} »."


def asked(grant: Grant) -> None:
    """Ask the coordination for its answer."""
    for coordinator in people.granters(clock.today()):
        _write(
            ASKED,
            grant,
            to=coordinator,
            subject=f"Accès demandé au SIGB : {grant.person}",
            lines=[f"{grant.asked_by} demande l’accès au module « {_module(grant)} » pour {_whom(grant)}."],
            label="Répondre à la demande",
        )


def given(grant: Grant) -> None:
    """Tell the person, and who asked, what the SCLP gave."""
    _tell(
        GIVEN,
        grant,
        f"Accès accordé : {_module(grant)}",
        [
            f"Le SCLP a accordé l’accès au module « {_module(grant)} » à {_whom(grant)}.",
            "Le module s’ouvre tant que la convention de la commune est en vigueur et que la formation est attestée.",
        ],
    )


def refused(grant: Grant, reason: str) -> None:
    """Tell the person, and who asked, why not."""
    line = f"Le SCLP n’a pas accordé l’accès au module « {_module(grant)} » à {_whom(grant)}."
    _tell(REFUSED, grant, f"Accès refusé : {_module(grant)}", [line, f"Motif : {reason}"])


def revoked(grant: Grant, reason: str) -> None:
    """Tell the person, and who asked, what was taken back and why."""
    line = f"Le SCLP a retiré l’accès au module « {_module(grant)} » à {_whom(grant)}."
    _tell(REVOKED, grant, f"Accès retiré : {_module(grant)}", [line, f"Motif : {reason}"])


def _tell(kind: str, grant: Grant, subject: str, lines: list[str]) -> None:
    for reader in _once([grant.person, grant.asked_by]):
        _write(kind, grant, to=reader, subject=subject, lines=lines)


def _once(readers: Iterable[Person]) -> list[Person]:
    return list({reader.pk: reader for reader in readers}.values())


def _write(
    kind: str,
    grant: Grant,
    *,
    to: Person,
    subject: str,
    lines: list[str],
    label: str = "Voir l’accès",
) -> None:
    outbox.write_lines(kind, about=grant, to=to, subject=subject, lines=lines, label=label)


def _module(grant: Grant) -> str:
    return str(grant.get_module_display())


def _whom(grant: Grant) -> str:
    return f"{grant.person} ({grant.place})"
