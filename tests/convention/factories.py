"""Conventions for tests: a model text of three articles, and conventions at any step of the path."""

import io
from datetime import date, datetime

import factory
import pikepdf
from factory.django import DjangoModelFactory

from convention.models import Convention, ModelText, ModelVersion
from convention.states import PATH, State
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Variable
from convention.values import fingerprint
from foundation import documents
from foundation.clock import PARIS
from foundation.models import StoredDocument
from tests.factories import CommuneFactory, PresidentMandateFactory, UrbanCommunityFactory

START = date(2027, 1, 1)
CREATED = datetime(2026, 11, 22, 10, 30, tzinfo=PARIS)

TEXT = Text(
    title="Convention de partage des outils avec la commune {{ de_commune }}",
    articles=(
        Article("1", 1, "Objet", "La commune {{ de_commune }} partage les outils, hébergés par {{ hebergeur }}."),
        Article("2", 1, "Durée"),
        Article("2.1", 2, "Prise d’effet", "Elle prend effet le {{ date_effet }}, pour {{ duree }}."),
    ),
    closing="Fait en 2 exemplaires, à {{ lieu_signature }}, le {{ date_signature }}",
    signature=(
        Signatory("Pour la commune {{ de_commune }}", "{{ qualite_maire }}", "{{ maire }}"),
        Signatory("Pour la Communauté urbaine", "{{ qualite_president }}", "{{ president }}"),
    ),
)
VARIABLES = (
    Variable("commune", "Nom de la commune", "place", "commune"),
    Variable("maire", "Nom du Maire", "person", "commune", required=False),
    Variable("qualite_maire", "Titre du Maire", "text", "commune"),
    Variable("president", "Nom du Président", "person", "network"),
    Variable("qualite_president", "Titre du Président", "text", "network"),
    Variable("lieu_signature", "Lieu de signature", "place", "network"),
    Variable("date_effet", "Date d’effet", "date", "convention"),
    Variable("duree", "Durée", "text", "convention"),
    Variable("date_signature", "Date de signature", "date", "convention", required=False),
    Variable("hebergeur", "Hébergeur", "text", "asked"),
)


class ModelTextFactory(DjangoModelFactory):
    """A lineage of model texts."""

    class Meta:
        model = ModelText

    name = factory.Sequence(lambda n: f"Modèle {n}")


class ModelVersionFactory(DjangoModelFactory):
    """A version whose text calls for all that a real one does."""

    class Meta:
        model = ModelVersion

    model = factory.SubFactory(ModelTextFactory)
    number = 1
    content = factory.LazyFunction(TEXT.as_dict)
    variable_list = factory.LazyFunction(lambda: [variable.as_dict() for variable in VARIABLES])
    created_at = CREATED


class ConventionFactory(DjangoModelFactory):
    """A draft from 1 January 2027, without PDF."""

    class Meta:
        model = Convention

    number = factory.Sequence(lambda n: f"CONV-2026-{n:04d}")
    commune = factory.SubFactory(CommuneFactory, mayor="Sacha Exemple")
    version = factory.SubFactory(ModelVersionFactory)
    given_values = factory.LazyFunction(lambda: {"hebergeur": "Nacelle"})
    created_at = CREATED

    @classmethod
    def _create(cls, model_class, *args, starts_on: date | None = START, **facts) -> Convention:
        convention = model_class(**facts)
        convention.set_start(starts_on)
        convention.save()
        return convention


def territory() -> None:
    """The Communauté and its mandate of 2026 to 2032: what every text needs."""
    UrbanCommunityFactory()
    PresidentMandateFactory()


def small_pdf(words: str = "") -> bytes:
    """A PDF of one empty page; other words make another file."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = words
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def kept_pdf(convention: Convention, *, title: str = "Convention") -> StoredDocument:
    """A document kept about this convention."""
    return documents.keep(small_pdf(title), name="convention.pdf", about=convention, title=title, frozen=True)


def printed(convention: Convention) -> Convention:
    """The same draft with a PDF that says what the convention says."""
    convention.document = kept_pdf(convention)
    convention.text_hash = fingerprint(convention.rendered())
    convention.save()
    return convention


def convention_in(state: str, **facts) -> Convention:
    """A convention that has come to this state, with all that it then has; the day is 22 November 2026 or later."""
    reached = 0 if state == State.DISCARDED else PATH.index(State(state))
    dated = ("validated_on", "sent_on", "mayor_signed_on", "notified_on")
    days = {name: date(2026, 11, 22) for name in dated[:reached]}
    if state == State.DISCARDED:
        days["discarded_on"] = date(2026, 11, 22)
    if reached >= PATH.index(State.SIGNED):
        days["president_signed_on"] = date(2026, 11, 22)
    elif reached == PATH.index(State.SIGNING):
        days.pop("mayor_signed_on", None)
    convention = printed(ConventionFactory(state=state, **{**days, **facts}))
    if state == State.NOTIFIED:
        convention.scan = kept_pdf(convention, title="Scan signé")
        convention.save()
    return convention
