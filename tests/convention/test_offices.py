"""Who signs is called by the title that is recorded, everywhere a person reads it."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from convention import path, rules, sheet
from convention.models import Convention
from convention.offices import MAYOR, PRESIDENT, Office, mayor_of, president_of
from convention.states import State
from foundation import clock
from foundation.models import OutboxMessage
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import AssignmentFactory, CommuneFactory, person_as

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def women(db):
    """A commune and a Communauté that women lead."""
    territory()
    PresidentMandate.objects.update(title="La Présidente")
    return CommuneFactory(mayor_title="La Maire", mayor="Sacha Exemple")


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.text.replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("title", "holder", "expected"),
    [
        ("Le Maire", "", ("Maire", "le Maire", "du Maire", "Le Maire")),
        ("La Maire", "Jo", ("Maire", "la Maire", "de la Maire", "La Maire, Jo")),
        ("Le Président", "Jo", ("Président", "le Président", "du Président", "Le Président, Jo")),
        ("La Présidente", "", ("Présidente", "la Présidente", "de la Présidente", "La Présidente")),
    ],
)
def test_an_office_takes_its_place_in_a_sentence(title, holder, expected):
    office = Office(title, holder)

    assert (office.word, office.the, office.of, office.named) == expected


def test_without_a_record_an_office_has_the_name_that_the_convention_gives_it(db):
    nobody = SimpleNamespace(commune=None, mandate=None)

    assert (mayor_of(nobody), president_of(nobody)) == (MAYOR, PRESIDENT)
    convention = ConventionFactory()
    assert president_of(Convention.objects.with_president().get(pk=convention.pk)) == PRESIDENT


def test_a_list_brings_the_title_of_the_mandate_at_the_effect_date(women, django_assert_num_queries):
    PresidentMandate.objects.create(
        president="Autre", title="Le Président", starts_on=date(2020, 7, 1), estimated_end=date(2026, 4, 9)
    )
    convention_in(State.SIGNING, commune=women)

    with django_assert_num_queries(1):
        (one,) = Convention.objects.with_president().select_related("commune")
        assert rules.awaited(one, None, TODAY) == "la signature de la Maire et de la Présidente"


def test_what_the_rules_wait_for_and_refuse_names_them(women):
    convention = convention_in(State.SIGNING, commune=women)

    assert rules.missing_to_sign(convention) == [
        "la date de signature de la Maire",
        "la date de signature de la Présidente",
    ]
    assert rules.president_alone(None, TODAY, convention) == "La Maire signe d’abord : donnez sa date."
    early = rules.wrong_order(TODAY, date(2026, 11, 21), convention)
    assert early == "La Présidente signe après la Maire, qui a signé le 22 novembre 2026."


def test_the_pages_of_a_convention_and_the_homes_name_them(client, women):
    convention = convention_in(State.SIGNING, commune=women)
    contact = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=women).person
    assert [label for label, _ in sheet.facts(convention, contact)][3:5] == ["Maire", "Présidente"]

    client.force_login(contact)
    assert "attend la signature de la Maire" in text(client.get("/"))
    assert "Noter la signature de la Maire" in text(client.get(convention.get_absolute_url()))
    step = text(client.get(reverse("convention:mayor_signature", args=[convention.pk])))
    assert "La Maire signe les deux exemplaires" in step
    assert "la Présidente signe." in step

    client.force_login(person_as(Role.COORDINATOR))
    assert "signature de la Maire attendue" in text(client.get("/"))
    assert "la signature de la Maire et de la Présidente" in text(client.get(reverse("convention:list")))


def test_the_mail_that_asks_to_sign_names_them(women):
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=women)
    path.send(convention_in(State.VALIDATED, commune=women), by=person_as(Role.COORDINATOR))

    mail = OutboxMessage.objects.get()

    for body in (mail.text, mail.html):
        words = " ".join(body.replace("\u00a0", " ").split())
        assert "Faites signer par la Maire" in words
        assert "la Présidente les signe ensuite" in words
        assert "la date de signature de la Maire" in words
