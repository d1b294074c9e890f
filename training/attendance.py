"""Who was there, what the trainer thinks of it, and the attestations that follow when the session is closed (R09).

A participant has followed a session when they were at each of its half-days and the trainer’s verdict is good. Until
the session is closed everything can be put right; closing it freezes presence and verdicts, and issues.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from foundation import clock
from foundation.french import enumerate_fr
from foundation.legal_dates import add_months
from foundation.workflow import Refused, perform
from training import attestation_mails, attestations, rules
from training.booking import held, save, settle
from training.models import Attendance, Booking, Certification, CertificationModule, HalfDay, Session
from training.states import BookingState, CertificationState, SessionState, Verdict

EARLY = timedelta(minutes=30)  # before a half-day, people already come in and sign


@dataclass(frozen=True)
class Participant:
    """Someone expected at a session: where they were, by half-day, and what the trainer decided."""

    booking: Booking
    presences: Mapping[int, bool]  # by the key of the half-day; absent when nobody noted it

    def was_at(self, half_days: Iterable[HalfDay]) -> bool:
        """Whether they were at each of these."""
        return all(self.presences.get(one.pk, False) for one in half_days)

    @property
    def came(self) -> bool:
        """Whether they were there at all: who never came needs no verdict."""
        return any(self.presences.values())


def participants(session: Session) -> list[Participant]:
    """Those expected, by name; in two queries."""
    bookings = session.bookings.filter(state=BookingState.CONFIRMED).select_related(
        "person", "assignment__library__commune", "assignment__service"
    )
    found = list(bookings.order_by("person__sort_name", "pk"))
    presences: dict[int, dict[int, bool]] = {one.pk: {} for one in found}
    for row in Attendance.objects.filter(booking__in=found):
        presences[row.booking_id][row.half_day_id] = row.is_present
    return [Participant(one, presences[one.pk]) for one in found]


def mark(session: Session, key: int, present: Collection[int], *, by: Any) -> HalfDay:
    """Note who was at a half-day: `present` holds keys of bookings, the other participants were not there.

    Raises Refused, PermissionDenied, Http404.
    """
    with held(session) as fresh:
        check(fresh, by)
        half_day = get_object_or_404(HalfDay, session=fresh, pk=key)
        if why := refusal_to_mark(half_day):
            raise Refused(why)
        known = {row.booking_id: row for row in Attendance.objects.filter(half_day=half_day)}
        for one in participants(fresh):
            row = known.get(one.booking.pk) or Attendance(half_day=half_day, booking=one.booking)
            is_present = one.booking.pk in present
            if row.pk and row.is_present == is_present:
                continue
            row.is_present, row.marked_by, row.marked_at = is_present, by, clock.now()
            save(row, by)
    return half_day


def refusal_to_mark(half_day: HalfDay) -> str:
    """Why nobody’s presence is noted yet, or nothing: from when people come in."""
    if half_day.starts_at - EARLY <= clock.now():
        return ""
    return "Cette demi-journée n’a pas commencé : les présences se notent à son début."


def judge(session: Session, verdicts: Mapping[int, str], *, by: Any) -> Session:
    """Keep the trainer’s verdict of each participant, by the key of their booking; none for who never came.

    Raises Refused, PermissionDenied.
    """
    with held(session) as fresh:
        check(fresh, by)
        if fresh.starts_at is None or fresh.starts_at > clock.now():
            raise Refused("La session n’a pas commencé.")
        for one in participants(fresh):
            verdict = verdicts.get(one.booking.pk, "") if one.came else ""
            if one.booking.verdict != verdict:
                one.booking.verdict = verdict
                save(one.booking, by)
    return fresh


def close(session: Session, *, by: Any) -> list[Certification]:
    """End a session: presence and verdicts are final, and each who followed it gets an attestation; those issued.

    Raises Refused with all that is missing, PermissionDenied.
    """
    with held(session) as fresh:
        check(fresh, by)
        if missing := missing_to_close(fresh):
            why = f"« Terminer la session » n’est pas encore possible. Il manque : {enumerate_fr(missing)}."
            raise Refused(why, missing=missing)
        closed = perform(fresh.close, by=by)
        settle(closed)
        followed = [one for one in participants(closed) if has_followed(closed, one)]
        issued = [_issue(closed, one, by) for one in followed]
        for one in issued:
            attestation_mails.certified(one)
        if issued:
            attestations.launch(closed, issued, by=by)
    return issued


def missing_to_close(session: Session) -> list[str]:
    """What is still to note before a session is closed: a presence at each half-day, a verdict for who came."""
    missing = rules.missing_to_close(session)
    people, half_days = participants(session), list(session.half_days.all())
    missing += [f"les présences du {one}" for one in half_days if any(one.pk not in p.presences for p in people)]
    if any(one.came and not one.booking.verdict for one in people):
        missing.append("l’avis du formateur sur chaque personne venue")
    return missing


def has_followed(session: Session, participant: Participant) -> bool:
    """Whether someone gets the attestation: at each half-day, with a good verdict (R09, art. 2.2)."""
    return participant.booking.verdict == Verdict.ACQUIRED and participant.was_at(session.half_days.all())


def check(session: Session, by: Any) -> None:
    """Whether this person may note presence and verdicts now: the state first, then the right.

    Raises Refused, PermissionDenied.
    """
    if session.state != SessionState.PUBLISHED:
        raise Refused(f"Les présences ne changent plus : l’état est « {session.get_state_display()} ».")
    if not rules.may_lead(session, by):
        raise PermissionDenied("Les présences et les avis sont notés par les formateurs de la session.")


def _issue(session: Session, participant: Participant, by: Any) -> Certification:
    course, today = session.course, clock.today()
    certification = Certification(
        person=participant.booking.person,
        kind=Certification.Kind.SESSION,
        state=CertificationState.ISSUED,
        course=course,
        booking=participant.booking,
        title=course.title,
        trains_correspondent=course.trains_correspondents,
        issued_on=today,
        expires_on=expiry(today, course.validity_months),
    )
    save(certification, by)
    for module in course.certifies_for():
        CertificationModule.objects.create(certification=certification, module=module)
    return certification


def expiry(issued_on: date, months: int | None) -> date | None:
    """The last day an attestation is worth, so many months after its issue; None without a limit."""
    return add_months(issued_on, months) - timedelta(days=1) if months else None
