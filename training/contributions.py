"""What training brings to the side bar, to the search and to the homes."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import count, duration, enumerate_fr, holds_words, moment
from foundation.registry import Alike, Hit, NavigationEntry, Panel, ToDo
from network.roles import Right
from network.rules import has_right
from training import correspondents
from training.attendance import EARLY
from training.filters import NOT_BEGUN, TO_CLOSE, TO_STAFF
from training.models import Booking, Certification, Course, CourseModule, HalfDay, HeldSeats, Session
from training.rules import can_be_answered, may_decide, may_manage_training, may_read_catalogue
from training.states import SEATED, BookingState, CertificationState, Standing
from training.trainers import to_replace

MOST = 20  # hits
MOST_SHOWN = 10  # bookings on a person’s page


def navigation(person: Any) -> NavigationEntry | None:
    """« Formations », with how many requests wait for the approval of a head."""
    if not may_read_catalogue(person):
        return None
    waiting = len(_requests(person)) if has_right(person, Right.APPROVE_BOOKING) else 0
    return NavigationEntry("Formations", reverse("training:courses"), "graduation-cap", waiting, "à approuver")


def search(person: Any, words: str) -> list[Hit]:
    """The courses of these words."""
    found = [one for one in Course.objects.visible_to(person) if holds_words(one.title, words)]
    return [
        Hit(one.title, "formation", one.get_absolute_url(), icon="graduation-cap", group="Formations")
        for one in found[:MOST]
    ]


def person_panel(subject: Any, person: Any) -> Panel | None:
    """The bookings of someone, the latest first, and what they are certified for today, as far as one may read."""
    bookings = Booking.objects.visible_to(person).filter(person=subject).with_session().with_dates()
    held = Certification.objects.visible_to(person).filter(person=subject).valid(clock.today())
    context = {"bookings": bookings.order_by("-first_at", "-pk")[:MOST_SHOWN], "certifications": held}
    link = ("Attestations", f"{reverse('training:certifications')}?{urlencode({'q': str(subject)})}")
    return Panel("Formations", "training/_of_person.html", context, link) if any(context.values()) else None


def home_panel(person: Any) -> Panel | None:
    """« Mes formations »: what one has asked for, waits for or is expected at, and what one is certified for today."""
    held = Certification.objects.visible_to(person).filter(person=person).valid(clock.today())
    context = {"bookings": _current(person)[:MOST_SHOWN], "certifications": list(held)}
    link = ("Inscriptions", reverse("training:bookings"))
    return Panel("Mes formations", "training/_of_person.html", context, link) if any(context.values()) else None


def _current(person: Any) -> list[Booking]:
    """One’s own bookings of sessions not over yet, once for the parts of a home: a person lives a request."""
    kept, now = person.__dict__.setdefault("_current_bookings", {}), clock.now()
    minute = now.replace(second=0, microsecond=0)
    if minute not in kept:
        own = Booking.objects.visible_to(person).current_of(person, minute).with_session()
        kept[minute] = list(own.prefetch_related("session__half_days").order_by("first_at", "pk"))
    return [one for one in kept[minute] if one.last_at > now]


def on_termination(convention: Any, on: date) -> list[str]:
    """The bookings of people of this commune for sessions after that last day."""
    after = Booking.objects.alive().filter(assignment__library__commune=convention.commune_id).with_dates()
    found = after.filter(first_at__gt=datetime.combine(on, time.max, tzinfo=clock.PARIS)).count()
    if not found:
        return []
    are = "a lieu" if found == 1 else "ont lieu"
    return [f"{count(found, 'inscription')} à des formations {are} après ce jour : prévenez les personnes."]


def life(obj: Any) -> list[Event]:
    """What was added to a course or a session beside its own row, and taken away: modules, half-days, seats held."""
    if isinstance(obj, Course):
        rows = CourseModule.history.filter(course=obj).select_related("history_user")
        return [_event(row, f"le module « {row.get_module_display()} »") for row in rows]
    if isinstance(obj, Session):
        half_days = HalfDay.history.filter(session=obj).select_related("history_user")
        seats = HeldSeats.history.filter(session=obj).select_related("history_user", "commune")
        return [
            *[_event(row, f"la demi-journée du {row.instance}") for row in half_days],
            *[_event(row, f"des places gardées : {row.instance}") for row in seats],
        ]
    return []


def _event(row: Any, what: str) -> Event:
    verb = {"+": "a ajouté", "~": "a modifié", "-": "a retiré"}[row.history_type]
    return Event(row.history_date, str(row.history_user) if row.history_user else SYSTEM, f"{verb} {what}")


def todo(person: Any) -> list[ToDo]:
    """The seats offered, the training that a designation waits for, the sessions where one is expected or that one
    closes, what waits for an answer.
    """
    now = clock.now()
    seated = [one for one in _current(person) if one.state in SEATED]
    found = [_to_answer(one) for one in seated if can_be_answered(one, now)]
    if correspondents.is_to_train(person, clock.today()):
        found.append(_to_be_trained(person))
    found += [_to_join(one, now) for one in seated if one.state == BookingState.CONFIRMED][:MOST_SHOWN]
    led = Session.objects.on_mind_of(person, now).select_related("course").prefetch_related("half_days")
    for session in led.order_by("first_at"):
        is_over = session.last_at <= now
        url = session.get_absolute_url()
        found.append(_to_close(session) if is_over else _to_come(session, now, url, "Vous animez"))
    for one in _requests(person):
        text = f"{one.person} demande « {one.session.course} »"
        found.append(ToDo("info", "à approuver", text, "Répondre", one.get_absolute_url(), alike=_asked(one)))
    return found + _to_staff(person, now) + [_to_judge(one) for one in _declared(person)]


def _to_answer(booking: Booking) -> ToDo:
    until = moment(booking.offered_until) if booking.offered_until else ""
    text = f"Une place vous est proposée : {booking.session.course}"
    return ToDo("warn", f"jusqu’au {until}", text, "Répondre", booking.get_absolute_url())


def _to_be_trained(person: Any) -> ToDo:
    way = correspondents.way_to_effect(person)
    tone, when = ("info", "en attente") if way.is_awaited else ("warn", "à faire")
    text = f"{correspondents.NOT_EFFECTIVE} (art. 4.1). {way.told}"
    return ToDo(tone, when, text, way.verb, way.buttons[0].url)


def _asked(booking: Booking) -> Alike:
    url = f"{reverse('training:bookings')}?state={BookingState.REQUESTED}&when={NOT_BEGUN}"
    return Alike("booking to approve", "demandes d’inscription", "à approuver", str(booking.person), url)


def _declared(person: Any) -> list[Certification]:
    """The equivalences that wait for this person’s answer, the oldest first."""
    if not may_manage_training(person):
        return []
    found = Certification.objects.visible_to(person).filter(state=CertificationState.DECLARED)
    return list(found.select_related("person").order_by("issued_on", "pk"))


def _to_judge(one: Certification) -> ToDo:
    url = f"{reverse('training:certifications')}?standing={Standing.DECLARED}"
    alike = Alike("equivalence to judge", "équivalences", "à vérifier", str(one.person), url)
    text = f"{one.person} déclare une équivalence : « {one.title} »"
    return ToDo("info", "à vérifier", text, "Vérifier", one.get_absolute_url(), alike=alike)


def _to_come(session: Session, now: datetime, url: str, what: str) -> ToDo:
    """Where one is expected next: the first half-day that is not over, « en cours » once it has begun."""
    at = min(one.starts_at for one in session.half_days.all() if one.ends_at > now)
    left = (at.astimezone(clock.PARIS).date() - clock.today()).days
    tone, when = ("warn", "en cours") if at <= now else ("info", duration(left))
    return ToDo(tone, when, f"{what} : {session.course}, {moment(at)}", "Voir", url, left)


def _to_join(booking: Booking, now: datetime) -> ToDo:
    """Where one is expected as a participant; on line, its button lets one in from when people come in."""
    session = booking.session
    line = _to_come(session, now, booking.get_absolute_url(), "Votre formation")
    is_open = any(one.starts_at - EARLY <= now < one.ends_at for one in session.half_days.all())
    return replace(line, label="Rejoindre", url=session.link) if session.link and is_open else line


def _to_close(session: Session) -> ToDo:
    """A session that is over: its attestations wait for it to be closed."""
    over_at = session.ends_at or clock.now()
    left = (over_at.astimezone(clock.PARIS).date() - clock.today()).days
    tone, when = ("late", "en retard") if left < 0 else ("warn", duration(left))
    text = f"Session à terminer : {session}, pour délivrer ses attestations"
    url = f"{reverse('training:sessions')}?when={TO_CLOSE}"
    alike = Alike("session to close", "sessions", "à terminer", str(session), url)
    return ToDo(tone, when, text, "Terminer", session.get_absolute_url(), left, alike=alike)


def _to_staff(person: Any, now: datetime) -> list[ToDo]:
    """For who keeps the sessions, those to come that a trainer has left."""
    found = []
    for session, gone in to_replace(now) if may_manage_training(person) else []:
        left = ((session.starts_at or now).astimezone(clock.PARIS).date() - clock.today()).days
        names = enumerate_fr([str(one) for one in gone])
        text = f"Formateur à remplacer : {session} ; {names} ne {'peut' if len(gone) == 1 else 'peuvent'} plus l’animer"
        page = f"{reverse('training:sessions')}?when={TO_STAFF}"
        alike = Alike("session to staff", "sessions", "dont le formateur est à remplacer", str(session), page)
        url = reverse("training:edit_session", args=[session.pk])
        found.append(ToDo("warn", duration(left), text, "Remplacer", url, left, alike=alike))
    return found


def _requests(person: Any) -> list[Booking]:
    """The requests for sessions to come that this person decides."""
    if not has_right(person, Right.APPROVE_BOOKING) and not may_manage_training(person):
        return []
    asked = Booking.objects.visible_to(person).filter(state=BookingState.REQUESTED).with_dates()
    rows = asked.filter(first_at__gt=clock.now()).with_session().order_by("queued_at")
    return [one for one in rows if may_decide(one, person)]
