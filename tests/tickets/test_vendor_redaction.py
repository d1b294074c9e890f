"""What is written to the vendor is shown as it will be read, masked, and let pass one by one (R10, R17)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation import documents
from foundation.confirming import CONFIRMED
from foundation.models import OutboxMessage, StoredDocument
from network.roles import Role
from tests.factories import VendorFactory, person_as
from tests.tickets.factories import Desk
from tickets import cases, guarding, moves
from tickets.first_words import proposed
from tickets.forms.sending import OpenCaseForm
from tickets.models import VendorCase, VendorMessage
from tickets.states import Cause, Severity

pytestmark = pytest.mark.django_db
CARD, OTHER = "20012345678901", "20098765432109"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
def page(desk, client):
    """The page where the DSINum writes to the vendor about a ticket that it has taken."""
    ticket = desk.at_dsinum()
    client.force_login(desk.manager)
    return Page(desk, client, reverse("tickets:open_case", args=[ticket.pk]))


class Page:
    """A form sent step after step, as a browser sends it: what the last page held, then what is changed in it."""

    def __init__(self, desk, client, url):
        self.client, self.url = client, url
        self.form = client.get(url).context["form"]
        self.data = {
            "vendor": desk.vendor.pk,
            "contacts": [desk.editor.pk],
            "severity": Severity.MAJOR,
            "subject": "Écran blanc",
            "token": self.form.initial["token"],
        }

    def send(self, **changes):
        self.data |= changes
        answer = self.client.post(self.url, self.data)
        self.data.pop("attachments", None)
        if answer.status_code != 302:
            self.form = answer.context["form"]
            self.data[CONFIRMED] = self.form.data.get(CONFIRMED, "")
            kept = self.form["attachments"].field.widget.get_context("attachments", None, {})["widget"]["all_kept"]
            self.data["attachments-kept"] = [one["proof"] for one in kept]
        return answer

    @property
    def masks(self):
        """The masks that the page asks about: what they hide, and the value of their tick."""
        return {one.text: one.key for one in self.form.parcel.masks}


def shown(answer) -> str:
    return answer.content.decode()


def test_nothing_leaves_before_it_is_read_as_it_will_be(page):
    answer = page.send(body=f"La carte {CARD} de Mme Zoé Lointain ne passe pas.")
    assert answer.status_code == 200
    assert "<mark>[carte masquée]</mark> de Mme <mark>[nom masqué]</mark> ne passe pas." in shown(answer)
    assert not VendorCase.objects.exists()

    page.send()

    said = VendorMessage.objects.get()
    assert said.body == "La carte [carte masquée] de Mme [nom masqué] ne passe pas."
    assert (said.masked, said.vouched) == (2, [])
    for mail in OutboxMessage.objects.all():
        assert not {CARD, "Lointain"} & set(f"{mail.text} {mail.html} {mail.subject}".split())


def test_a_text_without_anything_found_is_read_first_too(page):
    assert "Aucune donnée de lecteur n’a été trouvée" in shown(page.send(body="L’écran reste blanc."))
    assert not VendorCase.objects.exists()
    assert page.send().status_code == 302


def test_a_mask_is_let_pass_by_its_own_tick_alone_and_the_message_keeps_it(page):
    answer = page.send(body=f"Le journal dit {CARD} puis {OTHER}.")
    assert "je confirme que ce n’est pas une donnée de lecteur" in shown(answer)

    page.send(left=[page.masks[CARD]])

    said = VendorMessage.objects.get()
    assert said.body == f"Le journal dit {CARD} puis [carte masquée]."
    assert (said.masked, said.vouched) == (1, [["numéro de carte", CARD]])


def test_a_tick_made_up_lets_nothing_pass(page):
    page.send(body=f"Carte {CARD}.", left=["0" * 16])
    page.send()
    assert VendorMessage.objects.get().body == "Carte [carte masquée]."


def test_a_text_changed_after_it_was_read_is_read_again(page):
    page.send(body="L’écran reste blanc.")
    answer = page.send(body=f"L’écran reste blanc pour la carte {CARD}.")
    assert answer.status_code == 200
    assert not VendorCase.objects.exists()

    page.send()
    assert VendorMessage.objects.get().body == "L’écran reste blanc pour la carte [carte masquée]."


def test_the_subject_is_masked_too(page):
    page.send(subject=f"Carte {CARD} refusée", body="Voir l’objet.")
    page.send()
    assert VendorCase.objects.get().subject == "Carte [carte masquée] refusée"


def test_nothing_typed_is_lost_when_a_field_is_refused(page):
    answer = page.send(body="L’écran reste blanc.", subject="")
    assert answer.status_code == 422
    assert "L’écran reste blanc." in shown(answer)


def test_people_of_the_network_and_their_professional_addresses_stay(desk):
    desk.dsinum.email = "dsinum@communaute.example"
    desk.dsinum.save()
    people = (desk.agent, desk.correspondent, desk.manager, desk.editor)
    for person, name in zip(people, ("Lebrun", "Caron", "Petit", "Roche"), strict=True):
        person.last_name = name
        person.save()
    guard = guarding.Guard(desk.at_dsinum(), desk.vendor)
    for person in people:
        assert guard.masked(f"Vu avec M. {person}.") == f"Vu avec M. {person}."
    for address in ("assistance@editeur.example", "dsinum@communaute.example", desk.manager.email, desk.editor.email):
        assert guard.masked(f"Écrire à {address}.") == f"Écrire à {address}."
    assert guard.masked("Vu avec M. Camille Lointain.") == "Vu avec M. [nom masqué]."
    assert guard.masked(f"Écrire à {desk.agent.email}.") == "Écrire à [e-mail masqué]."


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_text_file_leaves_masked_and_its_original_is_not_kept(page):
    log = SimpleUploadedFile("journal.txt", f"prêt refusé, carte {CARD}\n".encode())
    answer = page.send(body="Voir le journal.", attachments=[log])
    assert "1 donnée masquée (numéro de carte)" in shown(answer)

    assert page.send().status_code == 422
    assert not VendorCase.objects.exists()
    page.send(looked_at="on")

    kept = StoredDocument.objects.about(VendorMessage.objects.get()).get()
    with documents.open_document(kept) as file:
        assert file.read().decode() == "prêt refusé, carte [carte masquée]\n"
    assert kept.name == "journal.txt"
    assert VendorMessage.objects.get().masked == 1
    assert VendorMessage.objects.get().vouched == [["fichier regardé", "journal.txt"]]
    assert not StoredDocument.objects.filter(origin=StoredDocument.Origin.WAITING).exists()


@pytest.mark.parametrize("start", ["2027-03-15", "[2027-03-15]"])
def test_a_log_leaves_as_a_log(page, start):
    log = SimpleUploadedFile("trace.log", f"{start} prêt refusé, carte {CARD}\n".encode())
    page.send(body="Voir le journal.", attachments=[log])
    page.send(looked_at="on")

    assert StoredDocument.objects.about(VendorMessage.objects.get()).get().name == "trace.log"


def test_a_text_where_nothing_is_masked_leaves_without_a_tick(page):
    page.send(body="Voir le journal.", attachments=[SimpleUploadedFile("journal.txt", b"erreur 502\n")])
    assert page.send().status_code == 302
    assert VendorMessage.objects.get().vouched == []


@pytest.mark.parametrize("rows", ["", "Martin;Sophie;5521\n"])
def test_a_table_of_persons_is_looked_at_by_the_sender_even_empty(page, rows):
    given = SimpleUploadedFile("export.csv", f"Nom;Prénom;Carte\n{rows}".encode())
    assert "regardez" in shown(page.send(body="Voir.", attachments=[given]))
    assert page.send().status_code == 422

    page.send(looked_at="on")

    kept = StoredDocument.objects.about(VendorMessage.objects.get()).get()
    with documents.open_document(kept) as file:
        masked = rows and "[nom masqué];[nom masqué];[carte masquée]\n"
        assert file.read().decode() == f"Nom;Prénom;Carte\n{masked}"
    assert VendorMessage.objects.get().vouched == [["fichier regardé", "export.csv"]]


def test_a_masked_text_keeps_its_encoding(desk):
    guard = guarding.Guard(desk.at_dsinum(), desk.vendor)
    given = SimpleUploadedFile("export.csv", f"n°;carte\né;{CARD}\n".encode("cp1252"))
    assert guard.parcel("", "", [("export.csv", given)]).files[0].content == "n°;carte\né;[carte masquée]\n".encode(
        "cp1252"
    )


def test_a_name_in_the_name_of_a_file_is_masked(desk):
    guard = guarding.Guard(desk.at_dsinum(), desk.vendor)
    given = SimpleUploadedFile("x.png", PNG)
    assert guard.parcel("", "", [(f"carte {CARD}.png", given)]).files[0].name == "carte [carte masquée].png"


@pytest.mark.parametrize(
    ("ending", "content"),
    [("png", PNG), ("txt", b"erreur 502\n"), ("csv", f"carte {CARD}\n".encode())],
    ids=["picture", "text", "masked"],
)
def test_a_file_leaves_under_its_masked_name_that_the_sender_reads_and_looks_at(page, ending, content):
    given = SimpleUploadedFile(f"export_{CARD}_Jeanne_Martin.{ending}", content)
    answer = page.send(body="Voir.", attachments=[given])
    assert "2 données masquées (nom et numéro de carte) dans son nom" in shown(answer)

    assert page.send().status_code == 422
    page.send(looked_at="on")

    said, name = VendorMessage.objects.get(), f"export_[carte masquée]_[nom masqué].{ending}"
    assert StoredDocument.objects.about(said).get().name == name
    assert not StoredDocument.objects.filter(name__contains=CARD).exists()
    assert said.masked == 2 + (ending == "csv")
    assert said.vouched == [["fichier regardé", name]]


def test_a_picture_is_looked_at_by_the_sender_before_it_leaves(page):
    picture = SimpleUploadedFile("ecran.png", PNG)
    assert "aucune donnée de lecteur n’y apparaît" in shown(page.send(body="Voir.", attachments=[picture]))

    refused = page.send()
    assert refused.status_code == 422
    assert "Regardez ces fichiers, puis cochez cette case." in shown(refused)
    assert not VendorCase.objects.exists()

    page.send(looked_at="on")
    said = VendorMessage.objects.get()
    assert said.vouched == [["fichier regardé", "ecran.png"]]
    assert StoredDocument.objects.about(said).get().name == "ecran.png"


def test_a_file_added_after_the_tick_is_looked_at_too(page):
    page.send(body="Voir.", attachments=[SimpleUploadedFile("a.png", PNG)])
    page.send(looked_at="on", attachments=[SimpleUploadedFile("b.png", PNG + b"\1")])
    assert not VendorCase.objects.exists()
    page.data.pop("looked_at")
    assert page.send().status_code == 422
    assert not VendorCase.objects.exists()


def test_files_of_the_ticket_are_offered_but_those_of_a_note_and_leave_as_copies(desk, client):
    ticket = desk.at_dsinum(files=[("panne.txt", documents.arrive(b"erreur 502\n"))])
    public = StoredDocument.objects.about(ticket).get()
    note = moves.say(ticket, "Entre nous.", by=desk.manager, internal=True,
                     files=[("interne.txt", documents.arrive(b"contrat\n"))])  # fmt: skip
    client.force_login(desk.manager)
    page = Page(desk, client, reverse("tickets:open_case", args=[ticket.pk]))
    assert [label for _, label in page.form.fields["picked"].choices] == ["panne.txt"]

    secret = StoredDocument.objects.about(note).get()
    assert page.send(body="Voir.", picked=[str(secret.key)]).status_code == 422
    page.send(picked=[str(public.key)])
    page.send()

    copy = StoredDocument.objects.about(VendorMessage.objects.get()).get()
    assert (copy.name, copy.sha256) == (public.name, public.sha256)
    assert copy.pk != public.pk
    assert StoredDocument.objects.about(ticket).get() == public


# --- to whom ---------------------------------------------------------------------------------------------------------


def test_a_contact_of_another_vendor_is_refused(page):
    stranger = person_as(Role.VENDOR_CONTACT, VendorFactory())
    answer = page.send(body="Voir.", contacts=[stranger.pk])
    assert answer.status_code == 422
    assert "contacts" in page.form.errors


def test_a_vendor_that_nobody_can_write_to_is_refused(page):
    mute = VendorFactory(email="")
    assert page.send(body="Voir.", vendor=mute.pk, contacts=[]).status_code == 422
    assert "n’a pas d’adresse e-mail" in str(page.form.errors["contacts"])


def test_sent_twice_it_opens_one_case_and_shows_it(page):
    page.send(body="L’écran reste blanc.")
    first, again = page.send(), page.send()
    assert VendorCase.objects.count() == 1
    assert [answer.status_code for answer in (first, again)] == [302, 302]


# --- the words proposed ----------------------------------------------------------------------------------------------


def test_the_words_proposed_tell_what_happens_since_when_and_what_was_tried_already_masked(desk):
    ticket = desk.at_dsinum(description=f"La carte {CARD} ne passe pas.")
    moves.say(ticket, "Client difficile.", by=desk.manager, internal=True)
    body = OpenCaseForm(ticket=ticket, person=desk.manager, people=None).initial["body"]
    assert "La carte [carte masquée] ne passe pas." in body
    assert "Signalé le mardi 2 mars 2027" in body
    assert "Même chose sur deux postes." in body
    assert ticket.number in body
    assert not any(word in body for word in (CARD, "difficile", str(desk.library), str(desk.agent)))


def test_without_a_referent_what_was_tried_is_left_to_complete():
    ticket = Desk(trained=False).declared()
    assert "Ce qui a été essayé\u00a0:\n\n" in proposed(ticket)


def test_after_a_reopening_what_was_answered_why_it_is_not_over_and_the_earlier_case_are_proposed():
    desk = Desk()
    case = desk.case()
    cases.answer(case, "Corrigé.", by=desk.editor)
    solved = moves.resolve(case.ticket, by=desk.manager, solution="Version 3.2 installée.", cause=Cause.SOFTWARE)
    assert "rouvert" not in proposed(solved)
    ticket = moves.reopen(solved, by=desk.agent, why="L’écran est blanc de nouveau.")

    body = proposed(ticket)

    assert "Version 3.2 installée." in body
    assert "L’écran est blanc de nouveau." in body
    assert f"après notre dossier {case.number}" in body
