"""Loading the demo: refused over people and where it is off; its names."""

import pytest
from django.core.management import CommandError, call_command

from reporting.demo.names import person_name
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


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
