"""Sessions: prepared, published, their half-days, their seats, cancelled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.french import count, enumerate_fr, long_date, moment
from foundation.lists import list_page
from foundation.parts import Button
from foundation.workflow import Refused, actions
from network.forms.reasons import ReasonForm
from network.models import Commune
from network.views.pages import edit_page, insist
from training import attendance, overlaps, planning
from training.filters import SessionFilter
from training.forms.catalogue import HalfDayForm, HeldSeatsForm, MaximumForm, SessionForm
from training.models import Booking, HeldSeats, Session
from training.people import bookable_by
from training.rules import (
    has_begun,
    may_change,
    may_lead,
    may_manage_training,
    refusal_of_sheet,
    refusal_to_book,
    refusal_to_change,
)
from training.states import SEATED, TONES, BookingState, SessionState
from training.tables import SessionTable
from training.views.courses import visible as visible_course
from training.views.pages import tabs, where


def visible(request: HttpRequest, pk: int) -> Session:
    """The session, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Session.objects.visible_to(request.user).select_related("course"), pk=pk)


def managed(request: HttpRequest, pk: int) -> Session:
    """The same, for who may change it now. Raises as `planning.check`."""
    found = visible(request, pk)
    planning.check(found, request.user)
    return found


def with_counts(sessions: models.QuerySet) -> models.QuerySet:
    """Each with `seated` and `waiting`, how many."""
    return sessions.annotate(seated=_in_state(*SEATED), waiting=_in_state(BookingState.WAITING))


def _in_state(*states: str) -> models.Count:
    return models.Count("bookings", filter=models.Q(bookings__state__in=states), distinct=True)


