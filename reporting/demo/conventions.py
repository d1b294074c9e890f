"""The demo’s conventions, in every state and situation, made by the very functions that the screens use."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pikepdf
from django.core.files import File

from convention import path
from convention.document import keep_pdf, print_convention
from convention.model_text import load_model_text
from convention.models import Convention, ModelText, ModelVersion
from convention.values import asked_of_user
from foundation import clock
from foundation.clock import PARIS
from foundation.documents import open_document
from foundation.models import OutboxMessage, StoredDocument
from foundation.numbers import next_number
from foundation.workflow import perform
from network.models import Commune, Person
from network.roles import Role
from reporting.demo.network import mandates
from reporting.demo.personas import PERSONAS

RUNNING = 34  # communes whose convention runs, in order of population
IN_PATH = ["DRAFT", "DRAFT", "VALIDATED", "SIGNING", "SIGNING", "SIGNED", "NOTIFIED"]  # the next ones, with their PDF
BETWEEN = 3  # days from one step to the next
HOURS = [time(9, 20), time(9, 35), time(10, 50), time(11, 15), time(14, 40), time(16, 5)]  # of its steps, in order
SATURDAY = 5
EXPIRED = 9  # the next ones: ended with the former mandate, nothing since


def load(today: date) -> None:
    """A model, then one convention for most communes; the smallest have none. In one transaction of the caller."""
    by = Person.objects.get(email=PERSONAS[0].email)
    version = _model(by, today)
    communes = list(Commune.objects.order_by("-population", "insee"))
    running, rest = communes[:RUNNING], communes[RUNNING:]
    for rank, commune in enumerate(running):
        _paper(commune, _start(rank, today), by)
    _terminate(running[20], by, today)
    for state, commune, rank in zip(IN_PATH, rest, range(len(IN_PATH)), strict=False):
        _printed(commune, version, state, by, today + timedelta(days=10), waited=4 + 9 * (rank % 3))
    _discarded(rest[len(IN_PATH)], version, by, today)
    _await_mayor(version, by)
    _, before = mandates(today)
    for rank, commune in enumerate(rest[len(IN_PATH) :][:EXPIRED]):
        _paper(commune, before + timedelta(days=1600 + 20 * rank), by)


def _model(by: Person, today: date) -> ModelVersion:
    text, variables = load_model_text()
    moment = datetime.combine(today - timedelta(days=60), time(10), tzinfo=PARIS)
    with clock.frozen_at(moment):
        return ModelVersion.objects.create(
            model=ModelText.objects.create(name="Mise à disposition du SIGB et du portail"),
            number=1,
            content=text.as_dict(),
            variable_list=[variable.as_dict() for variable in variables],
            note="Texte fourni avec le logiciel",
            created_at=moment,
            created_by=by,
        )


def _start(rank: int, today: date) -> date:
    """Effect dates spread over the current mandate, so that ends are spread over two years."""
    mandate, _ = mandates(today)
    return mandate + timedelta(days=2 + rank * 19)


def _draft(commune: Commune, starts_on: date, by: Person, **facts) -> Convention:
    number = next_number("CONV", clock.today().year)
    convention = Convention(number=number, commune=commune, created_by=by, created_at=clock.now(), **facts)
    convention.set_start(starts_on)
    return convention


def _paper(commune: Commune, starts_on: date, by: Person) -> None:
    """A convention signed on paper before the product, taken over from the former follow-up."""
    signed_on = starts_on - timedelta(days=20)
    with clock.frozen_at(starts_on - timedelta(days=5)):
        convention = _draft(commune, starts_on, by, remarks="Reprise de l’ancien suivi.")
        convention.mayor_signed_on, convention.president_signed_on = signed_on - timedelta(days=6), signed_on
        convention._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        convention.save()
        perform(convention.adopt, by=by, notified_on=signed_on + timedelta(days=8))


def _terminate(commune: Commune, by: Person, today: date) -> None:
    convention = Convention.objects.get(commune=commune)
    with clock.frozen_at(today - timedelta(days=8)):
        path.terminate(
            convention,
            by=by,
            last_day=today + timedelta(days=23),
            reason="Dénoncée par la commune, lettre recommandée reçue",
        )


def _discarded(commune: Commune, version: ModelVersion, by: Person, today: date) -> None:
    """A draft made for the wrong commune, given up the next day."""
    with clock.frozen_at(today - timedelta(days=12)):
        convention = _draft(commune, today + timedelta(days=10), by, version=version)
        convention.save()
    with clock.frozen_at(today - timedelta(days=11)):
        path.discard(convention, by=by, reason="Générée par erreur : la commune n’a pas encore délibéré.")


def _await_mayor(version: ModelVersion, by: Person) -> None:
    """The next convention of the commune whose contact is a persona: what waits for that persona is shown."""
    place = next(persona.place for persona in PERSONAS if persona.role == Role.COMMUNE_CONTACT)
    running: Any = Convention.objects.with_end().get(commune__insee=place)
    _printed(running.commune, version, "SIGNING", by, running.ends_on + timedelta(days=1), waited=6)


def _printed(commune: Commune, version: ModelVersion, state: str, by: Person, starts_on: date, *, waited: int) -> None:
    """A convention made from the model, its PDF printed, brought to this state some days ago."""
    asked = asked_of_user(version.text, version.variables)
    given = {variable.name: variable.default for variable in asked if variable.default}
    taken = STEPS[: 1 + STATES.index(state)]
    moments = [_moment(waited + BETWEEN * (len(taken) - rank), rank) for rank in range(1, len(taken) + 1)]
    with clock.frozen_at(_moment(waited + BETWEEN * len(taken), 0)):
        convention = _draft(commune, starts_on, by, version=version, given_values=given)
        convention._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        convention.save()
        keep_pdf(convention, print_convention(convention), by=by)
    for step, moment in zip(taken, moments, strict=True):
        with clock.frozen_at(moment):
            convention = step(Convention.objects.get(pk=convention.pk), by)
            OutboxMessage.objects.waiting().update(sent_at=clock.now())  # told as sent that day: it is the past


def _moment(days_ago: int, rank: int) -> datetime:
    """A working day, at an hour of its own: two steps of one day are told in their order."""
    day = clock.today() - timedelta(days=days_ago)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return datetime.combine(day, HOURS[rank], tzinfo=PARIS)


def _as_scanned(document: StoredDocument) -> io.BytesIO:
    """The same pages as another file, which says that nobody has signed it."""
    scan = io.BytesIO()
    with open_document(document) as kept, pikepdf.open(kept) as pdf:
        pdf.docinfo["/Subject"] = "Démonstration : aucune signature réelle"
        pdf.save(scan, deterministic_id=True)
    scan.seek(0)
    return scan


def _sign(convention: Convention, by: Person) -> Convention:
    """Both signatures noted, and the scan kept."""
    today = clock.today()
    convention = path.record_signatures(convention, by=by, mayor_signed_on=today, president_signed_on=today)
    assert convention.document is not None, "a signed convention of the demo was printed"
    path.add_scan(convention, by=by, file=File(_as_scanned(convention.document), name="scan signé, démonstration.pdf"))
    return convention


def _notify(convention: Convention, by: Person) -> Convention:
    return path.notify(convention, by=by, notified_on=clock.today())


# What brings a convention one state further, each a few days after the one before, as the coordination would.
STATES = ["DRAFT", "VALIDATED", "SIGNING", "SIGNED", "NOTIFIED"]
STEPS: list[Any] = [
    lambda convention, by: convention,
    lambda convention, by: path.validate(convention, by=by),
    lambda convention, by: path.send(convention, by=by),
    _sign,
    _notify,
]
