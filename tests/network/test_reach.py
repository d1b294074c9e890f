"""Who reads whose address, telephone and last sign-in: no more than the purpose asks (RGPD, art. 5-1-c; R10).

Everywhere it could stand: the list, its filters, order and exports, the page, the search and the life.
"""

import io
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation import clock
from network import account_mails, invitations
from network.models import Person
from network.roles import FUNCTIONS, Role
from network.rules import may_reach, may_read_sign_in
from tests.factories import AssignmentFactory, LibraryFactory, PersonFactory, ServiceFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db

EVERYONE = {Role.ADMINISTRATOR, Role.COORDINATOR, Role.SCLP_DIRECTOR}
SEES_NETWORK = EVERYONE | {Role.SIGB_REFERENT, Role.PROJECT_MANAGER, Role.TECHNICIAN}
TEAM = {Role.LIBRARY_HEAD}
SEES_LIBRARY = TEAM | {Role.IT_CORRESPONDENT, Role.LIBRARIAN, Role.VOLUNTEER}
SEES_COMMUNE = {Role.COMMUNE_CONTACT, Role.MEMBER, Role.SECRETARY}
READERS = sorted(SEES_NETWORK | SEES_LIBRARY | SEES_COMMUNE)
CONTACTS = {
    Role.COORDINATOR, Role.SIGB_REFERENT, Role.PROJECT_MANAGER, Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT,
    Role.COMMUNE_CONTACT, Role.SECRETARY, Role.VENDOR_CONTACT, Role.DPO,
}  # fmt: skip


@pytest.fixture
def team() -> SimpleNamespace:
    """A library: its référent, whom one writes to, and an agent, whom one does not."""
    library = LibraryFactory()
    seen = datetime(2019, 5, 17, 8, tzinfo=clock.PARIS)
    contact = person_as(Role.IT_CORRESPONDENT, library, email="contact@demo.example", phone="01 00 00 00 01")
    agent = person_as(Role.LIBRARIAN, library, email="agent@demo.example", phone="01 00 00 00 02")
    Person.objects.update(last_login=seen)
    return SimpleNamespace(library=library, contact=contact, agent=agent)


def reader_in(team, role: Role) -> Person:
    """Someone of this function who sees the team."""
    place = None
    if role in SEES_LIBRARY:
        place = team.library
    elif role in SEES_COMMUNE:
        place = team.library.commune
    elif role in {Role.PROJECT_MANAGER, Role.TECHNICIAN}:
        place = ServiceFactory(code="DSINUM")
    return person_as(role, place, email="moi@demo.example")


