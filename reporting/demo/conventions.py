"""The demo’s conventions, in every state and situation, made by the very functions that the screens use."""

import io
from datetime import date, datetime, time, timedelta

from django.core.files import File

from convention import path
from convention.document import keep_pdf, print_convention
from convention.model_text import load_model_text
from convention.models import Convention, ModelText, ModelVersion
from convention.values import asked_of_user
from foundation import clock
from foundation.clock import PARIS
from foundation.documents import open_document
from foundation.numbers import next_number
from foundation.workflow import perform
from network.models import Commune, Person
from reporting.demo.network import mandates
from reporting.demo.personas import PERSONAS

RUNNING = 34  # communes whose convention runs, in order of population
IN_PATH = ["DRAFT", "DRAFT", "VALIDATED", "SIGNING", "SIGNING", "SIGNED", "NOTIFIED"]  # the next ones, with their PDF
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
        _printed(commune, version, state, by, today, waited=4 + 9 * (rank % 3))
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


def _printed(commune: Commune, version: ModelVersion, state: str, by: Person, today: date, *, waited: int) -> None:
    """A convention made from the model, its PDF printed, brought to this state some days ago."""
    asked = asked_of_user(version.text, version.variables)
    given = {variable.name: variable.default for variable in asked if variable.default}
    with clock.frozen_at(today - timedelta(days=waited + 3)):
        convention = _draft(commune, today + timedelta(days=10), by, version=version, given_values=given)
        keep_pdf(convention, print_convention(convention), by=by)
    with clock.frozen_at(today - timedelta(days=waited)):
        _advance(convention, state, by)


def _advance(convention: Convention, state: str, by: Person) -> None:
    """Step by step, as the coordination would."""
    today = clock.today()
    if state == "DRAFT":
        return
    convention = path.validate(convention, by=by)
    if state == "VALIDATED":
        return
    convention = path.send(convention, by=by)
    if state == "SIGNING":
        return
    convention = path.record_signatures(convention, by=by, mayor_signed_on=today, president_signed_on=today)
    assert convention.document is not None, "a signed convention of the demo was printed"
    with open_document(convention.document) as kept:
        scan = kept.read()
    path.add_scan(convention, by=by, file=File(io.BytesIO(scan), name="scan signé, démonstration.pdf"))
    if state == "SIGNED":
        return
    convention.refresh_from_db()
    path.notify(convention, by=by, notified_on=today)
