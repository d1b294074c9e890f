"""The demo’s accesses to the SIGB: asked by the heads, given by the coordination, opened or not by all the rest."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pikepdf

from convention.models import Convention
from foundation import clock, documents
from foundation.clock import PARIS
from foundation.legal_dates import add_years
from foundation.models import StoredDocument
from foundation.workflow import perform
from ils import asking
from ils.models import Grant
from network.models import Assignment, Library, Person, Vendor
from network.modules import Module
from network.roles import Role
from reporting.demo.past import long_sent
from reporting.demo.personas import DOMAIN, PERSONAS
from training.models import Certification, CertificationModule
from training.states import CertificationState

DAILY = [Module.CIRCULATION, Module.PATRONS]  # what everybody needs at the desk
ASKED_AFTER, GIVEN_AFTER = 12, 16  # days after the convention begins
ANSWERED = time(11, 15)
FRIDAY = 4
ROUND = 8  # in so many libraries, one was trained too long ago, one nearly so, one waits for the answer of the SCLP
ALREADY_EXPIRED, SOON_EXPIRED, WAITING = 3, 5, 7
UNTRAINED = 5  # one person in so many was given the accesses, and is not trained yet
TO_TRAIN = "agent"  # this persona was given cataloguing, and is neither trained for it nor past the charter
EMAIL_TO_TRAIN = f"{TO_TRAIN}@{DOMAIN}"
NOT_KEPT = [Module.ACQUISITIONS, Module.PORTAL]  # one refused, one taken back, in the library of the head’s persona
TITLES = {
    Role.LIBRARY_HEAD: ("Circulation, lecteurs et catalogage : formation de l’éditeur", [*DAILY, Module.CATALOGUING_1]),
    Role.IT_CORRESPONDENT: (
        "Circulation, lecteurs et administration locale : formation de l’éditeur",
        [*DAILY, Module.LOCAL_SETTINGS],
    ),
}
AT_THE_DESK = ("Circulation et lecteurs : formation de l’éditeur", DAILY)
IN_SERVICES = {
    "coordinatrice": [*DAILY, Module.CATALOGUING_1, Module.PORTAL],
    "formateur": [*DAILY, Module.CATALOGUING_1, Module.CATALOGUING_2],
    "dsinum": [Module.LOCAL_SETTINGS],
}


def load(today: date) -> None:
    """The accesses of most libraries whose convention runs, of the services; some wait, some are closed."""
    people = {persona.account: Person.objects.get(email=persona.email) for persona in PERSONAS}
    by, proof = people["coordinatrice"], _proof(people["coordinatrice"], today)
    covered = _covered(today)
    for rank, (library, starts_on) in enumerate(covered):
        team = _team(library, today)
        _train(_to_train(team, rank), _trained_on(rank, starts_on, today), by, proof)
        if rank % ROUND == WAITING:
            _ask(team, DAILY, today - timedelta(days=2 + rank % 3))
        else:
            _open(team, starts_on, by)
    _train(_to_train(_designated_elsewhere(covered, today), 0), today - timedelta(days=200), by, proof)
    _of_services([people[account] for account in IN_SERVICES], today, by, proof)
    _of_persona(people[TO_TRAIN], today, by)
    _not_given(people["responsable"], today, by)
    long_sent("ils-")


# --- the libraries ---------------------------------------------------------------------------------------------------


def _covered(today: date) -> list[tuple[Library, date]]:
    """The libraries whose commune is under a convention, each with the day on which it began, the largest first."""
    began = dict(Convention.objects.in_force(today).values_list("commune", "starts_on"))
    found = Library.objects.filter(commune__in=began).order_by("-commune__population", "code")
    return [(one, began[one.commune_id]) for one in found]


def _designated_elsewhere(covered: list[tuple[Library, date]], today: date) -> list[Assignment]:
    """The référents of the other libraries: they are trained before their commune signs (R19)."""
    designated = Assignment.objects.current(today).filter(role=Role.IT_CORRESPONDENT, library__isnull=False)
    others = designated.exclude(library__in=[library for library, _ in covered])
    return list(others.with_place().select_related("person").order_by("pk"))


def _team(library: Library, today: date) -> list[Assignment]:
    there = Assignment.objects.current(today).filter(library=library)
    return list(there.with_place().select_related("person").order_by("pk"))


def _to_train(team: list[Assignment], rank: int) -> list[Assignment]:
    """All but one person in five; of the personas, all but the one who trains under our eyes."""
    shown = {persona.email for persona in PERSONAS}
    return [
        one
        for place, one in enumerate(team)
        if (one.person.email != EMAIL_TO_TRAIN if one.person.email in shown else (rank + 2 * place) % UNTRAINED)
    ]


def _trained_on(rank: int, starts_on: date, today: date) -> date:
    """When the vendor trained a library: before the convention, for a few so long ago that it expires."""
    two_years_ago = add_years(today, -2)
    if rank % ROUND == ALREADY_EXPIRED:
        return two_years_ago - timedelta(days=20 + rank)
    if rank % ROUND == SOON_EXPIRED:
        return two_years_ago + timedelta(days=rank)
    return max(starts_on - timedelta(days=9), two_years_ago + timedelta(days=90))


def _open(team: list[Assignment], starts_on: date, by: Person) -> None:
    """The daily modules for all, and what their function needs."""
    asked = _ask(team, DAILY, starts_on + timedelta(days=ASKED_AFTER))
    for role, module in [(Role.LIBRARY_HEAD, Module.CATALOGUING_1), (Role.IT_CORRESPONDENT, Module.LOCAL_SETTINGS)]:
        needing = [one for one in team if one.role == role]
        asked += _ask(needing, [module], starts_on + timedelta(days=ASKED_AFTER), team=team)
    with clock.frozen_at(_morning(starts_on + timedelta(days=GIVEN_AFTER), ANSWERED)):
        for grant in asked:
            asking.give(grant, by=by)


def _ask(
    wanted: Iterable[Assignment], modules: Iterable[Module], on: date, *, team: list[Assignment] | None = None
) -> list[Grant]:
    """The head of the library asks these modules for these people."""
    people = list(wanted)
    head = next(one.person for one in team or people if one.role == Role.LIBRARY_HEAD)
    with clock.frozen_at(_morning(on)):
        outcomes = asking.ask_all(people, modules, by=head)
    return [one.grant for one in outcomes if one.grant is not None]


def _morning(day: date, at: time = time(9, 40)) -> datetime:
    """An hour of a working day: that one, or the Friday before."""
    return datetime.combine(day - timedelta(days=max(0, day.weekday() - FRIDAY)), at, tzinfo=PARIS)


# --- trained by the vendor -------------------------------------------------------------------------------------------


def _train(people: Iterable[Assignment], on: date, by: Person, proof: StoredDocument) -> None:
    """What the vendor taught before the network had courses of its own, accepted by the coordination (R09)."""
    for one in people:
        title, modules = TITLES.get(Role(one.role), AT_THE_DESK)
        _equivalence(one.person, title, modules, on=on, by=by, proof=proof)


def _equivalence(
    person: Person, title: str, modules: Iterable[Module], *, on: date, by: Person, proof: StoredDocument
) -> None:
    on = _morning(on).date()
    with clock.frozen_at(_morning(on)):
        declared = Certification(
            person=person,
            kind=Certification.Kind.EQUIVALENCE,
            state=CertificationState.DECLARED,
            title=title,
            trains_correspondent=Module.LOCAL_SETTINGS in modules,
            issued_on=on,
            vendor=Vendor.objects.get(is_fictional=True),
            proof=proof,
        )
        declared._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        declared.save()
        CertificationModule.objects.bulk_create(
            CertificationModule(certification=declared, module=module) for module in modules
        )
        facts = {"trains_correspondent": declared.trains_correspondent, "issued_on": on}
        perform(declared.accept, by=by, expires_on=add_years(on, 2) - timedelta(days=1), **facts)


def _proof(by: Person, today: date) -> StoredDocument:
    """What the vendor’s paper would be: a blank page, which says that it proves nothing."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Subject"] = "Démonstration : justificatif fictif"
    pdf.save(out, deterministic_id=True)
    with clock.frozen_at(_morning(add_years(today, -3))):
        return documents.keep(out.getvalue(), name="justificatif fictif, démonstration.pdf", by=by)


