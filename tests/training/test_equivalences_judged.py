"""Equivalences judged by the SCLP: accepted or refused, and what follows for the person (R09, art. 2.2)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation import clock, outbox, privacy
from foundation.models import OutboxMessage, StoredDocument
from foundation.todo import waiting
from foundation.workflow import Refused
from ils import access
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.foundation.pdf_text import text_of as pdf_text
from tests.training.factories import NOW, agent, certified, declared
from training import attestations, equivalence
from training.correspondents import effective_correspondents
from training.models import Certification
from training.states import CertificationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
NBSP = "\u00a0"


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


def modules_of(certification: Certification) -> set[str]:
    return set(certification.modules.values_list("module", flat=True))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def errors_of(response) -> dict[str, list[str]]:
    return {
        name: [one.replace("\u00a0", " ") for one in found] for name, found in response.context["form"].errors.items()
    }


# --- judged ----------------------------------------------------------------------------------------------------------


def test_the_sclp_has_it_to_do_until_it_is_judged(coordinator, someone, head):
    found = declared(someone)
    [line] = [one for one in waiting(coordinator) if "équivalence" in one.text]
    assert line.url == found.get_absolute_url()
    assert f"{someone} déclare une équivalence" in line.text
    assert [one for one in waiting(head) if "équivalence" in one.text] == []

    equivalence.refuse(found, by=coordinator, reason="Non")

    assert [one for one in waiting(coordinator) if "équivalence" in one.text] == []


def test_several_to_judge_are_one_line_that_opens_on_all_of_them(client, coordinator):
    for _ in range(3):
        declared(agent().person)
    certified(PersonFactory())
    [line] = [one for one in waiting(coordinator) if "équivalence" in one.text]
    assert "3 équivalences à vérifier" in line.text.replace("\u00a0", " ")
    client.force_login(coordinator)
    assert client.get(line.url).context["listing"].total == 3


def test_accepted_it_is_worth_a_session_of_the_network_from_that_day(client, coordinator, someone):
    found = declared(someone)
    client.force_login(coordinator)
    url = reverse("training:accept_equivalence", args=[found.pk])
    assert client.get(url).context["form"]["modules"].value() == [Module.CATALOGUING_1, Module.CATALOGUING_2]
    with clock.frozen_at(NOW + 3 * DAY) as later:
        page = client.post(url, {"modules": [Module.CATALOGUING_1], "expires_on": date(2028, 3, 1)}, follow=True)

    found = Certification.objects.get()
    assert (found.state, found.issued_on, found.expires_on) == (
        CertificationState.ISSUED,
        later.date(),
        date(2028, 3, 1),
    )
    assert modules_of(found) == {Module.CATALOGUING_1}
    held = Certification.objects.filter(person=someone)
    assert not held.valid(NOW.date()).exists()
    assert held.valid(later.date()).exists()
    assert f"Sans {Module.CATALOGUING_2.label}." in text_of(page)
    decided = access.decide(someone, Module.CATALOGUING_1, later.date())
    assert "certification" not in [one.code for one in decided.missing]
    assert found.proof.is_frozen


def test_accepted_without_an_end_it_lasts(client, coordinator, someone):
    found = declared(someone)
    client.force_login(coordinator)
    client.post(reverse("training:accept_equivalence", args=[found.pk]), {"modules": [Module.CATALOGUING_1]})
    assert Certification.objects.get().expires_on is None
    assert Certification.objects.valid(date(2060, 1, 1)).exists()


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        ({"modules": []}, "modules", "Gardez un module au moins"),
        ({"modules": [Module.PORTAL]}, "modules", "Sélectionnez un choix valide"),
        ({"modules": [Module.CATALOGUING_1], "expires_on": "2027-02-28"}, "expires_on", "Donnez un jour à venir"),
    ],
)
def test_what_cannot_be_accepted_is_said_under_its_field(sent, field, told, client, coordinator, someone):
    found = declared(someone)
    client.force_login(coordinator)
    page = client.post(reverse("training:accept_equivalence", args=[found.pk]), sent)
    assert page.status_code == 422
    assert errors_of(page)[field][0].startswith(told)
    assert Certification.objects.get().state == CertificationState.DECLARED


def test_it_may_be_worth_that_very_day_alone(coordinator, someone):
    accepted = equivalence.accept(
        declared(someone), by=coordinator, modules=[Module.CATALOGUING_1], expires_on=NOW.date()
    )
    assert Certification.objects.valid(NOW.date()).get() == accepted
    assert not Certification.objects.valid(NOW.date() + DAY).exists()


def test_none_of_the_modules_kept_is_no_acceptance(coordinator, someone):
    with pytest.raises(Refused, match="refusez l’équivalence"):
        equivalence.accept(declared(someone), by=coordinator, modules=[Module.PORTAL])
    found = Certification.objects.get()
    assert (found.state, len(modules_of(found))) == (CertificationState.DECLARED, 2)
    assert not OutboxMessage.objects.exists()


def test_refused_it_certifies_for_nothing_and_the_reason_is_read(client, coordinator, someone):
    found = declared(someone)
    client.force_login(coordinator)
    url = reverse("training:refuse_equivalence", args=[found.pk])
    unsaid = client.post(url, {"reason": " "})
    assert errors_of(unsaid)["reason"] == ["Ce champ est obligatoire."]

    client.post(url, {"reason": "Le programme manque"})

    client.force_login(someone)
    page = client.get(found.get_absolute_url())
    assert page.context["standing"] == "Refusée"
    assert "Le programme manque" in text_of(page)
    assert not Certification.objects.valid(NOW.date()).exists()


@pytest.mark.parametrize("name", ["accept", "refuse"])
def test_it_is_judged_once(name, client, coordinator, someone):
    found = declared(someone)
    equivalence.accept(found, by=coordinator, modules=[Module.CATALOGUING_1])
    judge = {
        "accept": lambda: equivalence.accept(found, by=coordinator, modules=[Module.CATALOGUING_1]),
        "refuse": lambda: equivalence.refuse(found, by=coordinator, reason="Non"),
    }
    with pytest.raises(Refused, match="Délivrée"):
        judge[name]()
    client.force_login(coordinator)
    page = client.get(reverse(f"training:{name}_equivalence", args=[found.pk]))
    assert page.status_code == 409
    assert "l’état est « Délivrée »" in text_of(page)


def test_a_head_judges_nothing(client, head, someone):
    found = declared(someone)
    client.force_login(head)
    assert [one.label for one in client.get(found.get_absolute_url()).context["buttons"]] == ["Voir le justificatif"]
    with pytest.raises(PermissionDenied):
        equivalence.accept(found, by=head, modules=[Module.CATALOGUING_1])
    with pytest.raises(PermissionDenied):
        equivalence.refuse(found, by=head, reason="Non")


def test_the_sclp_sees_what_to_do_on_the_page(client, coordinator, someone):
    found = declared(someone)
    client.force_login(coordinator)
    labels = [one.label for one in client.get(found.get_absolute_url()).context["buttons"]]
    assert labels == ["Voir le justificatif", "Accepter l’équivalence", "Refuser l’équivalence"]


def test_its_attestation_says_when_and_where_it_was_followed(coordinator, someone):
    accepted = equivalence.accept(declared(someone), by=coordinator, modules=[Module.CATALOGUING_1])
    said = pdf_text(attestations.print_attestation(accepted).content).replace("\u00a0", " ")
    assert "a suivi, le 19 février 2027, auprès de Organisme-Demo, la formation" in " ".join(said.split())
    assert "une formation du réseau" in " ".join(said.split())


def test_a_training_is_not_attested_before_it_is_followed(someone):
    with pytest.raises(IntegrityError), transaction.atomic():
        certified(someone, followed_on=NOW.date() + DAY)


# --- of référents informatiques (R19) --------------------------------------------------------------------------------


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_sclp_says_whether_it_makes_a_designated_correspondent_effective(is_asked, client, coordinator):
    designated = agent(role=Role.IT_CORRESPONDENT)
    found = declared(designated.person, trains_correspondent=is_asked)
    assert not effective_correspondents(NOW.date()).exists()
    client.force_login(coordinator)
    url = reverse("training:accept_equivalence", args=[found.pk])
    assert client.get(url).context["form"]["trains_correspondent"].value() is is_asked

    client.post(url, {"modules": [Module.CATALOGUING_1], "trains_correspondent": "on"})

    assert effective_correspondents(NOW.date()).get() == designated
    assert "Elle vaut formation de référent informatique (art. 4.1)." in mails("accepted")[0].text.replace(NBSP, " ")
    facts = dict(client.get(found.get_absolute_url()).context["facts"])
    assert facts["Référent informatique"] == "le rend effectif (art. 4.1)"


def test_asked_for_and_not_kept_it_leaves_the_correspondent_to_be_trained_and_says_so(client, coordinator):
    designated = agent(role=Role.IT_CORRESPONDENT)
    found = declared(designated.person, trains_correspondent=True)
    client.force_login(coordinator)
    facts = dict(client.get(found.get_absolute_url()).context["facts"])
    assert facts["Référent informatique"] == "reconnaissance demandée (art. 4.1)"

    client.post(
        reverse("training:accept_equivalence", args=[found.pk]),
        {"modules": [Module.CATALOGUING_1, Module.CATALOGUING_2]},
    )

    assert not effective_correspondents(NOW.date()).exists()
    assert "n’a pas retenu : formation de référent informatique." in mails("accepted")[0].text.replace(NBSP, " ")
    page = client.get(found.get_absolute_url())
    assert "Référent informatique" not in dict(page.context["facts"])
    assert "Sans formation de référent informatique." in text_of(page)


def test_a_training_for_correspondents_alone_needs_no_module(client, coordinator):
    designated = agent(role=Role.IT_CORRESPONDENT)
    found = declared(designated.person, modules=[], trains_correspondent=True)
    client.force_login(coordinator)
    url = reverse("training:accept_equivalence", args=[found.pk])
    assert "modules" not in client.get(url).context["form"].fields

    refused = client.post(url, {})
    client.post(url, {"trains_correspondent": "on"})

    assert errors_of(refused)["__all__"][0].startswith("Gardez un module au moins, ou la formation de référent")
    assert effective_correspondents(NOW.date()).get() == designated
    assert "modules du SIGB" not in mails("accepted")[0].text


# --- told ------------------------------------------------------------------------------------------------------------


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=f"training-equivalence-{kind}").order_by("pk"))


def test_the_person_and_who_declared_it_are_told_once_each(coordinator, head, someone):
    for by in (head, someone):
        equivalence.refuse(declared(someone, by=by), by=coordinator, reason="Le programme manque")
    assert [one.recipient for one in mails("refused")] == [someone, head, someone]
    for message in mails("refused"):
        text = message.text.replace("\u00a0", " ")
        assert "Motif : Le programme manque" in text
        is_own = message.recipient == someone
        assert ("que vous avez suivie" in text, f"suivie par {someone}" in text) == (is_own, not is_own)


def test_the_mail_of_acceptance_says_for_what_until_when_and_what_is_not_kept(coordinator, someone):
    equivalence.accept(declared(someone), by=coordinator, modules=[Module.CATALOGUING_1], expires_on=date(2028, 3, 1))
    [message] = mails("accepted")
    text = message.text.replace("\u00a0", " ")
    first, second = (str(one.label) for one in (Module.CATALOGUING_1, Module.CATALOGUING_2))
    assert "« Cataloguer », que vous avez suivie." in text
    assert "jusqu’au 1er mars 2028" in text
    assert f"forme aux modules du SIGB : {first}." in text
    assert f"n’a pas retenu : {second}." in text


def test_who_has_no_address_is_told_by_the_head_who_is_written_to_once(coordinator, head, library):
    volunteer = agent(library, role=Role.VOLUNTEER, person=PersonFactory(email=None)).person
    equivalence.refuse(declared(volunteer, by=head), by=coordinator, reason="Non")
    [message] = mails("refused")
    assert message.recipient == head
    assert f"Pour {volunteer}, qui n’a pas d’adresse" in message.text.replace("\u00a0", " ")


def test_the_mail_of_acceptance_does_not_leave_once_it_is_taken_back(coordinator, someone):
    accepted = equivalence.accept(declared(someone), by=coordinator, modules=[Module.CATALOGUING_1])
    attestations.revoke(accepted, by=coordinator, reason="Erreur")
    outbox.send_due()
    [message] = mails("accepted")
    assert message.last_error == "L’attestation a été retirée."
    assert message.withdrawn_at


def test_the_mail_of_refusal_stays_true(coordinator, someone):
    equivalence.refuse(declared(someone), by=coordinator, reason="Non")
    outbox.send_due()
    assert mails("refused")[0].sent_at


# --- erased ----------------------------------------------------------------------------------------------------------


def test_who_is_erased_leaves_no_file_of_what_was_refused_or_waits(coordinator, someone):
    refused, waiting_one = declared(someone, title="Refusée"), declared(someone, title="En attente")
    equivalence.refuse(refused, by=coordinator, reason="Trop ancienne.")
    files = [one.proof for one in (refused, waiting_one)]

    privacy.anonymise(someone, by=coordinator)

    left = Certification.objects.filter(person=someone)
    assert {(one.state, one.proof) for one in left} == {(CertificationState.REFUSED, None)}
    assert not StoredDocument.objects.filter(pk__in=[file.pk for file in files]).exists()


def test_who_is_erased_keeps_the_proof_of_what_was_accepted(coordinator, someone):
    accepted = equivalence.accept(declared(someone), by=coordinator, modules=[Module.CATALOGUING_1])

    privacy.anonymise(someone, by=coordinator)

    assert Certification.objects.get().proof == accepted.proof
