"""Equivalences declared with a proof: by whom, for whom, what the form refuses, who reads them (R09, art. 2.2)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from foundation.models import StoredDocument
from network.modules import Module
from network.roles import Role
from tests.convention.factories import small_pdf
from tests.factories import LibraryFactory, PersonFactory, VendorFactory, person_as
from tests.training.factories import NOW, agent, declared
from training.models import Certification
from training.states import CertificationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
URL = reverse("training:declare_equivalence")


@pytest.fixture
def library():
    return LibraryFactory()


@pytest.fixture
def someone(library):
    return agent(library).person


@pytest.fixture
def head(library):
    return person_as(Role.LIBRARY_HEAD, library)


@pytest.fixture
def coordinator():
    return person_as(Role.COORDINATOR)


def a_proof(name: str = "Diplôme de Zoé.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else small_pdf("diplôme"))


def a_picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return content.getvalue()


def typed(person, **fields) -> dict:
    """What the form is sent, for a training followed ten days ago."""
    return {
        "person": person.pk,
        "title": "Cataloguer avec Logiciel-Demo",
        "provider": "Organisme-Demo",
        "followed_on": NOW.date() - 10 * DAY,
        "modules": [Module.CATALOGUING_1, Module.CATALOGUING_2],
        "file": a_proof(),
    } | fields


def modules_of(certification: Certification) -> set[str]:
    return set(certification.modules.values_list("module", flat=True))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def errors_of(response) -> dict[str, list[str]]:
    return {
        name: [one.replace("\u00a0", " ") for one in found] for name, found in response.context["form"].errors.items()
    }


# --- declared --------------------------------------------------------------------------------------------------------


def test_one_declares_what_one_followed_elsewhere_and_it_certifies_for_nothing_yet(client, someone):
    client.force_login(someone)

    page = client.post(URL, typed(someone), follow=True)

    found = Certification.objects.get()
    assert (found.person, found.declared_by, found.state) == (someone, someone, CertificationState.DECLARED)
    assert modules_of(found) == {Module.CATALOGUING_1, Module.CATALOGUING_2}
    assert page.request["PATH_INFO"] == found.get_absolute_url()
    facts = {label: value.replace("\u00a0", " ") for label, value in page.context["facts"]}
    assert facts["Origine"] == "équivalence, Organisme-Demo"
    assert facts["Suivie"] == "le 19 février 2027"
    assert facts["Déclarée"] == f"le 1er mars 2027, par {someone}"
    assert "Expire" not in facts
    assert "a déclaré l’équivalence" in text_of(page)
    assert not Certification.objects.valid(NOW.date()).exists()
    assert [one.label for one in page.context["buttons"]] == ["Voir le justificatif"]


def test_one_says_that_it_forms_correspondents_with_or_without_a_module(client, someone):
    client.force_login(someone)
    client.post(URL, typed(someone, trains_correspondent="on"))
    client.post(URL, typed(someone, title="Dépanner", modules=[], trains_correspondent="on"))

    both, alone = Certification.objects.order_by("pk")

    assert (both.trains_correspondent, alone.trains_correspondent) == (True, True)
    assert (len(modules_of(both)), len(modules_of(alone))) == (2, 0)
    assert not Certification.objects.valid(NOW.date()).exists()


def test_the_proof_is_kept_under_a_name_that_says_nobody(client, someone):
    client.force_login(someone)
    client.post(URL, typed(someone))
    proof = Certification.objects.get().proof
    assert (proof.name, str(proof), proof.created_by) == ("justificatif.pdf", "Justificatif", someone)
    assert proof.about == Certification.objects.get()


def test_a_picture_is_a_proof_too(client, someone):
    client.force_login(someone)
    client.post(URL, typed(someone, file=a_proof("diplome.jpg", a_picture())))
    assert Certification.objects.get().proof.media_type == "image/png"


def test_a_head_declares_for_the_team_and_the_sclp_for_anyone(client, someone, head, coordinator):
    elsewhere = agent().person
    offered = {}
    for by in (someone, head, coordinator):
        client.force_login(by)
        offered[by] = {key for key, _ in client.get(URL).context["form"].fields["person"].choices}
    assert offered[someone] == {str(someone.pk)}
    assert offered[head] == {"", str(someone.pk), str(head.pk)}
    assert {str(someone.pk), str(elsewhere.pk)} <= offered[coordinator]

    client.force_login(head)
    refused = client.post(URL, typed(elsewhere))
    client.post(URL, typed(someone))

    assert list(errors_of(refused)) == ["person"]
    assert [(one.person, one.declared_by) for one in Certification.objects.all()] == [(someone, head)]


def test_nobody_declares_for_a_stranger_even_without_the_form(someone, head):
    with pytest.raises(PermissionDenied):
        declared(agent().person, by=head)
    assert not StoredDocument.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "Ce champ est obligatoire."),
        ("provider", "", "Dites quel organisme a donné cette formation."),
        ("followed_on", "", "Ce champ est obligatoire."),
        ("followed_on", date(2027, 3, 2), "Donnez un jour passé : nous sommes le 1er mars 2027."),
        ("modules", [], "Dites ce qu’elle apprend : un module au moins, ou la fonction de référent informatique."),
        ("file", "", "Choisissez un fichier."),
        ("person", "", "Ce champ est obligatoire."),
        ("person", "9" * 30, "Sélectionnez un choix valide."),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_what_was_typed_is_kept(field, value, told, client, someone):
    client.force_login(someone)

    page = client.post(URL, typed(someone) | {field: value})

    assert page.status_code == 422
    assert list(errors_of(page)) == [field]
    assert errors_of(page)[field][0].startswith(told)
    if field != "title":
        assert "Cataloguer avec Logiciel-Demo" in text_of(page)
    assert not Certification.objects.exists()


def test_the_day_it_is_declared_may_be_the_last_one_of_the_training(client, someone):
    client.force_login(someone)
    assert client.post(URL, typed(someone, followed_on=NOW.date())).status_code == 302
    assert Certification.objects.get().followed_on == NOW.date()


def test_a_file_of_another_sort_is_refused_by_its_content(client, someone):
    client.force_login(someone)
    page = client.post(URL, typed(someone, file=a_proof("diplome.pdf", b"Bonjour")))
    assert "un fichier texte ou CSV" in errors_of(page)["file"][0]


def test_a_good_file_waits_while_the_rest_is_corrected(client, someone):
    client.force_login(someone)
    page = client.post(URL, typed(someone, title=""))
    kept = page.context["form"]["file"].field.widget.get_context("file", None, {})["widget"]["kept"]
    assert kept["name"] == "Diplôme de Zoé.pdf"

    again = {name: value for name, value in typed(someone).items() if name != "file"}
    client.post(URL, again | {kept["field"]: kept["proof"]})

    assert Certification.objects.get().proof.name == "justificatif.pdf"


def test_a_double_click_declares_once(client, someone):
    client.force_login(someone)
    client.post(URL, typed(someone))
    page = client.post(URL, typed(someone))
    assert "Vous avez déjà enregistré" in text_of(page)
    assert Certification.objects.count() == 1


def test_a_vendor_of_the_market_is_chosen_by_who_sees_them_or_another_is_named_not_both(client, someone, coordinator):
    vendor = VendorFactory()
    client.force_login(someone)
    assert "vendor" not in client.get(URL).context["form"].fields
    client.force_login(coordinator)

    both = client.post(URL, typed(someone, vendor=vendor.pk))
    client.post(URL, typed(someone, vendor=vendor.pk, provider=""))

    assert "pas les deux" in errors_of(both)["provider"][0]
    assert Certification.objects.get().given_by == str(vendor)


def test_a_link_fills_the_person_and_the_module(client, head, someone):
    client.force_login(head)
    form = client.get(f"{URL}?person={someone.pk}&module={Module.PORTAL}").context["form"]
    assert (form["person"].value(), form["modules"].value()) == (str(someone.pk), [Module.PORTAL])
    assert client.get(URL).context["form"]["person"].value() == head.pk


def test_the_list_offers_it_to_who_may_declare(client, someone):
    for person, labels in ((someone, ["Déclarer une équivalence"]), (PersonFactory(), [])):
        client.force_login(person)
        page = client.get(reverse("training:certifications"))
        assert [one.label for one in page.context["list_buttons"]] == labels


def test_a_list_shows_no_dates_of_delivery_for_what_is_not_delivered(client, someone):
    declared(someone)
    client.force_login(someone)
    rows = client.get(reverse("training:certifications"), {"export": "csv"})
    [_, line] = b"".join(rows.streaming_content).decode("utf-8-sig").splitlines()
    assert line.startswith("Cataloguer")
    assert "2027" not in line
    assert "sans limite" not in line


# --- who reads -------------------------------------------------------------------------------------------------------


def test_the_page_and_the_proof_are_for_the_person_their_head_who_declared_and_the_sclp(client, library, coordinator):
    someone, former = agent(library).person, person_as(Role.LIBRARY_HEAD, library)
    found = declared(someone, by=former)
    held = former.assignments.get()
    held.role, held.library = Role.LIBRARIAN, LibraryFactory()
    held.save()
    readers = [someone, former, person_as(Role.LIBRARY_HEAD, library), coordinator]
    others = [
        agent(library).person,
        person_as(Role.LIBRARY_HEAD),
        person_as(Role.TRAINER),
        person_as(Role.ADMINISTRATOR),
    ]
    for person, expected in [*((one, 200) for one in readers), *((one, 404) for one in others)]:
        client.force_login(person)
        page = client.get(found.get_absolute_url())
        proof = client.get(found.proof.get_absolute_url())
        assert (page.status_code, proof.status_code) == (expected, expected), person
        if expected == 200:
            assert b"".join(proof.streaming_content) == small_pdf("preuve")
