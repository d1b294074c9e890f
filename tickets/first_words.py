"""The words proposed to begin what is written to the vendor: what happens, since when, what was tried (R17)."""

from foundation.french import enumerate_fr, moment, typography
from foundation.models import Transition
from tickets.models import Ticket
from tickets.states import Level


def proposed(ticket: Ticket) -> str:
    """A letter to complete, from what the library and its référent have said; no note, no name, no place is added."""
    answers = "\n".join(f"{label} : {value}" for label, value in ticket.answers)
    parts = [
        ("Ce qui se passe", "\n\n".join(one for one in (ticket.description, answers) if one)),
        ("Depuis quand", f"Signalé le {moment(ticket.opened_at)}."),
        ("Ce qui a été essayé", _tried(ticket)),
        *_since_solved(ticket),
        ("Références", _references(ticket)),
    ]
    return "\n\n".join(f"{typography(f'{title} :')}\n{said}".strip() for title, said in parts)


def _tried(ticket: Ticket) -> str:
    """What the référent found before passing it on; nothing when it did not go by one."""
    hops = ticket.handovers.filter(from_level=Level.CORRESPONDENT).exclude(diagnosis="")
    last = hops.last()
    return last.diagnosis if last else ""


def _since_solved(ticket: Ticket) -> list[tuple[str, str]]:
    """What had been said to solve it, and why the library has reopened it since; nothing of what was never solved."""
    reopened = Transition.objects.about(ticket).filter(name="reopen").order_by("pk").last()
    if reopened is None:
        return []
    return [("Ce qui avait été répondu", ticket.solution), ("Pourquoi c’est rouvert", reopened.reason)]


def _references(ticket: Ticket) -> str:
    """Our ticket, and its earlier cases with the vendor."""
    earlier = [case.number for case in ticket.cases.order_by("pk")]
    cases = f", après notre dossier {enumerate_fr(earlier)}" if earlier else ""
    return f"Notre ticket {ticket.number}, priorité {ticket.priority}{cases}."
