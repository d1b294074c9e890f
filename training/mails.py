"""The mails that bookings cause: rows of the outbox, written in the transaction of what they tell."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import models
from django.urls import reverse

from foundation import clock, links, outbox
from foundation.french import moment, of_person
from foundation.models import Appointment, OutboxMessage
from network.models import Assignment, Person
from network.roles import Right, roles_with
from training import convocations, next_sessions, rules
from training.models import Booking, Session
from training.states import ALIVE, BookingState

OFFERED = "training-offered"
# The states in which what a mail says is still so; a change of dates concerns all who are in the session.
TOLD_IN = {
    "training-requested": frozenset({BookingState.REQUESTED}),
    "training-confirmed": frozenset({BookingState.CONFIRMED}),
    "training-queued": frozenset({BookingState.WAITING}),
    OFFERED: frozenset({BookingState.OFFERED}),
    "training-redated": frozenset(ALIVE),
}
OFFER = "training-offer"  # the purpose of the link that answers an offer


def heads_of(assignment: Assignment) -> list[Person]:
    """Who approves the training of this person today, and can be written to."""
    if not assignment.library:
        return []
    held = assignment.library.assignments.current(clock.today()).filter(role__in=roles_with(Right.APPROVE_BOOKING))
    people = Person.objects.filter(assignments__in=held, is_active=True).exclude(email=None)
    return list(people.exclude(pk=assignment.person_id).distinct())


def heads_for(booking: Booking) -> list[Person]:
    """The same for a booking: those of where its holder works now, once they have left the place booked for."""
    found = {head.pk: head for held in rules.functions_answered_for(booking) for head in heads_of(held)}
    return list(found.values())


def register() -> None:
    """Have what a booking says looked at again before it leaves."""
    for kind, states in TOLD_IN.items():
        outbox.only_while(kind, partial(_not_in, states))
    happened = ("lapsed", "refused", "withdrawn", "left", "without-seat", "session-cancelled")
    for kind in (f"training-{one}" for one in happened):
        outbox.only_while(kind, lambda message: "")  # what has happened stays true
    outbox.only_while("training-trainer", lambda message: "")


def _not_in(states: frozenset[BookingState], message: OutboxMessage) -> str:
    booking: Any = message.about
    if booking.state not in states:
        return f"L’état de l’inscription est « {booking.get_state_display()} »."
    if message.kind == OFFERED and (booking.offered_until is None or booking.offered_until <= clock.now()):
        return "Le délai de réponse est passé."
    return ""


def requested(booking: Booking) -> None:
    """Ask the heads for their approval."""
    for head in heads_for(booking):
        _write(
            "training-requested",
            booking,
            to=head,
            subject=f"Votre accord pour la formation {of_person(str(booking.person))}",
            lines=[
                f"{booking.person} demande à suivre la formation « {booking.session.course} », {_when(booking)}.",
                "Cette formation demande votre accord. Sa place dans la file est celle du jour de sa demande.",
            ],
            label="Répondre à la demande",
        )


def confirmed(booking: Booking) -> None:
    """Tell the person that a seat is theirs."""
    _write(
        "training-confirmed",
        booking,
        subject=f"Inscription confirmée : {booking.session.course}",
        changed=convocations.update(booking),
        lines=[
            f"Votre inscription à la formation « {booking.session.course} » est confirmée.",
            *when_and_where(booking.session),
            _way_out(booking),
        ],
    )


def _way_out(booking: Booking) -> str:
    """What to do when one cannot come: until the deadline by oneself, then by who may still cancel."""
    if rules.is_bound(booking):
        who = rules.who_still_withdraws(booking)
        return f"Si vous ne pouvez pas venir, prévenez {who} : le délai pour annuler vous-même est passé."
    until = moment(booking.session.withdraw_until)
    return f"Si vous ne pouvez pas venir, annulez avant le {until} : votre place ira à la personne suivante."


def queued(booking: Booking) -> None:
    """Tell the person that the session is full and what follows."""
    _write(
        "training-queued",
        booking,
        subject=f"Liste d’attente : {booking.session.course}",
        lines=[
            f"La session de « {booking.session.course} » qui a lieu {_when(booking)} est complète.",
            "Vous êtes sur la liste d’attente. Dès qu’une place se libère, nous vous la proposons par e-mail.",
        ],
    )


def offered(booking: Booking) -> None:
    """Offer the seat that came free, with a link that takes it without signing in."""
    until = booking.offered_until or clock.now()
    lasts = max(until - clock.now(), timedelta(seconds=1))
    path = reverse("training:offer", args=[links.make(booking.person, OFFER, about=booking, lasts=lasts)])
    is_last = until == booking.session.starts_at
    then = ", début de la session." if is_last else ". Ensuite, elle sera proposée à la personne suivante."
    _write(
        OFFERED,
        booking,
        subject=f"Une place s’est libérée : {booking.session.course}",
        lines=[
            f"Une place s’est libérée pour « {booking.session.course} », {_when(booking)}.",
            f"Elle vous est gardée jusqu’au {moment(until)}{then}",
        ],
        label="Répondre",
        path=path,
        due_key=until.isoformat(),
    )


def lapsed(booking: Booking, *, has_begun: bool) -> None:
    """Tell the person that the seat has gone to the next; to nobody, once the session `has_begun`."""
    then = " jusqu’au début de la session" if has_begun else " : elle va à la personne suivante"
    _write(
        "training-lapsed",
        booking,
        subject=f"{'Place non prise' if has_begun else 'Place reproposée'} : {booking.session.course}",
        lines=[
            f"La place proposée pour « {booking.session.course} », {_when(booking)}, est restée sans réponse{then}.",
            "Vous pouvez demander une autre session.",
        ],
        label="Voir les sessions",
        path=booking.session.course.get_absolute_url(),
    )


def refused(booking: Booking, reason: str) -> None:
    """Tell the person that the head does not agree, and why."""
    _write(
        "training-refused",
        booking,
        subject=f"Inscription refusée : {booking.session.course}",
        lines=[
            f"Votre demande pour « {booking.session.course} », {_when(booking)}, n’a pas reçu d’accord.",
            f"Motif : {reason}",
        ],
    )


def withdrawn(booking: Booking, *, by: Any) -> None:
    """Tell the person that they are no longer expected; whoever did it."""
    who = "Vous avez annulé" if by and by.pk == booking.person_id else f"{by} a annulé"
    _write(
        "training-withdrawn",
        booking,
        changed=convocations.update(booking),
        subject=f"Inscription annulée : {booking.session.course}",
        lines=[f"{who} votre inscription à « {booking.session.course} », {_when(booking)}."],
    )


def left(booking: Booking, reason: str) -> None:
    """Tell who is no longer expected because they have left, if one can still write to them, and their heads."""
    person, changed = booking.person, convocations.update(booking)
    what = f"pour « {booking.session.course} », {_when(booking)}"
    lines = [
        f"L’inscription au nom {of_person(str(person))}, {what}, est annulée.",
        f"Motif : {reason}",
        "Si c’est une erreur, faites corriger la fonction ou le compte, puis refaites l’inscription.",
    ]
    if person.anonymised_at:  # nobody can say who it was any more
        whose = "d’une personne dont les données ont été effacées"
        lines = [f"L’inscription {whose}, {what}, est annulée. Vous n’avez rien à faire."]
    for reader in [*([person] if person.is_active else []), *heads_for(booking)]:
        _write(
            "training-left",
            booking,
            to=reader,
            subject=f"Inscription annulée : {booking.session.course}",
            lines=lines,
            label="Voir l’inscription",
            changed=changed if reader == person else (),
        )


def without_seat(booking: Booking, reason: str) -> None:
    """Tell who was still in the queue that the session has begun without them, and offer the others."""
    _write(
        "training-without-seat",
        booking,
        subject=f"Vous n’avez pas eu de place : {booking.session.course}",
        lines=[
            f"La session de « {booking.session.course} » a commencé {_when(booking)}. Votre demande y est close.",
            f"Motif : {reason}",
            next_sessions.told(next_sessions.of(booking)),
        ],
        label="Voir la formation",
        path=booking.session.course.get_absolute_url(),
    )


def session_cancelled(booking: Booking, reason: str) -> None:
    """Tell the person that the session will not take place, and offer the others."""
    dates = next_sessions.of(booking)
    _write(
        "training-session-cancelled",
        booking,
        subject=f"Session annulée : {booking.session.course}",
        lines=[
            f"La session de « {booking.session.course} » prévue {_when(booking)} est annulée.",
            f"Motif : {reason}",
            next_sessions.told(dates),
        ],
        changed=convocations.update(booking),
        label="Choisir une autre session" if dates else "Voir la formation",
        path=booking.session.course.get_absolute_url(),
    )


def redated(booking: Booking, *, is_moved: bool) -> None:
    """Tell who is in the session what has changed for their calendar; who waits for it, only that it `is_moved`."""
    changed = convocations.update(booking)
    if not (changed if booking.state == BookingState.CONFIRMED else is_moved):
        return
    kept = booking.state == BookingState.OFFERED and booking.offered_until
    _write(
        "training-redated",
        booking,
        subject=f"Changement : {booking.session.course}",
        lines=[
            f"La session de « {booking.session.course} » a changé.",
            *when_and_where(booking.session, is_expected=booking.state == BookingState.CONFIRMED),
            *([f"La place qui vous est proposée est gardée jusqu’au {moment(kept)}."] if kept else []),
        ],
        changed=changed,
        due_key=clock.now().isoformat(),
    )


def trainers_told(session: Session) -> None:
    """Tell who teaches, by one mail each, what has changed for them; and who no longer does."""
    for trainer, changed in convocations.update_trainers(session):
        is_off = all(one.cancelled_at for one in changed)
        lines = (
            [f"On ne vous attend plus pour animer « {session.course} »."]
            if is_off
            else [
                f"Vous animez la formation « {session.course} ».",
                *when_and_where(session),
            ]
        )
        _send(
            "training-trainer",
            session,
            trainer,
            subject=f"{'Animation annulée' if is_off else 'Vous animez'} : {session.course}",
            lines=lines,
            label="Voir la session",
            path=session.get_absolute_url(),
            changed=changed,
        )


def _write(
    kind: str,
    booking: Booking,
    *,
    subject: str,
    lines: list[str],
    to: Person | None = None,
    label: str = "Voir mon inscription",
    path: str = "",
    due_key: str = "",
    changed: Sequence[Appointment] = (),
) -> None:
    for reader in [to] if to else _readers(booking):
        is_told_of_other = reader not in (to, booking.person)
        for_whom = [f"Pour {booking.person}, qui n’a pas d’adresse e-mail : merci de le lui dire."]
        _send(
            kind,
            booking,
            reader,
            subject=subject,
            lines=(for_whom if is_told_of_other else []) + lines,
            label="Voir l’inscription" if is_told_of_other else label,
            # A link that answers in someone’s name is theirs alone; so is what goes into their calendar.
            path=booking.get_absolute_url() if is_told_of_other or not path else path,
            due_key=due_key,
            changed=() if is_told_of_other else changed,
        )


def _send(
    kind: str,
    about: models.Model,
    to: Person,
    *,
    subject: str,
    lines: list[str],
    label: str,
    path: str,
    due_key: str = "",
    changed: Sequence[Appointment] = (),
) -> None:
    """One mail, or as many as there are half-days to put in the calendar: it takes one from each."""
    first = changed[0] if changed else None
    _send_one(kind, about, to, subject=subject, lines=lines, label=label, path=path, due_key=due_key, appointment=first)
    for one in changed[1:]:
        _send_one(kind, about, to, subject=subject, lines=[_of(one)], label=label, path=path, appointment=one)


def _send_one(
    kind: str,
    about: models.Model,
    to: Person,
    *,
    subject: str,
    lines: list[str],
    label: str,
    path: str,
    due_key: str = "",
    appointment: Appointment | None = None,
) -> None:
    when = f", {moment(appointment.starts_at)}" if appointment else ""
    outbox.write_lines(
        kind,
        about=about,
        to=to,
        subject=f"{subject}{when}",
        lines=lines,
        label=label,
        path=path,
        due_key=f"{appointment.uid[:36]}#{appointment.sequence}" if appointment else due_key,
        appointment=appointment,
    )


def _of(one: Appointment) -> str:
    """What the mail of a further half-day says: its calendar part says the rest."""
    span = f"du {moment(one.starts_at)}"
    if one.cancelled_at:
        return f"Ce message retire de votre agenda la demi-journée {span}."
    if one.sequence:  # it is there already, or has been
        return f"Ce message met à jour votre agenda pour la demi-journée {span}."
    return f"Ce message met dans votre agenda la demi-journée {span}."


def when_and_where(session: Session, *, is_expected: bool = True) -> list[str]:
    """What one must know to be there, a line each; how to join it on line and what to bring, for who is expected."""
    lines = [f"{half_day}." for half_day in session.half_days.all()]
    if session.place or session.link:
        lines.append(f"Lieu : {session.place or 'à distance'}.")
    return [*lines, *_way_in(session), *_to_know(session)] if is_expected else lines


def _way_in(session: Session) -> list[str]:
    """The link of what is on line; nothing after it, for mail programs make a link of all that touches it."""
    return [f"Visioconférence : {session.link}"] if session.link else []


def _to_know(session: Session) -> list[str]:
    """The practical information, as it was written, without its blank lines."""
    written = [one.strip() for one in session.information.splitlines() if one.strip()]
    return [f"Informations pratiques : {written[0]}", *written[1:]] if written else []


def _readers(booking: Booking) -> list[Person]:
    """The person, or the heads of their library when they have no address: some volunteers have none."""
    return [booking.person] if booking.person.email else heads_for(booking)


def _when(booking: Booking) -> str:
    start = booking.session.starts_at
    return f"le {moment(start)}" if start else "à une date à fixer"
