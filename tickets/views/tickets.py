"""The list of tickets, one ticket, and where its delays went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation import clock, drafts
from foundation.keys import is_key
from foundation.lists import list_page
from foundation.parts import Button
from network.views.pages import insist
from tickets import canned, case_standing, desk, link_rules, panels, rules, searching, standing
from tickets.clocks.explanation import explain
from tickets.delays import Delay, Delays
from tickets.filters import TicketFilter
from tickets.forms.moves import ReplyForm
from tickets.links import links_of
from tickets.models import CannedAnswer, Ticket
from tickets.states import TONES, CaseState, State
from tickets.tables import TicketTable, listed
from tickets.thread import thread_of
from tickets.views.batches import bar
from tickets.views.pages import tabs, trail, visible

CANNED = "reponse"  # in the address: the canned answer to begin a reply with


@require_safe
def tickets(request: HttpRequest) -> HttpResponseBase:
    """The tickets that one may read: those that are open, unless the others are asked for."""
    if rules.answers_cases(request.user) and not rules.may_use_desk(request.user):
        return redirect("tickets:cases")  # the vendor reads no ticket: what it answers is there
    insist(rules.may_use_desk(request.user), "lire les tickets")
    new = Button("Déclarer", reverse("tickets:choose"), primary=True, icon="plus")
    may_declare, chooses = rules.may_declare(request.user), rules.is_second_level(request.user)
    return list_page(
        request,
        name="tickets",
        title="Tickets",
        noun="ticket",
        queryset=listed(Ticket.objects.visible_to(request.user)),
        filterset_class=TicketFilter,
        table_class=TicketTable,
        template="tickets/list.html",
        partial="foundation/_chosen_results.html",
        exclude=() if chooses else ("chosen",),
        most=searching.MOST_COUNTED if request.GET.get("q") else None,
        bar=bar() if chooses else None,
        section="Tickets",
        list_buttons=[new] if may_declare else [],
        desk=desk.of(request.user) if not request.htmx else None,  # its part is the results alone
        shortcuts=desk.views(request.user, request.GET),
        tabs=tabs(request.user),
        empty="Aucun ticket n’est ouvert.",
        first_step=new if may_declare else None,
    )


@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket: where it stands and why, what may be done, all that was said as far as one may read."""
    found = visible(request, pk)
    answer = _canned(request)
    initial = {"body": canned.filled(answer, found)} if answer else {}
    page = page_of(request, found, ReplyForm(person=request.user, initial=initial))
    if answer:
        page["draft"] = ""  # what was being typed would take the place of the answer asked for
    return render(request, "tickets/detail.html", page)


def _canned(request: HttpRequest) -> CannedAnswer | None:
    """The canned answer that the address asks for, if this person may use it."""
    key = request.GET.get(CANNED, "")
    return CannedAnswer.objects.visible_to(request.user).filter(pk=key).first() if is_key(key) else None


def page_of(request: HttpRequest, ticket: Ticket, form: Any) -> dict[str, Any]:
    """What the page of a ticket shows, its reply form included."""
    delays = Delays(ticket, clock.now())
    may_reply = rules.may_reply(ticket, request.user)
    return {
        "ticket": ticket,
        "tone": TONES[State(ticket.state)],
        "due": standing.due_of(ticket, delays),
        "take": standing.take_of(ticket, request.user, delays),
        "bars": standing.bars(delays, is_internal=rules.may_read_internal(request.user)),
        "banner": standing.banner(ticket.library) if rules.reads_all(request.user) else "",
        "to_decide": standing.to_decide(ticket, request.user) or standing.to_answer(ticket, request.user),
        "facts": panels.facts(ticket, request.user),
        "buttons": panels.buttons(ticket, request.user),
        "others": panels.other_buttons(ticket, request.user),
        "thread": thread_of(ticket, request.user),
        "form": form if may_reply and not rules.refusal_to_reply(ticket, request.user) else None,
        "refusal": rules.refusal_to_reply(ticket, request.user) if may_reply else "",
        "draft": drafts.key_for(request) if request.method != "POST" else ticket.get_absolute_url(),
        "canned": CannedAnswer.objects.visible_to(request.user),
        "links": links_of(ticket, request.user),
        "goes_on_at": rules.where_it_goes_on(ticket.merged_into, request.user) if ticket.merged_into else None,
        "may_link": link_rules.may_link(ticket, request.user),
        "is_watching": ticket.watchers.filter(person=request.user).exists(),
        "why_told": rules.why_told(ticket, request.user),
        **_of_case(ticket, request.user),
    }


def _of_case(ticket: Ticket, person: Any) -> dict[str, Any]:
    """What the services read of the last case with the vendor."""
    cases = list(ticket.cases.select_related("vendor").order_by("-pk")) if rules.may_read_internal(person) else []
    if not cases:
        return {"case": None, "is_answered": False, "is_asked": False}
    found, *earlier = cases
    found.ticket = ticket
    return {
        "case": found,
        "earlier_cases": earlier,
        "case_expected": case_standing.expected(found, person),
        "exchange": case_standing.last_exchange(found),
        "is_answered": case_standing.is_to_take_back(found, person),
        "is_asked": found.state == CaseState.ASKED and rules.may_write_to_vendor(found, person),
    }


@require_safe
def delays(request: HttpRequest, pk: int) -> HttpResponse:
    """Where every minute of each delay went, line by line (R35)."""
    found = visible(request, pk)
    read = Delays(found, clock.now())
    shown = [*read.of_library(), *read.of_levels()]
    if rules.may_read_internal(request.user):
        shown += read.of_vendor()
    context = {"ticket": found, "trail": [*trail(found), "Délais"], "groups": _grouped(shown)}
    return render(request, "tickets/delays.html", context)


def _which(titles: list[str], number: int) -> str:
    """One of these titles; of several that are the same, which passage it is."""
    title, rank = titles[number], titles[: number + 1].count(titles[number])
    return f"{title}, {rank}{'er' if rank == 1 else 'e'} passage" if titles.count(title) > 1 else title


def _grouped(shown: list[Delay]) -> list[dict[str, Any]]:
    """The delays by who owes them, in order; the account of solving is the one that is read first."""
    groups: dict[tuple[str, int], list[Delay]] = {}
    for one in shown:
        groups.setdefault((one.clock, one.rank), []).append(one)
    titles = [f"{delays[0].clock.label} ({delays[0].held_by})" for delays in groups.values()]
    return [
        {
            "key": f"{clock_code}-{rank}".lower(),
            "title": _which(titles, number),
            "accounts": [{"reading": one.reading, "lines": explain(one.reading)} for one in delays],
            "is_first": number == 0,
        }
        for number, ((clock_code, rank), delays) in enumerate(groups.items())
    ]
