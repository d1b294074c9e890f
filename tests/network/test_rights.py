"""The table of rights: what the page says of each function is what the data lets it see and do (design: functions)."""

import pytest
from django.urls import reverse

from foundation import clock
from network.models import Commune, Library
from network.roles import FUNCTIONS, SERVICES, PlaceKind, Right, Role
from network.rules import has_right, holds, may_designate_correspondent, must_use_second_factor
from tests.factories import CommuneFactory, LibraryFactory, ServiceFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db
HELD = [(role, place) for role, function in FUNCTIONS.items() for place in function.places_in_order]
EVERYTHING, OWN_COMMUNE, OWN_LIBRARY, ITSELF = "tout le réseau", "sa commune", "sa bibliothèque", "seulement sa fiche"


@pytest.fixture
def network():
    """Commune A with two libraries, commune B with one."""
    own = LibraryFactory(commune=CommuneFactory(name="A"))
    return own, LibraryFactory(commune=own.commune), LibraryFactory(commune=CommuneFactory(name="B"))


def place_of(kind, own):
    """Where the function is held: in A, or at the Communauté."""
    if kind == PlaceKind.LIBRARY:
        return own
    if kind == PlaceKind.COMMUNE:
        return own.commune
    return VendorFactory() if kind == PlaceKind.VENDOR else ServiceFactory(code=kind)


def words_here(text: str, kind) -> str:
    """What « sa commune ; au SCLP, seulement sa fiche » says of this kind of place."""
    general, _, at_service = text.partition(" ; ")
    return at_service.split(", ")[1] if at_service and kind in SERVICES else general


@pytest.mark.parametrize(("role", "kind"), HELD)
def test_the_page_says_which_libraries_and_conventions_each_function_sees(network, role, kind):
    own, beside, far = network
    person, function = person_as(role, place_of(kind, own)), FUNCTIONS[role]

    seen = {EVERYTHING: {own, beside, far}, OWN_COMMUNE: {own, beside}, OWN_LIBRARY: {own}, ITSELF: set()}
    assert set(Library.objects.visible_to(person)) == seen[words_here(function.network_seen, kind)]
    conventions = {"toutes": {own.commune, far.commune}, "celles de sa commune": {own.commune}, "aucune": set()}
    assert set(Commune.objects.with_conventions_visible_to(person)) == conventions[function.conventions_seen]


@pytest.mark.parametrize(("role", "kind"), HELD)
def test_the_page_says_who_signs_in_with_a_second_factor(network, role, kind):
    person = person_as(role, place_of(kind, network[0]))
    said = FUNCTIONS[role].second_factor
    expected = said == "oui" or (said.startswith("oui, s’il est tenu") and kind in SERVICES)
    assert must_use_second_factor(person, clock.today()) is expected


def test_no_right_speaks_of_one_s_own_commune_to_who_sees_them_all():
    wide = [function for function in FUNCTIONS.values() if function.conventions_seen == "toutes"]
    assert [right.label for function in wide for right in function.rights if "sa commune" in right.label] == []


def test_the_page_shows_every_line_of_the_table(client):
    client.force_login(person_as(Role.ADMINISTRATOR))
    page = client.get(reverse("network:rights")).content.decode()
    for function in FUNCTIONS.values():
        assert f">{function.conventions_seen}</td>" in page
        assert f">{function.second_factor}</td>" in page
        assert function.network_seen.replace(" ;", "\u00a0;") in page


def test_a_right_is_asked_where_the_function_that_carries_it_is_held(network):
    own, beside, _ = network
    head = person_as(Role.LIBRARY_HEAD, own)

    assert holds(head, Role.LIBRARY_HEAD, own, clock.today())
    assert not holds(head, Role.LIBRARY_HEAD, beside, clock.today())
    assert has_right(head, Right.DESIGNATE_CORRESPONDENT)
    assert has_right(head, Right.DESIGNATE_CORRESPONDENT, own)
    assert not has_right(head, Right.DESIGNATE_CORRESPONDENT, beside)
    assert not has_right(head, Right.DESIGNATE_CORRESPONDENT, own.commune)
    assert may_designate_correspondent(own, head)
    assert not may_designate_correspondent(beside, head)