# --- the personas ----------------------------------------------------------------------------------------------------


def _of_services(people: Iterable[Person], today: date, by: Person, proof: StoredDocument) -> None:
    """Services need no convention, but the training (art. 2.2): the coordination gives, at once."""
    day = today - timedelta(days=400)
    for person in people:
        modules = IN_SERVICES[person.email.partition("@")[0]]  # type: ignore[union-attr]  # a persona has an address
        _equivalence(person, "Formation de l’éditeur à son installation", modules, on=day, by=by, proof=proof)
        own = Assignment.objects.with_place().select_related("person").filter(person=person)
        with clock.frozen_at(_morning(day + timedelta(days=2))):
            asking.ask_all(own, modules, by=by)


def _of_persona(person: Person, today: date, by: Person) -> None:
    """Cataloguing, given last week to who is not trained for it yet."""
    own = Assignment.objects.with_place().select_related("person").get(person=person)
    assert own.library is not None, "the persona works in a library"
    team = _team(own.library, today)
    asked = _ask([own], [Module.CATALOGUING_1], today - timedelta(days=9), team=team)
    with clock.frozen_at(_morning(today - timedelta(days=6), ANSWERED)):
        for grant in asked:
            asking.give(grant, by=by)


def _not_given(head: Person, today: date, by: Person) -> None:
    """In the library of the head’s persona: one access refused, one taken back."""
    team = _team(Library.objects.get(assignments__person=head), today)
    shown = {persona.email for persona in PERSONAS}
    others = [one for one in team if one.person.email not in shown]
    refused, taken = (_ask([others[-1]], [module], today - timedelta(days=30), team=team)[0] for module in NOT_KEPT)
    with clock.frozen_at(_morning(today - timedelta(days=27), ANSWERED)):
        asking.refuse(refused, by=by, reason="Les commandes passent par la responsable de la bibliothèque.")
        taken = asking.give(taken, by=by)
    with clock.frozen_at(_morning(today - timedelta(days=5), ANSWERED)):
        asking.revoke(taken, by=by, reason="Ne tient plus les actualités du portail, à la demande de la responsable.")
