"""Courses, sessions and who is in them, for tests: the smallest that the database accepts."""

from datetime import date, datetime, timedelta

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from foundation import clock, documents
from foundation.clock import PARIS
from foundation.models import Paper, PaperVersion
from foundation.workflow import perform
from network.models import Assignment
from network.modules import Module
from network.roles import Role
from tests.convention.factories import small_pdf
from tests.factories import AssignmentFactory, LibraryFactory, person_as
from training import equivalence
from training.models import Booking, Certification, CertificationModule, Course, CourseModule, HalfDay, Session
from training.papers import SHELF
from training.states import BookingState, CertificationState

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=PARIS)
MORNING = datetime(2027, 3, 16, 9, 0, tzinfo=PARIS)


class CourseFactory(DjangoModelFactory):
    """A course of three hours that certifies for nothing."""

    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"Formation {n}")
    objectives = "Savoir faire un prêt."
    audience = "Tout le personnel"
    duration_hours = 3
    is_fictional = True


class SessionFactory(DjangoModelFactory):
    """A session in preparation, without a half-day."""

    class Meta:
        model = Session

    course = factory.SubFactory(CourseFactory)
    place = "Salle Demo"
    maximum = 10


class PaperFactory(DjangoModelFactory):
    """A guide that nothing is written in yet."""

    class Meta:
        model = Paper

    shelf = SHELF
    title = factory.Sequence(lambda n: f"Guide {n}")


def version_of(paper: Paper, required_on: date | None = None, **fields) -> PaperVersion:
    """Its next version, published today; it counts from today, or from another day."""
    today = clock.today()
    number = paper.versions.count() + 1
    facts = {"text": f"Texte {number}", "published_on": today, "required_on": required_on or today, **fields}
    return PaperVersion.objects.create(paper=paper, number=number, state=PaperVersion.State.PUBLISHED, **facts)


def course_for(*modules: Module, **fields) -> Course:
    """A course that certifies for these modules."""
    course = CourseFactory(**fields)
    for module in modules:
        CourseModule.objects.create(course=course, module=module)
    return course


def session_at(*starts: datetime, **fields) -> Session:
    """A published session of three-hour half-days."""
    session = SessionFactory(**fields)
    for start in starts or (MORNING,):
        add_half_day(session, start)
    session.trainers.add(person_as(Role.TRAINER))
    return perform(session.publish, by=person_as(Role.COORDINATOR))


def add_half_day(session: Session, start: datetime) -> HalfDay:
    """A half-day of three hours."""
    return HalfDay.objects.create(session=session, starts_at=start, ends_at=start + timedelta(hours=3))


def booking_in(state: str, *, session: Session, assignment: Assignment) -> Booking:
    """A booking already in this state; one offered is offered for two days."""
    until = clock.now() + timedelta(days=2) if state == BookingState.OFFERED else None
    return Booking.objects.create(
        session=session, person=assignment.person, assignment=assignment, state=state, offered_until=until
    )


def agent(library=None, role: Role = Role.LIBRARIAN, **fields) -> Assignment:
    """Someone who works in a library, by their function there."""
    return AssignmentFactory(role=role, library=library or LibraryFactory(), **fields)


def certified(person, *modules: Module, **fields) -> Certification:
    """An attestation for these modules, by an equivalence accepted, issued on 1 March 2027 without end."""
    given = {"kind": Certification.Kind.EQUIVALENCE, "title": "Formation ailleurs", "issued_on": NOW.date()} | fields
    state = given.pop("state", CertificationState.ISSUED)
    certification = Certification.objects.create(person=person, state=state, proof=_proof(), **given)
    certification.proof.about = certification
    certification.proof.save()
    for module in modules:
        CertificationModule.objects.create(certification=certification, module=module)
    return certification


def declared(person, by=None, modules=None, **fields) -> Certification:
    """An equivalence for cataloguing that waits for the SCLP, declared by the person or by someone for them."""
    new = equivalence.new(by=by or person)
    facts = {"title": "Cataloguer", "provider": "Organisme-Demo", "followed_on": clock.today() - timedelta(days=10)}
    for name, value in ({"person": person} | facts | fields).items():
        setattr(new, name, value)
    file = ContentFile(small_pdf("preuve"), name="preuve.pdf")
    asked = (Module.CATALOGUING_1, Module.CATALOGUING_2) if modules is None else modules
    return equivalence.declare(new, file, asked, by=by or person)


def _proof():
    return documents.keep(b"%PDF-1.4 demo", name="justificatif.pdf", by=None)
