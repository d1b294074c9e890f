"""A person of commune A asks for anything of commune B: by address, key, filter, search or export, it is not there.

(issue: bad input.) Communes A and B each have a library, a head and a contact; B’s names stand nowhere else.
"""

import io
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from network.models import Assignment, Commune, Library, Person
from network.roles import Role
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, PersonFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"  # stands in every name of commune B

LOCAL = [
    Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT, Role.LIBRARIAN, Role.VOLUNTEER, Role.COMMUNE_CONTACT, Role.MEMBER,
]  # fmt: skip
NOWHERE = [Role.TRAINER, Role.VENDOR_CONTACT, Role.DPO]


@dataclass
class Elsewhere:
    """Commune B, and what belongs to it."""

    commune: Commune
    library: Library
    person: Person
    assignment: Assignment

    @property
    def objects(self) -> list:
        return [self.commune, self.library, self.person]


@pytest.fixture
def elsewhere() -> Elsewhere:
    commune = CommuneFactory(name=f"{SECRET}-sur-Seine", insee="78999", arrondissement=f"Arrondissement de {SECRET}")
    library = LibraryFactory(name=f"Médiathèque {SECRET}", commune=commune, code="BSECRET")
    person = PersonFactory(first_name=SECRET, last_name=SECRET, email=f"{SECRET.lower()}@demo.example")
    assignment = AssignmentFactory(role=Role.LIBRARY_HEAD, library=library, person=person)
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=commune, person=PersonFactory(last_name=SECRET))
    return Elsewhere(commune, library, person, assignment)


@pytest.fixture
def here() -> Library:
    return LibraryFactory(name="Médiathèque d’ici", commune=CommuneFactory(name="Ici", arrondissement="D’ici"))


@pytest.fixture(params=[*LOCAL, *NOWHERE], ids=lambda role: role.value)
def stranger(request, client, here) -> Person:
    """Someone of commune A, or who sees no place at all."""
    role = request.param
    if role in NOWHERE:
        person = person_as(role, VendorFactory() if role == Role.VENDOR_CONTACT else None)
    else:
        person = person_as(role, here.commune if role in {Role.COMMUNE_CONTACT, Role.MEMBER} else here)
    client.force_login(person)
    return person


def text_of(response) -> str:
    return response.content.decode()


def words_of_workbook(content: bytes) -> str:
    """Every cell of a workbook."""
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_no_address_of_commune_b_answers(client, stranger, elsewhere):
    b = elsewhere
    pages = {
        "commune": b.commune, "edit_commune": b.commune, "library": b.library, "edit_library": b.library,
        "designate": b.library, "person": b.person, "edit_person": b.person, "assign": b.person,
        "anonymise": b.person, "end_assignment": b.assignment,
    }  # fmt: skip
    answers = {name: client.get(reverse(f"network:{name}", args=[one.pk])).status_code for name, one in pages.items()}
    assert set(answers.values()) == {404}, answers


def test_no_act_on_commune_b_is_received(client, stranger, elsewhere):
    b = elsewhere
    acts = {
        "edit_commune": b.commune, "edit_library": b.library, "designate": b.library, "edit_person": b.person,
        "invite": b.person, "assign": b.person, "anonymise": b.person, "end_assignment": b.assignment,
    }  # fmt: skip
    answers = {
        name: client.post(reverse(f"network:{name}", args=[one.pk]), {"ends_on": "2026-01-01"}).status_code
        for name, one in acts.items()
    }
    assert set(answers.values()) == {404}, answers


def test_no_life_of_commune_b_is_told(client, stranger, elsewhere):
    for one in [*elsewhere.objects, elsewhere.assignment]:
        address = reverse("foundation:life", args=["network", one._meta.model_name, one.pk])
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["communes", "libraries", "people"])
@pytest.mark.parametrize(
    "asked",
    [
        {}, {"q": SECRET}, {"q": "78999"}, {"q": "BSECRET"}, {"q": f"{SECRET.lower()}@demo.example"},
        {"arrondissement": f"Arrondissement de {SECRET}"}, {"library": "with"}, {"lacks": "participant"},
        {"role": "LIBRARY_HEAD"}, {"sort": "-name"}, {"page": "2"}, {"per_page": "100"},
    ],
    ids=str,
)  # fmt: skip
def test_no_list_shows_commune_b(client, here, elsewhere, address, asked):
    client.force_login(person_as(Role.LIBRARY_HEAD, here))
    words = strip_tags(text_of(client.get(reverse(f"network:{address}"), asked)))
    typed = next(iter(asked.values()), "")
    assert SECRET not in words.replace(typed, "")


@pytest.mark.parametrize("address", ["communes", "libraries", "people"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_export_holds_commune_b(client, stranger, elsewhere, address, kind):
    response = client.get(reverse(f"network:{address}"), {"export": kind})
    content = b"".join(response.streaming_content)
    response.close()
    text = content.decode("utf-8-sig") if kind == "csv" else words_of_workbook(content)
    assert response.status_code == 200
    assert SECRET not in text


@pytest.mark.parametrize("words", [SECRET, "78999", "mediatheque"])
def test_no_search_finds_commune_b(client, stranger, elsewhere, words):
    response = client.get(reverse("foundation:search"), {"q": words}, headers={"accept": "application/json"})
    assert SECRET not in response.content.decode()


def test_no_choice_of_a_form_or_filter_names_commune_b(client, here, elsewhere):
    client.force_login(person_as(Role.LIBRARY_HEAD, here))
    for address in (reverse("network:designate", args=[here.pk]), reverse("network:communes")):
        assert SECRET not in text_of(client.get(address))


def test_a_head_does_not_designate_someone_of_commune_b_by_key(client, here, elsewhere):
    client.force_login(person_as(Role.LIBRARY_HEAD, here))
    data = {"person": elsewhere.person.pk, "starts_on": "2026-01-01"}
    assert client.post(reverse("network:designate", args=[here.pk]), data).status_code == 422
    assert not Assignment.objects.filter(library=here, person=elsewhere.person).exists()


def test_the_page_of_commune_a_names_nobody_of_commune_b(client, here, elsewhere):
    for role in (Role.COMMUNE_CONTACT, Role.LIBRARIAN):
        client.force_login(person_as(role, here.commune if role == Role.COMMUNE_CONTACT else here))
        assert SECRET not in text_of(client.get(here.commune.get_absolute_url()))


def test_a_librarian_sees_neither_the_people_nor_the_name_of_the_other_library_of_the_commune(client, here):
    annexe = LibraryFactory(name=f"Annexe {SECRET}", commune=here.commune)
    AssignmentFactory(role=Role.LIBRARIAN, library=annexe, person=PersonFactory(last_name=SECRET))
    client.force_login(person_as(Role.LIBRARIAN, here))
    assert SECRET not in text_of(client.get(here.commune.get_absolute_url()))
    assert client.get(annexe.get_absolute_url()).status_code == 404


def test_who_works_in_two_communes_sees_both(client, here, elsewhere):
    person = person_as(Role.LIBRARIAN, here)
    AssignmentFactory(person=person, role=Role.LIBRARIAN, library=elsewhere.library)
    client.force_login(person)
    assert {client.get(one.get_absolute_url()).status_code for one in elsewhere.objects} == {200}


@pytest.mark.parametrize("address", ["import_new", "import_model"])
@pytest.mark.parametrize("kind", ["communes", "bibliotheques", "personnes"])
def test_nothing_can_be_imported_by_who_does_not_manage_the_network(client, stranger, address, kind):
    assert client.get(reverse(f"foundation:{address}", args=[kind])).status_code == 403
