"""The demo network: the same for a day, in every situation, and refused over real people."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from convention.coverage import counts, coverage
from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from network.models import Commune, Library, Person
from reporting.demo.names import person_name
from reporting.demo.personas import PASSWORD, PERSONAS
from tests.factories import PersonFactory

pytestmark = [pytest.mark.long, pytest.mark.django_db]
DAY = date(2026, 11, 22)


@pytest.fixture
def demo(capsys, tmp_path):
    with clock.frozen_at(DAY):
        call_command("demo")
        yield capsys.readouterr().out


def test_it_holds_the_territory_and_every_situation(demo):
    coordinator = Person.objects.get(email=PERSONAS[0].email)

    found = counts(coverage(coordinator, DAY))

    assert Commune.objects.count() == 73
    assert Library.objects.count() == 51
    assert min(found[one] for one in Situation if one is not Situation.DISCARDED) > 0  # which covers nobody
    assert set(Convention.objects.values_list("state", flat=True)) == set(State.values)


def test_every_persona_signs_in_and_is_shown(demo):
    for persona in PERSONAS:
        assert Person.objects.get(email=persona.email).check_password(PASSWORD)
        assert persona.email in demo
    assert not Person.objects.filter(is_fictional=False).exists()


def test_it_is_refused_over_people():
    PersonFactory()
    with pytest.raises(CommandError, match="base vide"):
        call_command("demo")


def test_it_is_refused_where_the_demo_is_off(settings):
    settings.MAILLAGE_DEMO = False
    with pytest.raises(CommandError, match="MAILLAGE_DEMO"):
        call_command("demo")


def test_names_repeat_only_after_all_have_served():
    names = [person_name(n) for n in range(1225)]
    assert len(set(names)) == 1225
