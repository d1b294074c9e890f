"""The registers: the Communauté urbaine, its services and the vendors, kept by an administrator from the screens."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation import audit, drafts, search
from foundation.models import Draft
from network import contributions
from network.forms.institutions import CommunityForm, VendorForm
from network.forms.places import CommuneForm, MandateForm
from network.models import Assignment, Service, UrbanCommunity, Vendor
from network.roles import PlaceKind, Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    UrbanCommunityFactory,
    VendorFactory,
    person_as,
)

pytestmark = pytest.mark.django_db
COMMUNITY = {"name": "Communauté d’Essai", "short_name": "CE", "siren": "200 059 889", "seat": "Ici", "court": "Là"}


@pytest.fixture
def administrator(client):
    person = person_as(Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def version(client, address) -> str:
    """The version that the page of a form carries."""
    return client.get(address).context["form"].initial["form_version"]


# --- the Communauté --------------------------------------------------------------------------------------------------


def test_an_empty_network_is_set_up_from_the_screens(client, administrator):
    """Only the administrator and their service are there, as `manage.py administrator` leaves them."""
    waiting = [item.text.replace("\u00a0", " ") for item in contributions.todo(administrator)]
    assert waiting == [
        "La Communauté urbaine n’est pas décrite : les conventions ne peuvent pas la nommer",
        "Service à enregistrer : Direction des systèmes d’information",
        "Personne ne tient la coordination : c’est elle qui enregistre le mandat du Président et les conventions",
        "Aucune commune dans le réseau",
    ]
    assert all(client.get(item.url).status_code == 200 for item in contributions.todo(administrator))

    client.post(reverse("network:edit_community"), COMMUNITY)
    service = {"code": "DSINUM", "name": "Direction du numérique", "short_name": "DSINum"}
    client.post(reverse("network:new_service"), service)
    client.post(reverse("network:new_vendor"), {"name": "Éditeur d’Essai"})
    person_as(Role.COORDINATOR, Service.objects.get(code=PlaceKind.SCLP))
    CommuneFactory()

    assert contributions.todo(administrator) == []
    assert UrbanCommunity.objects.get().siren == "200059889"
    assert Service.objects.get(code=PlaceKind.DSINUM).name == "Direction du numérique"
    assert Vendor.objects.get().get_absolute_url() in text_of(client.get(reverse("network:vendors")))


def test_the_page_of_the_communaute_says_what_conventions_say_and_who_its_services_are(client, administrator):
    UrbanCommunityFactory(seat="Exempleville")
    AssignmentFactory(role=Role.TECHNICIAN, service=ServiceFactory(code=PlaceKind.DSINUM, email="d@demo.example"))

    response = client.get(reverse("network:community"))

    assert "Exempleville" in text_of(response)
    assert [(one.code, one.people_count) for one, _ in response.context["services"]] == [("DSINUM", 1), ("SCLP", 1)]


def test_a_second_communaute_is_never_recorded(client, administrator):
    UrbanCommunityFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        UrbanCommunity.objects.create(**{**COMMUNITY, "siren": "200059889"})

    data = {**COMMUNITY, "form_version": version(client, reverse("network:edit_community"))}
    client.post(reverse("network:edit_community"), data)
    assert UrbanCommunity.objects.get().name == "Communauté d’Essai"


def test_describing_it_in_two_tabs_tells_the_second(client, administrator):
    """The second tab was opened before the first one was sent: it knows no version."""
    client.post(reverse("network:edit_community"), COMMUNITY)

    response = client.post(reverse("network:edit_community"), {**COMMUNITY, "seat": "Ailleurs", "form_version": ""})

    assert response.status_code == 422
    assert "a enregistré autre chose pendant que vous écriviez" in text_of(response)
    assert UrbanCommunity.objects.get().seat == "Ici"


@pytest.mark.parametrize("number", ["200059888", "20005988", "abcdefghi"])
def test_a_siren_whose_key_is_wrong_is_refused(client, administrator, number):
    response = client.post(reverse("network:edit_community"), {**COMMUNITY, "siren": number})
    assert response.status_code == 422
    assert "siren" in response.context["form"].errors
    assert not UrbanCommunity.objects.exists()


PRINTED = [
    (CommunityForm, "name"), (CommunityForm, "short_name"), (CommunityForm, "seat"), (CommunityForm, "court"),
    (VendorForm, "name"), (CommuneForm, "mayor"), (MandateForm, "president"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "field"), PRINTED)
def test_what_conventions_print_is_refused_where_it_is_typed_when_no_font_has_it(form, field):
    [error] = form({field: "Camille → EXEMPLE"}).errors[field]

    assert "n’a pas ce caractère" in error
    assert "« → » (U+2192 RIGHTWARDS ARROW). Remplacez-le." in error.replace("\u00a0", " ")


# --- services --------------------------------------------------------------------------------------------------------


def test_a_service_that_is_there_is_not_recorded_again(client, administrator):
    page = client.get(reverse("network:new_service"))
    assert [code for code, _ in page.context["form"].fields["code"].choices] == ["DSINUM"]

    refused = client.post(reverse("network:new_service"), {"code": "SCLP", "name": "Autre", "short_name": "A"})
    assert refused.status_code == 422
    ServiceFactory(code=PlaceKind.DSINUM)
    assert client.get(reverse("network:new_service")).status_code == 409
    assert "les deux services de la convention sont déjà là" in text_of(client.get(reverse("network:community")))


def test_what_a_service_is_never_changes_with_its_name(client, administrator):
    service = Service.objects.get()
    address = reverse("network:edit_service", args=[service.pk])
    data = {"code": "DSINUM", "name": "Lecture publique", "short_name": "LP", "phone": "01 00 00 00 00"}

    client.post(address, {**data, "form_version": version(client, address)})

    service.refresh_from_db()
    assert (service.code, service.name, service.phone) == ("SCLP", "Lecture publique", "01 00 00 00 00")


# --- vendors ---------------------------------------------------------------------------------------------------------


def test_vendors_are_sorted_and_found_without_accents(client, administrator):
    last, first = VendorFactory(name="Zeta"), VendorFactory(name="Éditions d’Essai")

    def shown(**query):
        return list(client.get(reverse("network:vendors"), query).context["listing"].table.records)

    assert shown() == [first, last]
    assert shown(q="editions essai") == [first]


def test_two_vendors_never_bear_the_same_name(client, administrator):
    VendorFactory(name="Éditions d’Essai")
    response = client.post(reverse("network:new_vendor"), {"name": "Éditions d’Essai"})
    assert response.status_code == 422
    assert Vendor.objects.count() == 1


def test_the_list_of_vendors_costs_as_many_queries_at_three_rows_as_at_one(
    client, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    def load():
        return client.get(reverse("network:vendors"))

    AssignmentFactory(role=Role.VENDOR_CONTACT, vendor=VendorFactory())
    load()  # the first page of a session also writes when it was last seen
    with django_assert_max_num_queries(10) as first:
        load()
    for _ in range(2):
        AssignmentFactory(role=Role.VENDOR_CONTACT, vendor=VendorFactory())
    with django_assert_num_queries(len(first.captured_queries)):
        load()


def test_the_list_counts_the_people_of_today(client, administrator):
    vendor = VendorFactory()
    AssignmentFactory(role=Role.TRAINER, vendor=vendor, ends_on="2020-12-31")
    both = AssignmentFactory(role=Role.TRAINER, vendor=vendor).person
    AssignmentFactory(role=Role.VENDOR_CONTACT, vendor=vendor, person=both)

    (row,) = client.get(reverse("network:vendors")).context["listing"].table.records

    assert row.people_count == 1


# --- both ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "field", "role"),
    [
        (lambda: ServiceFactory(code=PlaceKind.DSINUM), "service", Role.TECHNICIAN),
        (VendorFactory, "vendor", Role.VENDOR_CONTACT),
    ],
)
def test_a_function_given_there_stands_on_its_page_and_in_its_life(client, administrator, make, field, role):
    place, person = make(), PersonFactory(first_name="Ada", last_name="Exemple")
    data = {"role": role, "place": f"{field}-{place.pk}", "starts_on": "2026-01-01"}

    client.post(reverse("network:assign", args=[person.pk]), data)

    assert Assignment.objects.get(person=person).place == place
    page = text_of(client.get(place.get_absolute_url()))
    assert "Ada Exemple" in page
    assert role.label in page
    assert any(
        f"a donné la fonction « {role.label}, {place} » à Ada Exemple" in one.what
        for one in audit.life(place, person_as(Role.COORDINATOR))
    )


@pytest.mark.parametrize(
    ("make", "edit"), [(VendorFactory, "network:edit_vendor"), (ServiceFactory, "network:edit_service")]
)
def test_two_tabs_on_one_page_tell_the_second_who_was_first(client, administrator, make, edit):
    subject = make()
    address = reverse(edit, args=[subject.pk])
    data = {"name": "Premier", "short_name": "P", "form_version": version(client, address)}
    drafts.keep(administrator, address, {"name": ["Premier"]})

    first, second = client.post(address, data), client.post(address, {**data, "name": "Second"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert str(administrator) in text_of(second)
    subject.refresh_from_db()
    assert subject.name == "Premier"
    assert not Draft.objects.exists()
    history = client.get(reverse("foundation:life", args=["network", subject._meta.model_name, subject.pk]))
    assert "Premier" in text_of(history)


@pytest.mark.parametrize("text", ["editions", "communaute exemple", "dsinum", "systemes information"])
def test_they_are_found_by_who_sees_the_network_alone(text):
    UrbanCommunityFactory()
    VendorFactory(name="Éditions d’Essai")
    ServiceFactory(code=PlaceKind.DSINUM, name=PlaceKind.DSINUM.label)

    def hits(person):
        return [hit.label for group in search.search(person, text) for hit in group.hits]

    assert len(hits(person_as(Role.COORDINATOR))) == 1
    assert hits(person_as(Role.LIBRARY_HEAD, LibraryFactory())) == []
    assert hits(person_as(Role.VENDOR_CONTACT, Vendor.objects.get())) == []


def test_who_sees_the_network_reads_and_changes_nothing(client):
    vendor = VendorFactory()
    client.force_login(person_as(Role.COORDINATOR))

    page = text_of(client.get(reverse("network:vendors"))) + text_of(client.get(vendor.get_absolute_url()))

    assert reverse("network:new_vendor") not in page
    assert reverse("network:edit_vendor", args=[vendor.pk]) not in page
    assert client.post(reverse("network:edit_vendor", args=[vendor.pk]), {"name": "Autre"}).status_code == 403
