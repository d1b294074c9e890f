"""The territory that the product ships: 73 communes, the Communauté and its services."""

import json

import pytest
from django.core.management import call_command

from network.models import Commune, Service, UrbanCommunity
from network.territory import DATA, load_communes

pytestmark = pytest.mark.django_db


def test_the_command_fills_an_empty_network_and_changes_nothing_the_second_time(capsys):
    call_command("territory")
    saved = Commune.history.count()
    call_command("territory")

    assert Commune.objects.count() == Commune.history.count() == saved == 73
    assert {service.short_name for service in Service.objects.all()} == {"SCLP", "DSINum"}
    assert UrbanCommunity.objects.get().seat == "Aubergenville"
    assert "73 communes" in capsys.readouterr().out


def test_what_was_written_by_hand_stays():
    call_command("territory")
    UrbanCommunity.objects.update(seat="Ailleurs")
    Commune.objects.filter(insee="78440").update(mayor="Camille EXEMPLE")
    call_command("territory")
    assert UrbanCommunity.objects.get().seat == "Ailleurs"
    assert Commune.objects.get(insee="78440").mayor == "Camille EXEMPLE"


def test_a_fact_of_insee_is_refreshed():
    load_communes()
    Commune.objects.filter(insee="78440").update(population=1)
    load_communes()
    assert Commune.objects.get(insee="78440").population > 30_000


def test_the_communes_stand_in_the_order_of_the_official_code():
    load_communes()
    names = list(Commune.objects.values_list("name", flat=True))
    assert names.index("Les Mureaux") == names.index("Mousseaux-sur-Seine") + 1
    assert names.index("Évecquemont") < names.index("La Falaise") < names.index("Favrieux")


def test_no_person_is_shipped():
    assert set(json.loads(DATA.read_text())["communes"][0]) == {
        "nom", "code_insee", "siren", "codes_postaux", "population_municipale", "arrondissement",
    }  # fmt: skip
