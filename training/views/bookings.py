"""Bookings: asked for, approved, answered, given up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import audit, clock, links
from foundation.french import count, long_date, moment
from foundation.lists import list_page
from foundation.parts import Button
from foundation.workflow import Refused
from network.forms.reasons import ReasonForm
from network.views.pages import edit_page, insist, insist_on_state
from training import booking as seating
from training import mails, overlaps, rules
from training.filters import BookingFilter
from training.forms.catalogue import TeamForm
from training.models import Booking, Course
from training.people import bookable_in
from training.states import ALIVE, TONES, BookingState
from training.tables import BookingTable
from training.views.pages import tabs, where
from training.views.sessions import visible as visible_session


def visible(request: HttpRequest, pk: int) -> Booking:
    """The booking, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Booking.objects.visible_to(request.user).with_session(), pk=pk)


@require_safe
def bookings(request: HttpRequest) -> HttpResponseBase:
    """One’s own bookings, and those one answers for."""
    queryset = Booking.objects.visible_to(request.user).with_session().with_dates()
    return list_page(
        request,
        name="bookings",
        title="Inscriptions",
        noun="inscription",
        queryset=queryset.order_by("-first_at", "pk"),
        filterset_class=BookingFilter,
        table_class=BookingTable,
        template="network/list.html",
        section="Formations",
        list_buttons=[],
        tabs=tabs(request.user),
        empty="Aucune inscription pour l’instant. Choisissez une formation au catalogue.",
        first_step=Button("Voir le catalogue", reverse("training:courses")),
    )


@require_safe
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking: where it stands, what may be done, what has happened."""
    found = visible(request, pk)
    context = {
        "booking": found,
        "tone": TONES[BookingState(found.state)],
        "facts": _facts(found),
        "buttons": _buttons(found, request.user),
        "entries": [event.entry for event in audit.life(found, request.user)],
    }
    return render(request, "training/booking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book oneself, or several of one’s team; each refusal is told by name, and stops nobody else."""
    session = visible_session(request, pk)
    if why := rules.refusal_to_book(session, now=clock.now()):
        raise Refused(why)
    choices = bookable_in(session, request.user, clock.today())
    insist(bool(choices), "s’inscrire aux formations")
    form = TeamForm(request.POST or None, assignments=choices, initial={"people": _asked(request, session, choices)})

    def save(form: Any) -> bool:
        outcomes = seating.book_all(session, form.chosen(), by=request.user)
        _say(request, outcomes)
        return True

    trail = ("Sessions", reverse("training:sessions"), str(session), session.get_absolute_url())
    back = session.get_absolute_url()
    return edit_page(request, form, title="Inscrire à la session", back=back, saved="", trail=trail, save=save)


