"""The demo’s training: a catalogue, sessions past and to come, bookings made by the functions of the screens."""

from datetime import date, datetime, time, timedelta

from foundation import clock, job_runs
from foundation.clock import PARIS
from foundation.models import Job
from network.models import Assignment, Library, Person
from network.modules import Module
from network.roles import Role
from reporting.demo.past import long_sent
from reporting.demo.personas import PERSONAS
from training import attendance, attestations, booking, planning
from training.models import Certification, Course, CourseModule, HalfDay, HeldSeats, Session
from training.states import Verdict

COURSES = [
    ("Prise en main du SIGB : circulation", 6, [Module.CIRCULATION, Module.PATRONS], 24, False),
    ("Catalogage, niveau 1 : récupérer une notice", 6, [Module.CATALOGUING_1], 24, False),
    ("Catalogage, niveau 2 : créer et corriger", 12, [Module.CATALOGUING_2], 24, True),
    ("Acquisitions et budget", 3, [Module.ACQUISITIONS], 36, True),
    ("Animer le portail : coups de cœur et actualités", 3, [Module.PORTAL], None, False),
    ("Référent informatique : premier niveau de dépannage", 3, [Module.LOCAL_SETTINGS], 36, True),
]
FRIDAY = 5
OBJECTIVES = "À la fin, vous savez faire seul les gestes de tous les jours, et à qui demander le reste."


def load(today: date) -> None:
    """Six courses, sessions to come for the first ones, one that was followed, the persona among them."""
    people = {persona.account: Person.objects.get(email=persona.email) for persona in PERSONAS}
    by, trainer = people["coordinatrice"], people["formateur"]
    courses = [_course(*facts) for facts in COURSES]
    courses[2].prerequisites.add(courses[1])
    own, asking = (Assignment.objects.with_place().get(person=people[name]) for name in ("agent", "referent"))
    team = _staff(own.library)
    for rank, course in enumerate(courses[:4]):
        session = _session(course, today + timedelta(days=20 + 6 * rank), trainer, maximum=8 if rank else 3)
        planning.publish(session, by=by)
    crowded, second, approved = (Session.objects.get(course=courses[rank]) for rank in (0, 1, 3))
    booking.book_all(crowded, team[:4], by=by)
    booking.book(second, team[8], by=team[8].person)  # the persona is to book it: the way to what it opens is shown
    booking.book(approved, asking, by=asking.person)  # waits for the head of the library
    HeldSeats.objects.create(session=second, commune=own.library.commune, number=2, until=today + timedelta(days=10))
    correspondents = _session(courses[5], today + timedelta(days=44), trainer, maximum=8)
    planning.publish(correspondents, by=by)  # who is designated and not trained is to book it, and have effect (R19)
    _session(courses[4], today + timedelta(days=50), trainer, maximum=12)  # in preparation
    _followed(courses[0], [own, *team[4:8]], today, by, trainer)


def _followed(course: Course, people: list[Assignment], today: date, by: Person, trainer: Person) -> None:
    """A session of three weeks ago: the last one left at noon, the attestation of the one before was taken back."""
    with clock.frozen_at(today - timedelta(days=45)):
        session = _session(course, today - timedelta(days=21), trainer, maximum=8)
        session = planning.publish(session, by=by)
        booking.book_all(session, people, by=by)
    with clock.frozen_at((session.ends_at or clock.now()) + timedelta(minutes=20)):
        came = {one.booking.person_id: one.booking.pk for one in attendance.participants(session)}
        absent = came[people[-1].person_id]
        for rank, half_day in enumerate(session.half_days.all()):
            attendance.mark(
                session, half_day.pk, {key for key in came.values() if rank == 0 or key != absent}, by=trainer
            )
        attendance.judge(session, dict.fromkeys(came.values(), Verdict.ACQUIRED), by=trainer)
        attendance.close(session, by=trainer)
        job_runs.run(Job.objects.get(kind=attestations.JOB).pk)
    with clock.frozen_at(today - timedelta(days=8)):
        wrong = Certification.objects.get(person=people[-2].person, course=course)
        attestations.revoke(wrong, by=by, reason="Présence de l’après-midi inscrite par erreur.")
    long_sent("training-")


def _course(title: str, hours: int, modules: list[Module], months: int | None, needs_approval: bool) -> Course:
    course = Course.objects.create(
        title=title,
        objectives=OBJECTIVES,
        audience="Agents et bénévoles des bibliothèques",
        duration_hours=hours,
        validity_months=months,
        needs_approval=needs_approval,
        trains_correspondents=Module.LOCAL_SETTINGS in modules,
        is_fictional=True,
    )
    CourseModule.objects.bulk_create(CourseModule(course=course, module=module) for module in modules)
    return course


def _session(course: Course, day: date, trainer: Person, *, maximum: int) -> Session:
    day += timedelta(days=8 - day.isoweekday() if day.isoweekday() > FRIDAY else 0)
    session = Session.objects.create(course=course, place="Médiathèque centrale-Demo, salle 2", maximum=maximum)
    session.trainers.add(trainer)
    for hour in (9, 14)[: max(1, int(course.duration_hours) // 3)]:
        starts_at = datetime.combine(day, time(hour), tzinfo=PARIS)
        HalfDay.objects.create(session=session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    return session


def _staff(library: Library | None) -> list[Assignment]:
    """Librarians of other libraries, in the order of their arrival."""
    working = Assignment.objects.current(clock.today()).filter(role=Role.LIBRARIAN, library__isnull=False)
    return list(working.exclude(library=library).with_place().select_related("person").order_by("pk"))
