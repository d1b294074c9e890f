"""Who may train, book, approve and manage, and what is missing to book. Imports no models."""

from datetime import date, datetime, timedelta
from typing import Any

from foundation import clock
from foundation.french import count, enumerate_fr, long_date, moment
from network.roles import Right
from network.rules import has_right
from training.states import BookingState, CertificationState, SessionState

TOO_LATE = "La session a commencé : la feuille d’émargement dira qui était là."  # to withdraw

# --- who may ---------------------------------------------------------------------------------------------------------


def may_manage_training(person: Any) -> bool:
    """Keep the catalogue, the sessions and the bookings of the whole network."""
    return has_right(person, Right.MANAGE_TRAINING)


def may_manage_session(session: Any, person: Any) -> bool:
    """The same of one session; its trainers teach it, they do not move it."""
    return may_manage_training(person)


def may_change(session: Any, person: Any) -> bool:
    """Whether this person may change it now: what the page shows buttons for."""
    return not refusal_to_change(session) and may_manage_session(session, person)


def may_read_catalogue(person: Any) -> bool:
    """Whoever works on the shared tools, or teaches them (art. 2.2)."""
    return has_right(person, Right.TAKE_TRAINING) or may_manage_training(person)


def may_lead(session: Any, person: Any) -> bool:
    """Take attendance and give verdicts: the trainers of the session, and who keeps the sessions."""
    is_trainer = any(trainer.pk == person.pk for trainer in session.trainers.all())
    return (is_trainer and person.is_active) or may_manage_training(person)


def may_book_for(assignment: Any, person: Any) -> bool:
    """Oneself; one’s team, for the head of the library; anyone, for who keeps the sessions."""
    return assignment.person_id == person.pk or may_decide_for(assignment, person)


def may_decide_for(assignment: Any, person: Any) -> bool:
    """Approve or refuse the training of someone: the head of their library, and who keeps the sessions."""
    is_head = bool(assignment.library_id) and has_right(person, Right.APPROVE_BOOKING, assignment.library)
    return is_head or may_manage_training(person)


def may_decide(booking: Any, person: Any) -> bool:
    """The same of a booking: the head of the library booked for, of where its holder works once they have left it."""
    if may_manage_training(person):
        return True
    return any(may_decide_for(one, person) for one in functions_answered_for(booking))


def functions_answered_for(booking: Any) -> list[Any]:
    """The function booked for; once its holder has left it, those that they hold in libraries, if any."""
    held, today = booking.assignment, clock.today()
    if held.ends_on is None or held.ends_on >= today:
        return [held]
    return [one for one in booking.person.current_assignments(today) if one.library_id] or [held]


def may_withdraw(booking: Any, person: Any) -> bool:
    """Oneself, a seat until the deadline of the course and any other place always; the head and the SCLP always."""
    if may_decide(booking, person):
        return True
    return booking.person_id == person.pk and not is_bound(booking)


def may_answer(booking: Any, person: Any) -> bool:
    """Take or decline the seat offered: the person, by the page or by the link of the mail, or who decides for them."""
    return booking.person_id == person.pk or may_decide(booking, person)


def may_judge_equivalence(certification: Any, person: Any) -> bool:
    """Accept or refuse a vendor’s training, take back an attestation: the SCLP."""
    return may_manage_training(person)


def may_follow_readings(person: Any) -> bool:
    """See who has read the charter and the guides: the head of a library of their team, the SCLP of everyone."""
    return has_right(person, Right.APPROVE_BOOKING) or may_manage_training(person)


# --- what is missing -------------------------------------------------------------------------------------------------


def missing_to_publish(session: Any) -> list[str]:
    """What a session lacks before anyone may book it."""
    half_days = list(session.half_days.all())
    missing = []
    if not half_days:
        missing.append("une demi-journée au moins")
    elif min(one.starts_at for one in half_days) <= clock.now():
        missing.append("des dates à venir")
    missing += missing_to_take_place(session)
    if session.course.withdrawn_on:
        missing.append("une formation encore au catalogue")
    return missing


def missing_to_take_place(session: Any) -> list[str]:
    """What nobody can come without: a published session never loses it."""
    missing = []
    if not (session.place or session.link):
        missing.append("un lieu ou un lien de visioconférence")
    if not session.trainers.all():
        missing.append("un formateur")
    return missing


def refusal_to_empty(session: Any) -> str:
    """Why a session cannot be left as it is described, or nothing: a draft may lack what a published one keeps."""
    missing = missing_to_take_place(session) if session.state == SessionState.PUBLISHED else []
    return f"Une session publiée garde {enumerate_fr(missing)}." if missing else ""


def missing_to_close(session: Any) -> list[str]:
    """A session is closed once it is over."""
    return [] if session.ends_at and session.ends_at <= clock.now() else ["la fin de la dernière demi-journée"]


def missing_to_revoke(certification: Any) -> list[str]:
    """One takes back what has been given: not before the day of its issue."""
    issued_on = certification.issued_on
    return [] if issued_on <= clock.today() else [f"le jour de sa délivrance, {long_date(issued_on)}"]


def refusal_of_followed(followed_on: date, today: date) -> str:
    """Why a training cannot be declared as followed that day, or nothing."""
    return f"Donnez un jour passé : nous sommes le {long_date(today)}." if followed_on > today else ""


def refusal_of_expiry(expires_on: date, today: date) -> str:
    """Why an attestation issued today cannot be valid until that day, or nothing."""
    return f"Donnez un jour à venir : nous sommes le {long_date(today)}." if expires_on < today else ""