def _asked(request: HttpRequest, session: Any, choices: list[Any]) -> list[str]:
    """The keys to begin with: of the people of `?person=`, else oneself; where one has two functions, one chooses.

    Who has a booking there already is not ticked.
    """
    asked = set(request.GET.getlist("person")) or {str(request.user.pk)}
    asked -= {str(key) for key in session.bookings.alive().values_list("person", flat=True)}
    found: dict[int, list[str]] = {}
    for one in choices:
        if str(one.person_id) in asked:
            found.setdefault(one.person_id, []).append(str(one.pk))
    return [keys[0] for keys in found.values() if len(keys) == 1]


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The head agrees."""
    approved = seating.approve(visible(request, pk), by=request.user)
    said = "Accord donné : la place est confirmée."
    if approved.state != BookingState.CONFIRMED:
        said = "Accord donné. La session est complète : la personne est sur la liste d’attente."
    messages.success(request, said)
    return redirect(approved)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The head does not agree, and says why."""
    found = visible(request, pk)
    insist_on_state(found, BookingState.REQUESTED)
    insist(rules.may_decide(found, request.user), "répondre à cette demande")

    def save(form: Any) -> bool:
        seating.refuse(found, by=request.user, reason=form.cleaned_data["reason"])
        return True

    return _page(request, found, "Refuser l’inscription", "L’inscription est refusée ; la personne est prévenue.", save)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up, and say why."""
    found = visible(request, pk)
    insist_on_state(found, *ALIVE)
    if why := rules.refusal_to_withdraw(found, request.user):
        raise Refused(why, about=found)
    insist(rules.may_withdraw(found, request.user), "annuler cette inscription")

    def save(form: Any) -> bool:
        seating.withdraw(found, by=request.user, reason=form.cleaned_data["reason"])
        return True

    return _page(request, found, "Annuler l’inscription", "L’inscription est annulée.", save)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the seat offered."""
    accepted = seating.accept(visible(request, pk), by=request.user)
    messages.success(request, "La place est à vous.")
    return redirect(accepted)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the mail’s link: take the seat or leave it, without signing in; the link serves once."""
    asker = links.address_of(request)
    try:
        link = links.find(token, mails.OFFER, asker=asker)
        found = link.about
        if request.method == "POST":
            answered = _answer(request, token, found, asker)
            return render(request, "training/offer_answered.html", {"booking": answered})
        if not rules.can_be_answered(found, clock.now()):
            raise Refused("Cette place n’est plus proposée.")
    except Refused as refusal:
        return render(request, "training/offer_refused.html", {"message": refusal.message}, status=410)
    return render(request, "training/offer.html", {"booking": found, "until": moment(found.offered_until)})


def _answer(request: HttpRequest, token: str, booking: Booking, asker: str) -> Booking:
    """The link is used up with the answer, in one transaction: refused, it still serves."""
    with transaction.atomic():
        person = links.use(token, mails.OFFER, asker=asker).person
        if request.POST.get("answer") == "no":
            return seating.withdraw(booking, by=person, reason="Place proposée, déclinée")
        return seating.accept(booking, by=person)


def _page(request: HttpRequest, booking: Booking, title: str, saved: str, save: Any) -> HttpResponse:
    trail = ("Inscriptions", reverse("training:bookings"), str(booking.person), booking.get_absolute_url())
    back = booking.get_absolute_url()
    form = ReasonForm(request.POST or None)
    return edit_page(request, form, title=title, back=back, saved=saved, trail=trail, save=save)


def _say(request: HttpRequest, outcomes: list[seating.Outcome]) -> None:
    for one in outcomes:
        if one.booking is None:
            messages.error(request, one.refusal)
    done = [one.booking for one in outcomes if one.booking is not None]
    confirmed = sum(one.state == BookingState.CONFIRMED for one in done)
    asked = sum(one.state == BookingState.REQUESTED for one in done)
    waiting = len(done) - confirmed - asked
    told = [
        (confirmed, f"{count(confirmed, 'inscription')} confirmée{'s' if confirmed > 1 else ''}."),
        (asked, f"{count(asked, 'demande')} en attente d’accord."),
        (waiting, f"{count(waiting, 'personne')} sur la liste d’attente."),
    ]
    if said := " ".join(text for number, text in told if number):
        messages.success(request, said)


def _buttons(booking: Booking, person: Any) -> list[Button]:
    def to(name: str) -> str:
        return reverse(f"training:{name}", args=[booking.pk])

    buttons = []
    if booking.state == BookingState.REQUESTED and rules.may_decide(booking, person):
        refusal = overlaps.refusal_to_take_seat(booking)
        agree = Button("Donner son accord", to("approve"), method="post", primary=True, icon="check", refusal=refusal)
        buttons.append(agree)
        buttons.append(Button("Refuser", to("refuse"), danger=True, icon="x"))
    if rules.can_be_answered(booking, clock.now()) and rules.may_answer(booking, person):
        refusal = overlaps.refusal_to_take_seat(booking)
        take = Button("Accepter la place", to("accept"), method="post", primary=True, icon="check", refusal=refusal)
        buttons.append(take)
    if booking.state in ALIVE and booking.session.starts_at and booking.session.starts_at > clock.now():
        refusal = rules.refusal_to_withdraw(booking, person)
        if booking.person_id == person.pk or rules.may_decide(booking, person):
            buttons.append(Button("Annuler l’inscription", to("withdraw"), danger=True, icon="x", refusal=refusal))
    return buttons + _again(booking, person)


def _again(booking: Booking, person: Any) -> list[Button]:
    """What has come to an end without a seat is asked for again: the other sessions of the course."""
    if booking.state in ALIVE or not rules.may_book_for(booking.assignment, person):
        return []
    course = booking.session.course
    if not Course.objects.visible_to(person).filter(pk=course.pk).exists():
        return []
    others = course.sessions.to_come(clock.now()).exclude(pk=booking.session_id)
    label = "Choisir une autre session" if others.exists() else "Voir la formation"
    return [Button(label, course.get_absolute_url(), primary=True, icon="calendar")]


def _facts(booking: Booking) -> list[tuple[str, Any]]:
    rows = [
        ("Participant", str(booking.person)),
        ("Formation", booking.session.course.title),
        *where(booking.session, is_expected=booking.state == BookingState.CONFIRMED),
        ("Au titre de", str(booking.assignment)),
        ("Demandée", f"le {long_date(booking.queued_at.astimezone(clock.PARIS).date())}"),
    ]
    if half_days := booking.session.half_days.all():
        rows.insert(2, ("Quand", format_html_join("", "<div>{}</div>", ((str(one),) for one in half_days))))
    if booking.offered_until:
        rows.append(("Place gardée", f"jusqu’au {moment(booking.offered_until)}"))
    return rows
