"""One seat with who has sat there over time; a seat opened, changed, closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from committees import bodies, panels, rules
from committees.forms.bodies import LastDayForm
from committees.forms.seats import EditSeatForm, SeatForm
from committees.models import Seat
from committees.states import TONES, Rank, Standing
from committees.views.committees import TO_KEEP
from committees.views.pages import doing, trail_of, visible, visible_seat
from foundation import clock
from foundation.french import long_date
from foundation.workflow import Refused
from network.views.pages import edit_page, insist, sent


@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat: what it represents, how it stands today, who has sat there, the latest first."""
    found, today = visible_seat(request, pk), clock.today()
    standing = Standing(Seat.objects.with_standing(today).values_list("standing", flat=True).get(pk=found.pk))
    over_time = found.designations.with_backing(today).select_related("person", "designated_by")
    rows = [_row(one, found, request.user) for one in over_time.order_by("-starts_on", "rank", "-pk")]
    running = [row["designation"] for row in rows if row["designation"].runs_on(today)]
    holder = next((one for one in running if one.rank == Rank.HOLDER), None)
    context = {
        "seat": found,
        "standing": standing.label,
        "tone": TONES[standing],
        "why": panels.why_to_replace(holder) if holder and standing == Standing.TO_REPLACE else "",
        "rows": rows,
        "facts": panels.facts_of_seat(found),
        "buttons": panels.buttons_of_seat(found, request.user, holder=holder),
        "trail": [*trail_of(found.committee), f"Siège {found.number}"],
    }
    return render(request, "committees/seat.html", context)


def _row(one: Any, found: Seat, person: Any) -> dict[str, Any]:
    words, tone = panels.situation(one, clock.today())
    return {"designation": one, "words": words, "tone": tone, "buttons": panels.buttons_of(one, found, person)}


@require_http_methods(["GET", "HEAD", "POST"])
def new_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a seat in a body."""
    found, today = visible(request, pk), clock.today()
    insist(rules.may_keep(request.user), TO_KEEP)
    if found.closed_on is not None and found.closed_on < today:
        raise Refused(f"« {found} » est fermé depuis le {long_date(found.closed_on)}.", about=found)
    form = SeatForm(sent(request), committee=found, by=request.user, initial={"opened_on": max(today, found.opened_on)})
    return edit_page(
        request,
        form,
        title="Ouvrir un siège",
        back=found.get_absolute_url(),
        saved="Le siège est ouvert. Désignez qui y siège.",
        trail=trail_of(found),
        save=doing(lambda form: bodies.open_seat(form.seat, by=request.user)),
        then=lambda form: form.seat.get_absolute_url(),
        submit="Ouvrir",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a seat is called and what its voice counts for."""
    found = visible_seat(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)
    return edit_page(
        request,
        EditSeatForm(sent(request), instance=found),
        title=f"Modifier le siège {found.number}",
        back=found.get_absolute_url(),
        saved="Le siège est enregistré.",
        trail=trail_of(found.committee, found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody sits there after that day; the seat and who has sat there stay in the history."""
    found = visible_seat(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)

    def close(form: Any) -> None:
        bodies.close_seat(found, by=request.user, last_day=form.cleaned_data["last_day"])

    return edit_page(
        request,
        LastDayForm(sent(request), initial={"last_day": clock.today()}),
        title=f"Fermer le siège {found.number}",
        back=found.get_absolute_url(),
        saved="Le siège est fermé ; ses désignations finissent avec lui.",
        trail=trail_of(found.committee, found),
        save=doing(close),
        submit="Fermer",
    )