def exported(client, kind: str) -> list[list]:
    """The cells of the list as a file."""
    response = client.get(reverse("network:people"), {"export": kind})
    content = b"".join(response.streaming_content)
    response.close()
    if kind == "csv":
        return [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def text_of(response) -> str:
    return response.content.decode().replace("<wbr>", "")  # where an address may break


def test_the_functions_that_one_writes_to_are_these():
    assert {role for role, function in FUNCTIONS.items() if function.is_contact} == CONTACTS


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_who_reads_the_address_of_an_agent_and_of_a_contact(team, role):
    reader = reader_in(team, role)
    assert may_reach(team.contact, reader)
    assert may_reach(team.agent, reader) == (role in EVERYONE | TEAM)


@pytest.mark.parametrize("role", READERS)
def test_who_reads_when_someone_signed_in(team, role):
    assert may_read_sign_in(team.agent, reader_in(team, role)) == (role == Role.ADMINISTRATOR)


def test_one_reads_one_s_own(team):
    assert may_reach(team.agent, team.agent)
    assert may_read_sign_in(team.agent, team.agent)


def test_a_head_reaches_their_own_team_and_not_that_of_another_library_where_they_help(team):
    head = person_as(Role.LIBRARY_HEAD, LibraryFactory())
    AssignmentFactory(role=Role.VOLUNTEER, library=team.library, person=head)
    assert not may_reach(team.agent, head)


def test_a_former_contact_is_one_no_more(team):
    reader = reader_in(team, Role.LIBRARIAN)
    team.contact.assignments.update(ends_on=date(2021, 12, 31))
    AssignmentFactory(role=Role.LIBRARIAN, library=team.library, person=team.contact)
    assert not may_reach(Person.objects.get(pk=team.contact.pk), reader)


def test_who_holds_nothing_in_a_library_is_not_of_its_head_s_team(team):
    head = person_as(Role.LIBRARY_HEAD, team.library)
    assert not may_reach(person_as(Role.TRAINER, VendorFactory()), head)


# --- where it is shown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_the_list_shows_the_address_and_the_last_sign_in_to_those_alone(client, team, role):
    client.force_login(reader_in(team, role))
    page = text_of(client.get(reverse("network:people")))
    assert "contact@demo.example" in page
    assert ("agent@demo.example" in page) == (role in EVERYONE | TEAM)
    assert ("17 mai 2019" in page) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("role", READERS)
def test_an_export_holds_no_more_than_the_list(client, team, role, kind):
    client.force_login(reader_in(team, role))
    head, *rows = exported(client, kind)
    words = str(rows)
    assert "contact@demo.example" in words
    assert ("agent@demo.example" in words) == (role in EVERYONE | TEAM)
    assert ("Dernière connexion" in head) == (role == Role.ADMINISTRATOR)
    assert ("2019" in words) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", READERS)
def test_the_page_shows_the_same(client, team, role):
    client.force_login(reader_in(team, role))
    agent = text_of(client.get(team.agent.get_absolute_url()))
    contact = text_of(client.get(team.contact.get_absolute_url()))
    assert "01 00 00 00 01" in contact
    assert ("01 00 00 00 02" in agent) == (role in EVERYONE | TEAM)
    assert ("mailto:agent@demo.example" in agent) == (role in EVERYONE | TEAM)
    assert ("17 mai 2019" in agent) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", READERS)
def test_an_address_that_is_not_shown_is_not_found_either(client, team, role):
    client.force_login(reader_in(team, role))
    rows = client.get(reverse("network:people"), {"q": "agent@demo"}).context["listing"].table.records
    assert rows == ([team.agent] if role in EVERYONE else [])


@pytest.mark.parametrize("role", READERS)
def test_no_filter_nor_order_tells_who_never_came(client, team, role):
    Person.objects.filter(pk=team.agent.pk).update(last_login=None)
    client.force_login(reader_in(team, role))
    never = client.get(reverse("network:people"), {"sign_in": "never"}).context["listing"]
    by_date = client.get(reverse("network:people"), {"sort": "last_login"}).context["listing"]
    by_address = client.get(reverse("network:people"), {"sort": "email"}).context["listing"]
    is_told = role == Role.ADMINISTRATOR
    assert (never.table.records == [team.agent]) == is_told
    assert (by_date.query.sort == "last_login") == is_told
    assert by_address.query.sort == ""


@pytest.mark.parametrize("role", READERS)
def test_the_search_tells_addresses_to_those_who_read_them_all(client, team, role):
    client.force_login(reader_in(team, role))
    asked = {"q": team.agent.last_name}
    found = client.get(reverse("foundation:search"), asked, headers={"accept": "application/json"})
    assert team.agent.last_name in text_of(found)
    assert ("agent@demo.example" in text_of(found)) == (role in EVERYONE)


@pytest.mark.parametrize("role", READERS)
def test_the_life_of_someone_tells_their_second_factor_to_who_keeps_the_accounts(client, team, role):
    account_mails.write("mfa/email/totp_activated", team.agent, "agent@demo.example", {})
    reader = reader_in(team, role)
    invitations.invite(team.agent, by=reader)
    client.force_login(reader)
    response = client.get(reverse("foundation:life", args=["network", "person", team.agent.pk]))
    assert response.status_code == (200 if role in EVERYONE else 404)
    assert ("Application de codes activée" in text_of(response)) == (role == Role.ADMINISTRATOR)
    assert ("agent@demo.example" in text_of(response)) == (role in EVERYONE)


def test_one_reads_one_s_own_security_messages(client, team):
    account_mails.write("mfa/email/totp_activated", team.agent, "agent@demo.example", {})
    client.force_login(team.agent)
    life = client.get(reverse("foundation:life", args=["network", "person", team.agent.pk]))
    assert "Application de codes activée" in text_of(life)


def test_a_colleague_reads_neither_past_functions_nor_a_closed_account(client, team):
    AssignmentFactory(
        role=Role.VOLUNTEER,
        library=LibraryFactory(name="Ailleurs"),
        person=team.agent,
        ends_on=date(2022, 12, 31),
    )
    Person.objects.filter(pk=team.agent.pk).update(is_active=False)
    client.force_login(reader_in(team, Role.VOLUNTEER))
    told = text_of(client.get(team.agent.get_absolute_url()))
    assert "Ailleurs" not in told
    assert "accès fermé" not in told
    client.force_login(person_as(Role.COORDINATOR))
    told = text_of(client.get(team.agent.get_absolute_url()))
    assert "Ailleurs" in told
    assert "accès fermé" in told


@pytest.mark.parametrize(("role", "is_told"), [(Role.COORDINATOR, True), (Role.VOLUNTEER, False)])
def test_that_someone_has_no_address_is_told_to_those_who_would_read_it(client, team, role, is_told):
    Person.objects.filter(pk=team.agent.pk).update(email=None)
    client.force_login(reader_in(team, role))
    assert ("ne se connecte pas" in text_of(client.get(reverse("network:people")))) == is_told


def test_the_list_costs_as_many_queries_whoever_reads_it(client, team, django_assert_num_queries):
    client.force_login(reader_in(team, Role.VOLUNTEER))
    client.get(reverse("network:people"))
    with django_assert_num_queries(6) as first:
        client.get(reverse("network:people"))
    for _ in range(3):
        AssignmentFactory(role=Role.LIBRARIAN, library=team.library, person=PersonFactory())
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(reverse("network:people"))
