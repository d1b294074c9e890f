"""Reminders of the attestations that expire: 60, 30 and 7 days before, with the session that renews them (R09).

The same loss is told once. Where an access closes with the attestation, the reminder of the access says so
(`ils.closings`, asked through `registry.access_losses`), to the person and to who asks for accesses, and its page
proposes the session. These are for the others: no access closes, but a certification or a référent’s training is lost.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from foundation import clock, outbox, registry
from foundation.french import enumerate_fr, long_date, moment
from foundation.models import OutboxMessage
from network.models import Person
from training import attestation_mails, refreshers
from training.models import Certification, Course
from training.people import at_work
from training.states import CertificationState

KIND = "training.expiry"
RUNGS = (60, 30, 7)  # days before the last one
DAY = timedelta(days=1)


def register() -> None:
    """Have what a reminder says looked at again before it leaves."""
    outbox.only_while(KIND, why_not)


def due(today: date) -> Iterator[tuple[Certification, date]]:
    """The attestations whose end is near and is to be told, each with its last day."""
    near = Certification.objects.valid(today).filter(
        expires_on__lte=today + max(RUNGS) * DAY, revoked_on=None, person__in=at_work(today).values("person")
    )
    for one in near.select_related("person", "course").prefetch_related("modules"):
        if not is_renewed(one) and not is_told_elsewhere(one):
            yield one, _last_day(one)


def is_renewed(certification: Certification) -> bool:
    """Whether on the morrow of its last day others certify the same person for all that it does.

    One that certifies for no module, nor trains a référent, is renewed by another of the same course or title.
    """
    held = Certification.objects.filter(person=certification.person_id).valid(_last_day(certification) + DAY)
    modules = {row.module for row in certification.modules.all()}
    if not modules and not certification.trains_correspondent:
        return _same(held, certification).exists()
    is_trained = not certification.trains_correspondent or held.filter(trains_correspondent=True).exists()
    return is_trained and modules <= set(held.values_list("modules__module", flat=True))


def is_told_elsewhere(certification: Certification) -> bool:
    """Whether a reminder of an access that closes the day after its last one says it already."""
    return any(registry.access_losses.collect(certification, _last_day(certification) + DAY))


def write(certification: Certification, rung: int, due_on: date) -> None:
    """One mail to the person or, when they have no address, to the heads of their library."""
    lines, button = _content(certification)
    attestation_mails.write(
        KIND,
        certification,
        f"Attestation qui expire le {long_date(due_on)} : {certification.title}",
        lines,
        due_key=f"{due_on.isoformat()} J{rung}",
        respect_quiet_hours=True,
        **button,
    )


def why_not(message: OutboxMessage) -> str:
    """Why a reminder that has waited must not leave any more, or nothing."""
    certification: Any = message.about
    if certification.state != CertificationState.ISSUED:
        return f"L’état de l’attestation est « {certification.get_state_display()} »."
    if _last_day(certification) < clock.today():
        return "L’attestation a expiré."
    if is_renewed(certification):
        return "Une autre attestation prend la suite."
    if is_told_elsewhere(certification):
        return "Le rappel de l’accès qui se ferme le dit."
    return ""


def _last_day(certification: Certification) -> date:
    """Its last day; of one without a limit, none that comes."""
    return certification.expires_on or date.max - DAY


def _same(held: QuerySet, certification: Certification) -> QuerySet:
    if certification.course_id:
        return held.filter(course=certification.course_id)
    return held.filter(title=certification.title)


def _content(certification: Certification) -> tuple[list[str], dict[str, str]]:
    """What the mail says, and its button: what is lost, then how it is renewed."""
    modules = [str(row.get_module_display()) for row in certification.modules.all()]
    lines = [f"Votre attestation « {certification.title} » expire le {long_date(_last_day(certification))}."]
    if modules:
        lines.append(f"Ensuite, elle ne comptera plus pour les accès au SIGB : {enumerate_fr(modules)}.")
    if certification.trains_correspondent:
        lines.append("Ensuite, elle ne comptera plus comme formation de référent informatique (art. 4.1).")
    how, button = _renewal(certification, certification.person)
    return [*lines, how], button


def _renewal(certification: Certification, person: Person) -> tuple[str, dict[str, str]]:
    """How one renews it, and the button that does it: a booking made already, a session, a course."""
    now, modules = clock.now(), [row.module for row in certification.modules.all()]
    if booked := refreshers.coming_booking(person, modules, now):
        how = f"Une inscription à « {booked.session.course} » est déjà demandée, pour la session du {_at(booked)}."
        return how, {"label": "Voir l’inscription", "path": booked.get_absolute_url()}
    courses = _courses(certification, person, modules)
    if coming := refreshers.next_session(courses, now):
        how = f"Pour la renouveler : la prochaine session de « {coming.course} » a lieu le {_at(coming)}."
        return how, {"label": "S’inscrire à la session", "path": reverse("training:book", args=[coming.pk])}
    if course := courses.first():
        how = f"Pour la renouveler, suivez « {course} » : aucune session n’est encore prévue."
        return how, {"label": "Voir la formation", "path": course.get_absolute_url()}
    return "Pour la renouveler, demandez une formation au SCLP ou déclarez une équivalence.", {}


def _courses(certification: Certification, person: Person, modules: list[str]) -> QuerySet[Course]:
    """The courses for the same modules; of an attestation without any, its own course."""
    if modules:
        return refreshers.courses_for(person, modules)
    return Course.objects.visible_to(person).on_offer().filter(pk=certification.course_id)


def _at(found: Any) -> str:
    return moment(found.first_at)
