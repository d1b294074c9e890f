"""What is searched of the desk: subjects, messages, solutions, names of attachments, each within what one may read.

A number leads straight to its ticket or to its case.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from foundation.fulltext import entries
from foundation.fulltext.alike import alike
from foundation.fulltext.search import matching as holding
from foundation.models import Transition
from foundation.registry import Hit
from tickets import rules
from tickets.models import Handover, Message, Ticket, VendorCase
from tickets.states import State
from tickets.thread import PASSAGES

MOST = 20  # hits
MOST_COUNTED = 1_000  # tickets of one search: each must be found to be counted
_NUMBER = re.compile(r"([te])[ -]?(\d{4})[ -]?(\d{1,7})", re.IGNORECASE)
WIDTHS = {"T": 5, "E": 4}  # digits of a number within its year


def register() -> None:
    """Say what is searched, from `AppConfig.ready`."""
    entries.register(Ticket, _of_ticket, gathered={"C": entries.names_of_files, "D": _told_of})
    entries.register(Message, _of_message, leads_to="ticket", rows=_messages, gathered={"C": entries.names_of_files})


def search(person: Any, words: str) -> list[Hit]:
    """The ticket or the case of this number; else the case that the vendor knows by it and the tickets of these words.

    The newest first.
    """
    if asked := number_of(words):
        return _of_number(person, asked)
    known = _cases(VendorCase.objects.visible_to(person).filter(reference__iexact=words.strip()))
    if not rules.may_use_desk(person):
        return known
    found = matching(Ticket.objects.visible_to(person), person, words, prefix_last=True).select_related("library")
    return [*known, *(_hit(one) for one in found.order_by("-opened_at", "-pk")[:MOST])]


def number_of(words: str) -> str:
    """The number that is meant, as it is kept: « t 2027 42 » is T-2027-00042; "" for words."""
    found = _NUMBER.fullmatch(words.strip())
    if found is None:
        return ""
    kind = found[1].upper()
    return f"{kind}-{found[2]}-{found[3].zfill(WIDTHS[kind])}"


def matching(tickets: models.QuerySet, person: Any, text: str, *, prefix_last: bool = False) -> models.QuerySet:
    """Those of these tickets that say so, or where a message that this person reads says so; a number finds its own."""
    if asked := number_of(text):
        return tickets.filter(number=asked)
    return holding(tickets, text, also=[Message.objects.visible_to(person)], prefix_last=prefix_last)


def solved_alike(person: Any, text: str, *, most: int) -> list[Ticket]:
    """The solved tickets that this person may read and that answer best to these words, of two as good the latest."""
    done = Ticket.objects.visible_to(person).filter(state__in=[State.RESOLVED, State.CLOSED]).exclude(solution="")
    return alike(done.order_by("-opened_at", "-pk"), text, most=most, prefix_last=True)


def _of_number(person: Any, asked: str) -> list[Hit]:
    if asked.startswith("E"):
        return _cases(VendorCase.objects.visible_to(person).filter(number=asked))
    found = Ticket.objects.visible_to(person).filter(number=asked).select_related("library")
    return [_hit(one) for one in found]


def _cases(found: models.QuerySet) -> list[Hit]:
    return [Hit(str(one), "dossier éditeur", one.get_absolute_url(), icon="send", group="Tickets") for one in found]


def _hit(ticket: Ticket) -> Hit:
    detail = f"ticket {ticket.get_state_display()}, {ticket.library}"
    return Hit(str(ticket), detail, ticket.get_absolute_url(), icon="life-buoy", group="Tickets")


def _of_ticket(ticket: Ticket) -> dict[str, str]:
    answers = " ".join(value for _, value in ticket.answers)
    return {
        "A": f"{ticket.number} {ticket.subject}",
        "B": f"{ticket.description} {ticket.solution} {answers}",
    }


def _told_of(tickets: Sequence[Ticket]) -> dict[int, str]:
    """What was said with the passages and the acts of each, as its thread tells it to all who read it."""
    keys, kind = [one.pk for one in tickets], ContentType.objects.get_for_model(Ticket)
    passed = Handover.objects.filter(ticket__in=keys).exclude(diagnosis="").order_by("pk")
    done = Transition.objects.filter(about_type=kind, about_id__in=keys).exclude(reason="").exclude(name__in=PASSAGES)
    rows = [*passed.values_list("ticket", "diagnosis"), *done.order_by("pk").values_list("about_id", "reason")]
    return entries.joined(rows)


def _messages() -> models.QuerySet:
    return Message.objects.select_related("ticket")


def _of_message(message: Message) -> dict[str, str]:
    return {"B": message.body, "D": message.ticket.subject}
