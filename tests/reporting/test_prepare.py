"""What a start does before it serves: the demo by default, else a territory and somebody who may do the rest."""

import os

import pytest
from django.core.management import CommandError, call_command

from network.models import Commune, Person, UrbanCommunity
from network.roles import Role
from reporting.demo.personas import PASSWORD, PERSONAS
from tests.factories import PersonFactory, person_as

pytestmark = [pytest.mark.django_db]
CREATE = "Personne ne peut se connecter"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """A start tells its programs, by the environment, whether they serve the demo: not beyond this test."""
    for name in [name for name in os.environ if name.startswith("MAILLAGE_ADMIN_")] + ["MAILLAGE_DEMO"]:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def prepared(capsys):
    def prepare(*options: str) -> str:
        call_command("prepare", *options)
        return capsys.readouterr().out

    return prepare


@pytest.mark.long
def test_the_demo_is_loaded_once_and_its_sign_ins_are_told_at_every_start(prepared):
    first, second = prepared(), prepared()

    assert "Réseau de démonstration chargé" in first
    assert "Réseau de démonstration chargé" not in second
    for printed in (first, second):
        assert all(f"{persona.account}@" in printed for persona in PERSONAS)
        assert PASSWORD in printed
    with pytest.raises(CommandError, match="MAILLAGE_VAR=autre-dossier script/server --empty"):
        prepared("--empty")


def test_an_empty_start_has_the_territory_and_nobody(prepared, monkeypatch):
    monkeypatch.setenv("MAILLAGE_VAR", "/srv/un dossier")
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:secret@host/maillage")

    printed = prepared("--empty")

    assert (Commune.objects.count(), UrbanCommunity.objects.count(), Person.objects.count()) == (73, 1, 0)
    assert CREATE in printed
    assert (
        "MAILLAGE_VAR='/srv/un dossier' DATABASE_URL=\"$DATABASE_URL\" .venv/bin/python manage.py administrator"
        in printed
    )
    assert "secret" not in printed
    assert os.environ["MAILLAGE_DEMO"] == "0"


def test_the_administrator_is_made_from_the_environment_once(prepared, monkeypatch):
    for name, value in {"EMAIL": "ada@demo.example", "FIRST_NAME": "Ada", "LAST_NAME": "Exemple"}.items():
        monkeypatch.setenv(f"MAILLAGE_ADMIN_{name}", value)

    first, second = prepared("--empty"), prepared("--empty")

    assert "/reseau/invitation/" in first
    assert second == ""
    assert Person.objects.get().assignments.get().role == Role.ADMINISTRATOR


def test_a_network_of_real_people_is_neither_filled_nor_called_a_demo(prepared):
    person_as(Role.ADMINISTRATOR)

    prepared()

    assert Person.objects.count() == 1
    assert os.environ["MAILLAGE_DEMO"] == "0"


def test_a_network_that_lost_its_administrators_says_how_to_make_one(prepared):
    PersonFactory()

    assert CREATE in prepared()
