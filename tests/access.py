"""The people and the things of the access table: one person per function, in a commune, and the neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from convention import model_texts
from convention.models import Original, ReminderRung
from convention.states import State
from foundation import clock, jobs, links, outbox, verification
from foundation.documents import keep
from foundation.imports import kinds
from foundation.models import PaperVersion, SavedView
from ils.states import GrantState
from network.feeds import FEED
from network.models import Person
from network.modules import Module
from network.roles import PlaceKind, Role
from network.rules import may_manage_network
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, kept_pdf
from tests.factories import (
    CommuneFactory,
    LibraryFactory,
    OpeningHoursFactory,
    PersonFactory,
    PresidentMandateFactory,
    ServiceFactory,
    UrbanCommunityFactory,
    VendorFactory,
    person_as,
)
from tests.foundation.import_kinds import csv_of, libraries, read
from tests.ils.factories import grant_of
from tests.training.factories import (
    CourseFactory,
    PaperFactory,
    SessionFactory,
    add_half_day,
    agent,
    booking_in,
    certified,
    session_at,
    version_of,
)
from training.mails import OFFER
from training.models import Attendance, HeldSeats
from training.states import BookingState, CertificationState

EVERYONE = frozenset(Role)
COORDINATION = frozenset({Role.COORDINATOR, Role.SCLP_DIRECTOR})
MANAGERS = COORDINATION | {Role.ADMINISTRATOR}
WHOLE_NETWORK = MANAGERS | {Role.SIGB_REFERENT, Role.PROJECT_MANAGER, Role.TECHNICIAN}
IN_LIBRARY = frozenset({Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT, Role.LIBRARIAN, Role.VOLUNTEER})
IN_COMMUNE = frozenset({Role.COMMUNE_CONTACT, Role.MEMBER})
NOBODY: frozenset[Role] = frozenset()
TRAINEES = COORDINATION | IN_LIBRARY | {Role.SIGB_REFERENT, Role.TRAINER, Role.PROJECT_MANAGER, Role.TECHNICIAN}
ELSEWHERE = EVERYONE - WHOLE_NETWORK - IN_LIBRARY - IN_COMMUNE  # sees nothing of commune A

ANONYMOUS = "anonymous"
NEIGHBOURS = {"neighbour head": Role.LIBRARY_HEAD, "neighbour contact": Role.COMMUNE_CONTACT}


class World:
    """What the addresses are about: commune A and its library, where each function is held; commune B beside it.

    Whoever adds an address adds here the object that it names.
    """

    words = "Essai"  # stand in every text of a ticket

    @cached_property
    def commune(self):
        return CommuneFactory(name="Ici")

    @cached_property
    def library(self):
        return LibraryFactory(commune=self.commune)

    @cached_property
    def other_commune(self):
        return CommuneFactory(name="Ailleurs")

    @cached_property
    def other_library(self):
        return LibraryFactory(commune=self.other_commune)

    @cached_property
    def mandate(self):
        return PresidentMandateFactory()

    @cached_property
    def free_version(self):
        """A model text from which no convention was made."""
        return model_texts.from_shipped(by=self.people[Role.COORDINATOR])

    @cached_property
    def source_text(self):
        """A text that the coordinator gave to make a model of it."""
        words = "Article 1 : Objet\n\nLa commune XXX partage."
        return keep(words.encode(), name="texte.txt", by=self.people[Role.COORDINATOR])

    @cached_property
    def rung(self):
        return ReminderRung.objects.create(days=77)

    @cached_property
    def version(self):
        """A model text."""
        return ModelVersionFactory()

    @cached_property
    def conventions(self):
        """One convention of commune A in each state, at dates apart from one another."""
        assert self.mandate
        UrbanCommunityFactory()
        return {
            state: convention_in(
                state, commune=self.commune, version=self.version, starts_on=date(2027 + 3 * rank, 1, 1)
            )
            for rank, state in enumerate(State)
        }

    @cached_property
    def paper_draft(self):
        """A convention of commune A signed on paper, of which a follow-up did not say when."""
        assert self.conventions
        return ConventionFactory(commune=self.commune, version=None, starts_on=date(2060, 1, 1))

    def convention(self, state: str):
        """The convention of commune A in this state; one to notify has its scan, one in signature its originals."""
        convention = self.conventions[State(state)]
        if state == State.SIGNED and not convention.scan_id:
            convention.scan = kept_pdf(convention)
            convention.save()
        if state == State.SIGNING:
            Original.objects.get_or_create(convention=convention, number=1, defaults={"since": date(2026, 11, 22)})
        return convention

    @cached_property
    def saved_view(self):
        """A view of the coordinator’s own."""
        return SavedView.objects.create(person=self.people[Role.COORDINATOR], list_name="communes", name="Les miennes")

    @cached_property
    def document(self):
        """A file about commune A."""
        return keep(b"%PDF-1.7\n%%EOF\n", name="acte.pdf", about=self.commune)

    @cached_property
    def coded_paper(self):
        """A paper that bears a code."""
        kept, code = keep(b"%PDF-1.7 paper", name="attestation.pdf", frozen=True), verification.new_code()
        return verification.issue(code, kept, kind="attestation", title="Formation", issued_on=clock.today())

    @cached_property
    def job(self):
        """A job that the coordinator asked for."""
        return jobs.start("trial.count", label="Essai", lines=[(1, "Ici")], by=self.people[Role.COORDINATOR])

    @cached_property
    def message(self):
        """A mail about commune A."""
        facts = {"to": "camille@demo.example", "subject": "Essai", "context": {"matter": "essai"}}
        return outbox.write("trial", about=self.commune, template="trial", **facts)

    @cached_property
    def import_kind(self):
        """A sort of import that those who manage the network may use."""
        kinds.register(libraries(name="acces", may=may_manage_network))
        return kinds.get("acces")

    @cached_property
    def import_batch(self):
        """A file that the coordinator has brought in, before its confirmation."""
        return read(self.import_kind, csv_of(), self.people[Role.COORDINATOR])

    @cached_property
    def vendor(self):
        return VendorFactory()

    @cached_property
    def hours(self):
        """Hours of the library of commune A that have not begun."""
        return OpeningHoursFactory(library=self.library, applies_from=clock.today() + timedelta(days=30))

    @cached_property
    def colleague(self) -> Person:
        """A librarian of the library of commune A."""
        return person_as(Role.LIBRARIAN, self.library)

    @cached_property
    def former(self) -> Person:
        """Someone who holds nothing any more: seen by those who see the whole network."""
        return PersonFactory()

    @cached_property
    def course(self):
        """A course that asks for the head’s approval."""
        return CourseFactory(needs_approval=True)

    @cached_property
    def draft_session(self):
        """A session ready to be published."""
        session = SessionFactory(course=self.course)
        add_half_day(session, clock.now() + timedelta(days=40))
        session.trainers.add(person_as(Role.TRAINER))
        return session

    @cached_property
    def session(self):
        """A published session of two half-days with one seat, held for commune A."""
        start = clock.now() + timedelta(days=30)
        session = session_at(start, start + timedelta(days=1), course=self.course, maximum=2)
        HeldSeats.objects.create(session=session, commune=self.commune, number=1, until=clock.today())
        return session

    @cached_property
    def begun_session(self):
        """A session that began an hour ago, with someone of the library of commune A."""
        session = session_at(clock.now() + timedelta(days=1), course=self.course)
        came = booking_in(BookingState.CONFIRMED, session=session, assignment=agent(self.library))
        Attendance.objects.create(half_day=session.half_days.get(), booking=came, is_present=True)
        began = clock.now() - timedelta(hours=1)
        session.half_days.update(starts_at=began, ends_at=began + timedelta(hours=3))
        return session

    @cached_property
    def ended_session(self):
        """A session that is over, and nobody came to: it only has to be closed."""
        session = session_at(clock.now() + timedelta(days=2), course=self.course)
        began = clock.now() - timedelta(days=1)
        session.half_days.update(starts_at=began, ends_at=began + timedelta(hours=3))
        return session

    @cached_property
    def certification(self):
        """What someone of the library of commune A is certified for."""
        return certified(agent(self.library).person, issued_on=clock.today())

    @cached_property
    def equivalence(self):
        """What someone of the library of commune A has followed elsewhere, and the SCLP has not judged yet."""
        held = agent(self.library).person
        return certified(
            held, Module.CIRCULATION, state=CertificationState.DECLARED, declared_by=held, issued_on=clock.today()
        )

    @cached_property
    def paper(self):
        """A guide of two versions, with a third in preparation."""
        paper = PaperFactory()
        for text in ("Avant", "Maintenant"):
            version_of(paper, text=text)
        PaperVersion.objects.create(paper=paper, number=3, text="Bientôt")
        return paper

    def booking(self, state: str):
        """The booking in this state of someone of the library of commune A."""
        key = f"_booking_{state}"
        if key not in self.__dict__:
            self.__dict__[key] = booking_in(state, session=self.session, assignment=agent(self.library))
        return self.__dict__[key]

    def grant(self, state: str):
        """The access in this state of someone of the library of commune A, asked for by its head."""
        key = f"_grant_{state}"
        if key not in self.__dict__:
            head = self.people[Role.LIBRARY_HEAD]
            days = {"asked_on": clock.today(), "granted_on": clock.today() if state == GrantState.GRANTED else None}
            self.__dict__[key] = grant_of(agent(self.library), state=state, asked_by=head, **days)
        return self.__dict__[key]

    @cached_property
    def offer(self) -> str:
        """The secret of the link that answers an offer."""
        booking = self.booking(BookingState.OFFERED)
        return links.make(booking.person, OFFER, about=booking, lasts=timedelta(days=1))

    @cached_property
    def feed(self) -> str:
        """The secret of the calendar address of someone who works in the library."""
        return links.make(agent(self.library).person, FEED, lasts=timedelta(days=1), single_use=False)

    def place_of(self, role: Role) -> Any:
        """Where the table of design.md puts this function."""
        if role in IN_LIBRARY:
            return self.library
        if role in IN_COMMUNE:
            return self.commune
        if role == Role.VENDOR_CONTACT:
            return self.vendor
        is_dsinum = role in {Role.PROJECT_MANAGER, Role.TECHNICIAN}
        return ServiceFactory(code=PlaceKind.DSINUM if is_dsinum else PlaceKind.SCLP)

    @cached_property
    def people(self) -> dict[str, Person | AnonymousUser]:
        """One person per function, two of the commune beside, and someone who is not signed in."""
        people: dict[str, Person | AnonymousUser] = {ANONYMOUS: AnonymousUser()}
        people.update({role.value: person_as(role, self.place_of(role)) for role in Role})
        people["neighbour head"] = person_as(Role.LIBRARY_HEAD, self.other_library)
        people["neighbour contact"] = person_as(Role.COMMUNE_CONTACT, self.other_commune)
        known = [person for person in people.values() if isinstance(person, Person)]
        for person in known:
            person.password = make_password("un mot de passe d’essai")
        Person.objects.bulk_update(known, ["password"])
        return people

    @cached_property
    def browsers(self) -> dict[str, Client]:
        """A browser per person, signed in, its session already noted as seen."""
        browsers = {who: Client() for who in self.people}
        for who, browser in browsers.items():
            if who != ANONYMOUS:
                browser.force_login(self.people[who])
                browser.get(reverse("foundation:health"))
        return browsers


@dataclass(frozen=True)
class Row:
    """Who may open one address, and what the others meet.

    `allow` are functions; `local=True` says that the object is of commune A, so that its neighbours are refused.
    `otherwise` is 404 for what one may not see, 403 for what one may not do; where it is 403, `hidden` are those who
    do not even see the object, and meet 404. `put_off` are those who may by another way, and are told which (409);
    `led` those who are led to the page that is theirs (302). `method="POST"` is an address that only acts;
    `form=True` one that shows and receives a form: an empty one is refused with `invalid`. `anonymous` is what someone
    who is not signed in gets: sent to the sign-in page, unless the address is public.
    """

    allow: frozenset[Role] = NOBODY
    args: Callable[[World], list[Any]] = field(default=lambda world: [])
    ok: int = 200
    otherwise: int = 404
    hidden: frozenset[Role] = NOBODY
    put_off: frozenset[Role] = NOBODY
    led: frozenset[Role] = NOBODY
    method: str = "GET"
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    form: bool = False
    invalid: int = 422
    local: bool = False
    anonymous: int = 302

    def expected(self, who: str) -> int:
        """What this person gets."""
        if who == ANONYMOUS:
            return self.anonymous
        if self.is_allowed(who):
            return self.ok
        if who in self.put_off:
            return 409
        if who in self.led:
            return 302
        is_hidden = NEIGHBOURS.get(who, who) in self.hidden or (self.local and who in NEIGHBOURS)
        return 404 if is_hidden else self.otherwise

    def is_allowed(self, who: str) -> bool:
        """Whether this signed-in person may."""
        if who in NEIGHBOURS:
            return not self.local and NEIGHBOURS[who] in self.allow
        return who in self.allow


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the product with its view: by name, or by path where it has none."""
    for pattern in get_resolver("config.urls").url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else str(pattern.pattern), pattern.callback