def refusal_to_book(session: Any, *, now: datetime) -> str:
    """Why nobody can book this session now, or nothing."""
    if session.state == SessionState.CANCELLED:
        return "Cette session est annulée."
    if session.state != SessionState.PUBLISHED:
        return "Cette session n’est pas ouverte aux inscriptions."
    if session.starts_at is None or session.starts_at <= now:
        return "Cette session a déjà commencé."
    return ""


def refusal_of_assignment(session: Any, assignment: Any, *, works_every_day: bool = False) -> str:
    """Why this function does not let its holder book: it must run on the days of the session.

    It may end between two of them, where its holder, by another function, `works_every_day` of the session.
    """
    first = session.starts_at.astimezone(clock.PARIS).date()
    last = session.ends_at.astimezone(clock.PARIS).date()
    if assignment.starts_on > first:
        return f"{assignment.person} ne prend cette fonction que le {long_date(assignment.starts_on)}."
    if assignment.ends_on and assignment.ends_on < last:
        if works_every_day and assignment.ends_on >= first:
            return ""
        left_on = long_date(assignment.ends_on)
        return f"{assignment.person} quitte cette fonction le {left_on}, avant la fin de la session."
    return ""


def reason_of_leaving(person: Any) -> str:
    """Why who works no more on the shared tools is not expected at a session."""
    if not person.is_active:
        return "Le compte est fermé."
    return "Plus de fonction qui donne droit aux formations, les jours de la session."


def reason_without_seat(booking: Any) -> str:
    """Why someone who was still in the queue when the session began has no seat."""
    if booking.state == BookingState.REQUESTED:
        return "La demande n’a pas reçu d’accord avant le début de la session."
    return "Aucune place ne s’est libérée avant le début de la session."


def is_bound(booking: Any) -> bool:
    """Whether one no longer gives up this seat by oneself: the deadline of the course has passed."""
    return booking.state == BookingState.CONFIRMED and clock.now() > booking.session.withdraw_until


def who_still_withdraws(booking: Any) -> str:
    """Whom to tell that one cannot come once bound: they alone may still cancel."""
    return "votre responsable ou le SCLP" if booking.assignment.library_id else "le SCLP"


def refusal_to_withdraw(booking: Any, person: Any) -> str:
    """Why a booking is no longer given up, or not by the person alone, or nothing."""
    if has_begun(booking.session, clock.now()):
        return TOO_LATE
    if may_withdraw(booking, person) or booking.person_id != person.pk:
        return ""
    since = moment(booking.session.withdraw_until)
    return f"Le délai est passé depuis le {since} : prévenez {who_still_withdraws(booking)}, qui peut encore annuler."


def refusal_of_prerequisites(lacking: list[str], name: str) -> str:
    """Which courses must come first, by their titles."""
    if not lacking:
        return ""
    titles = enumerate_fr([f"« {title} »" for title in lacking])
    return f"{name} doit d’abord suivre {titles}."


def has_begun(session: Any, now: datetime) -> bool:
    """Whether its first half-day has begun: from then on, nobody gets a seat."""
    return session.starts_at is not None and session.starts_at <= now


def refusal_to_change(session: Any) -> str:
    """Why nothing of a session changes any more, or nothing."""
    if session.state in (SessionState.DRAFT, SessionState.PUBLISHED):
        return ""
    return f"Rien n’y change plus : l’état est « {session.get_state_display()} »."


def refusal_to_redate(session: Any, now: datetime) -> str:
    """Why its half-days no longer change: once it has begun, they are what people were present at."""
    return "La session a commencé : ses demi-journées ne changent plus." if has_begun(session, now) else ""


def refusal_of_held(number: int, held: int, maximum: int) -> str:
    """Why so many seats cannot be held for one more commune, or nothing."""
    if number + held <= maximum:
        return ""
    already = f", dont {held} déjà {'réservée' if held == 1 else 'réservées'}" if held else ""
    return f"La session a {count(maximum, 'place')}{already}."


def refusal_of_maximum(maximum: int, seated: int, minimum: int, held: int) -> str:
    """Why a session cannot have this many seats: nobody seated is put out, nothing held is taken back unseen."""
    if maximum < seated:
        taken = (
            "une place est déjà prise ou proposée" if seated == 1 else f"{seated} places sont déjà prises ou proposées"
        )
        return f"Le maximum ne peut pas être plus bas : {taken}."
    if maximum < minimum:
        return f"Le maximum ne peut pas être plus bas que le minimum, {minimum}."
    if maximum < held:
        kept = "une place est réservée à une commune" if held == 1 else f"{held} places sont réservées à des communes"
        return f"Le maximum ne peut pas être plus bas : {kept}."
    return ""


def refusal_to_print(certification: Any) -> str:
    """Why no attestation is printed for this certification, or nothing: it must be issued, to someone still named."""
    if certification.state != CertificationState.ISSUED:
        return f"Cette attestation n’a pas de PDF : l’état est « {certification.get_state_display()} »."
    if certification.person.anonymised_at:
        return "Les données de cette personne sont effacées : son attestation ne s’imprime plus."
    return ""


def refusal_of_sheet(session: Any) -> str:
    """Why a session has no sign-in sheet, or nothing: it has one from its publication on, unless it is cancelled."""
    if session.state in (SessionState.PUBLISHED, SessionState.CLOSED):
        return ""
    return f"Il n’y a pas de feuille d’émargement : l’état est « {session.get_state_display()} »."


def can_be_answered(booking: Any, now: datetime) -> bool:
    """Whether the seat offered still waits for an answer."""
    return booking.state == BookingState.OFFERED and booking.offered_until is not None and booking.offered_until > now


def offer_ends(now: datetime, starts_at: datetime, *, days: int = 2) -> datetime:
    """Until when a seat is offered: so many days, and no longer than until the session begins."""
    return min(now + timedelta(days=days), starts_at)