@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """The sessions, by date."""
    queryset = Session.objects.visible_to(request.user).select_related("course").with_dates()
    return list_page(
        request,
        name="sessions",
        title="Sessions",
        noun="session",
        queryset=with_counts(queryset).order_by(models.F("first_at").asc(nulls_last=True), "pk"),
        filterset_class=SessionFilter,
        table_class=SessionTable,
        template="network/list.html",
        section="Formations",
        list_buttons=[],
        tabs=tabs(request.user),
        empty="Aucune session n’est prévue pour l’instant.",
    )


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: when, where, who is in it, as far as this person may read."""
    found = visible(request, pk)
    bookings = Booking.objects.visible_to(request.user).filter(session=found).with_session()
    alive = [one for one in bookings.alive() if one.state != BookingState.WAITING]
    context = {
        "session": found,
        "tone": TONES[SessionState(found.state)],
        "facts": _facts(found, is_expected=may_lead(found, request.user) or _has_seated(alive)),
        "half_days": found.half_days.all(),
        "has_sheet": may_lead(found, request.user) and not refusal_of_sheet(found),
        "alive": alive,
        "waiting": bookings.waiting(),
        "held": found.held_seats.filter(commune__in=Commune.objects.visible_to(request.user)).select_related("commune"),
        "can_manage": may_change(found, request.user),
        "today": clock.today(),
        "buttons": _buttons(found, request.user),
        "attendance": _attendance(found, request.user),
    }
    return render(request, "training/session.html", context)


def _has_seated(bookings: list[Booking]) -> bool:
    """Whether someone has a place among them."""
    return any(one.state == BookingState.CONFIRMED for one in bookings)


def _attendance(session: Session, person: Any) -> list[dict[str, Any]]:
    """For who leads it, once people come in: each half-day, how many were there, where to note it."""
    is_begun = session.starts_at is not None and session.starts_at - attendance.EARLY <= clock.now()
    is_held = session.state in (SessionState.PUBLISHED, SessionState.CLOSED)
    if not (is_begun and is_held and may_lead(session, person)):
        return []
    people, rows = attendance.participants(session), []
    for half_day in session.half_days.all():
        noted = [one.presences[half_day.pk] for one in people if half_day.pk in one.presences]
        told = f"{count(sum(noted), 'présent')} sur {len(people)}" if noted else ""
        is_open = not attendance.refusal_to_mark(half_day)
        may_mark = is_open and session.state == SessionState.PUBLISHED
        rows.append({"half_day": half_day, "told": told, "is_open": is_open, "may_mark": may_mark})
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a session of a course."""
    course = visible_course(request, pk)
    insist(may_manage_training(request.user), "préparer une session")
    return edit_page(
        request,
        SessionForm(request.POST or None, instance=Session(course=course)),
        title=f"Nouvelle session de « {course} »",
        back=course.get_absolute_url(),
        saved="La session est préparée. Ajoutez ses demi-journées, puis publiez-la.",
        trail=("Formations", reverse("training:courses"), course.title, course.get_absolute_url()),
        then=lambda form: form.instance.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Change its place, its trainers, what is said of it."""
    found = managed(request, pk)
    form = SessionForm(request.POST or None, instance=found)

    def act(form: Any) -> bool:
        return planning.describe(found, form, by=request.user)

    return _page(request, found, form, "Modifier la session", "La session est enregistrée.", _refusing(act))


@require_http_methods(["GET", "HEAD", "POST"])
def add_half_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a half-day."""
    found = managed(request, pk)

    def act(form: Any) -> None:
        planning.add_half_day(found, *form.bounds, by=request.user)

    form = HalfDayForm(request.POST or None, session=found)
    return _page(request, found, form, "Ajouter une demi-journée", "La demi-journée est ajoutée.", _refusing(act))


@require_http_methods(["GET", "HEAD", "POST"])
def move_half_day(request: HttpRequest, pk: int, half_day: int) -> HttpResponse:
    """Give a half-day another day or other hours."""
    found = managed(request, pk)
    moved = get_object_or_404(found.half_days, pk=half_day)

    def act(form: Any) -> None:
        planning.move_half_day(found, half_day, *form.bounds, by=request.user)

    form = HalfDayForm(request.POST or None, session=found, initial=HalfDayForm.of(moved))
    said = "La demi-journée est déplacée : les inscrits sont prévenus, et leur agenda avec eux."
    return _page(request, found, form, "Déplacer la demi-journée", said, _refusing(act))


@require_POST
def remove_half_day(request: HttpRequest, pk: int, half_day: int) -> HttpResponse:
    """Take a half-day away."""
    found = visible(request, pk)
    planning.remove_half_day(found, half_day, by=request.user)
    messages.success(request, "La demi-journée est retirée.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def maximum(request: HttpRequest, pk: int) -> HttpResponse:
    """How many may sit; what comes free goes to the queue."""
    found = managed(request, pk)

    def act(form: Any) -> None:
        planning.set_maximum(found, form.cleaned_data["maximum"], by=request.user)

    form = MaximumForm(request.POST or None, initial={"maximum": found.maximum})
    said = "Le nombre de places est changé."
    return _page(request, found, form, "Changer le nombre de places", said, _refusing(act, "maximum"))


@require_http_methods(["GET", "HEAD", "POST"])
def hold_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep seats for a commune until a day."""
    found = managed(request, pk)

    def act(form: Any) -> None:
        planning.hold_seats(found, form.instance, by=request.user)

    form = HeldSeatsForm(request.POST or None, instance=HeldSeats(session=found), person=request.user)
    title, said = "Réserver des places à une commune", "Les places sont réservées."
    return _page(request, found, form, title, said, _refusing(act))


@require_POST
def release_seats(request: HttpRequest, pk: int, held: int) -> HttpResponse:
    """Give back the seats kept for a commune: they go to the queue."""
    found = visible(request, pk)
    planning.release_seats(found, held, by=request.user)
    messages.success(request, "Les places sont à tout le monde.")
    return redirect(found)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it to bookings."""
    published = planning.publish(visible(request, pk), by=request.user)
    messages.success(request, "La session est publiée : les inscriptions sont ouvertes.")
    return redirect(published)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel it, and tell everyone booked."""
    found = managed(request, pk)

    def save(form: Any) -> bool:
        told = planning.cancel(found, by=request.user, reason=form.cleaned_data["reason"])
        if told:
            messages.info(request, f"{count(told, 'inscription')} : chaque personne est prévenue.")
        return True

    form = ReasonForm(request.POST or None)
    return _page(request, found, form, "Annuler la session", "La session est annulée.", save)


def _refusing(act: Callable[[Any], bool | None], field: str | None = None) -> Callable[[Any], bool]:
    """How a form is saved by an act that may refuse: the refusal is told under this field, or above the form.

    An act that gives back False has told on the form why nothing is saved.
    """

    def save(form: Any) -> bool:
        try:
            return act(form) is not False
        except Refused as refusal:
            form.add_error(field, refusal.message)
            return False

    return save


def _page(
    request: HttpRequest, session: Session, form: Any, title: str, saved: str, save: Callable[[Any], bool]
) -> HttpResponse:
    trail = ("Sessions", reverse("training:sessions"), str(session), session.get_absolute_url())
    return edit_page(request, form, title=title, back=session.get_absolute_url(), saved=saved, trail=trail, save=save)


def _buttons(session: Session, person: Any) -> list[Button]:
    buttons = []
    if not refusal_to_book(session, now=clock.now()) and bookable_by(person, clock.today()):
        buttons.append(Button("Inscrire", reverse("training:book", args=[session.pk]), primary=True, icon="user-plus"))
    for action in actions(session, person):
        if action.name == "publish":
            url = reverse("training:publish", args=[session.pk])
            missing = f"Il manque : {action.refusal}." if action.refusal else ""
            refusal = missing or overlaps.refusal_of_trainers(session, session.spans, session.trainers.all())
            buttons.append(Button(action.label, url, method="post", primary=True, icon="send", refusal=refusal))
        if action.name == "close":
            buttons += _closing(session)
    if may_change(session, person):
        edit = reverse("training:edit_session", args=[session.pk])
        cancelling = reverse("training:cancel_session", args=[session.pk])
        buttons.append(Button("Modifier", edit, icon="pencil"))
        buttons.append(Button("Annuler la session", cancelling, danger=True, icon="x"))
    if may_lead(session, person):
        life = reverse("foundation:life", args=["training", "session", session.pk])
        buttons.append(Button("Historique", life, icon="history"))
    return buttons


def _closing(session: Session) -> list[Button]:
    """Once it has begun: the verdicts, then the end, with what is still to note."""
    if session.starts_at is None or session.starts_at > clock.now():
        return []
    missing = attendance.missing_to_close(session)
    refusal = f"il manque {enumerate_fr(missing)}" if missing else ""
    end = reverse("training:close_session", args=[session.pk])
    confirm = "Terminer la session ? Les présences et les avis ne changeront plus, et les attestations sont délivrées."
    return [
        Button("Donner les avis", reverse("training:judge", args=[session.pk]), icon="clipboard-check", primary=True),
        Button("Terminer la session", end, method="post", icon="check", refusal=refusal, confirm=confirm),
    ]


def _way_out(session: Session) -> list[tuple[str, Any]]:
    """Until when one withdraws by oneself, as long as someone may."""
    now = clock.now()
    if refusal_to_change(session) or has_begun(session, now):
        return []
    until = moment(session.withdraw_until)
    is_late = now > session.withdraw_until
    told = f"par le responsable ou le SCLP seulement, depuis le {until}" if is_late else f"jusqu’au {until}"
    return [("Annulation possible", told)]


def _facts(session: Session, *, is_expected: bool) -> list[tuple[str, Any]]:
    taken = session.bookings.seated().count()
    trainers = [str(one) for one in session.trainers.all()]
    rows = [
        ("Formation", session.course.title),
        *where(session, is_expected=is_expected),
        ("Formateurs", enumerate_fr(trainers) if trainers else "pas encore choisis"),
        ("Places", f"{count(taken, 'prise')} sur {session.maximum}"),
        ("Participants attendus", f"{session.minimum} au moins"),
    ]
    if session.starts_at:
        rows.insert(1, ("Commence", moment(session.starts_at)))
        rows += _way_out(session)
    if session.cancelled_on:
        rows.append(("Annulée", f"le {long_date(session.cancelled_on)}"))
    return rows
