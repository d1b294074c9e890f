"""The page where a case is made more, or less, grave: read as the vendor will read it, then sent (R10, R17)."""

import pytest
from django.urls import reverse

from foundation.confirming import CONFIRMED
from foundation.models import OutboxMessage
from tickets import case_standing, cases
from tickets.case_mails import TO_VENDOR
from tickets.models import VendorCase, VendorMessage
from tickets.states import Severity

pytestmark = pytest.mark.django_db
CARD = "20012345678901"
BLOCKING, MAJOR, MINOR = Severity.BLOCKING, Severity.MAJOR, Severity.MINOR


@pytest.fixture
def case(desk):
    """A major case that the vendor has received."""
    return cases.opened_by_vendor(desk.case(), by=desk.editor)


def regraded(case, severity=BLOCKING, *, by, **facts):
    """Changed by another way than the page."""
    found = VendorCase.objects.get(pk=case.pk)
    return cases.change_severity(found, severity, by=by, reason="Le prêt est arrêté partout.", **facts)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("&nbsp;", " ")


class Page:
    """The form, sent step after step as a browser does."""

    def __init__(self, client, case):
        self.client, self.url = client, reverse("tickets:case_severity", args=[case.pk])
        self.form = client.get(self.url).context["form"]
        self.data = {"severity": BLOCKING, "body": "Partout.", "token": self.form.initial["token"]}

    def send(self, **changes):
        self.data |= changes
        answer = self.client.post(self.url, self.data)
        if answer.status_code != 302:
            self.form = answer.context["form"]
            self.data[CONFIRMED] = self.form.data.get(CONFIRMED, "")
        return answer


@pytest.fixture
def page(desk, case, client):
    client.force_login(desk.manager)
    return Page(client, case)


def test_what_leaves_is_read_first_with_both_severities_then_sent(page, case):
    shown = plain(page.send().text)
    assert "La gravité du dossier passe de majeure à bloquante." in shown
    assert VendorCase.objects.get(pk=case.pk).severity == MAJOR

    answer = page.send()

    said = VendorMessage.objects.exclude(severity="").get()
    assert answer.url == said.get_absolute_url()
    assert (said.severity_before, said.severity, said.body) == (MAJOR, BLOCKING, "Partout.")
    assert "L’éditeur en est prévenu." in page.client.get(case.get_absolute_url()).text


def test_the_page_says_that_the_vendor_reads_the_reason_and_offers_the_other_severities(page):
    fields = page.form.fields

    assert fields["body"].label == "Pourquoi ? L’éditeur le lira."
    assert [code for code, _ in fields["severity"].choices] == [BLOCKING, MINOR]
    assert set(fields) == {"severity", "body", "token"}


def test_the_data_of_a_patron_leaves_masked_in_the_reason_as_in_any_message(page):
    shown = page.send(body=f"La carte {CARD} de Mme Zoé Lointain ne passe plus.").text
    assert "<mark>[carte masquée]</mark> de Mme <mark>[nom masqué]</mark>" in shown

    page.send()

    said = VendorMessage.objects.exclude(severity="").get()
    assert (said.body, said.masked) == ("La carte [carte masquée] de Mme [nom masqué] ne passe plus.", 2)
    assert said.case.history.first().history_change_reason == said.body
    for row in OutboxMessage.objects.about(said).filter(kind=TO_VENDOR):
        assert not {CARD, "Lointain"} & set(f"{row.text} {row.html}".split())


def test_a_mask_is_let_pass_by_its_own_tick(page):
    page.send(body=f"Le journal dit {CARD}.")
    page.send(left=[one.key for one in page.form.parcel.masks])

    said = VendorMessage.objects.exclude(severity="").get()
    assert (said.body, said.vouched) == (f"Le journal dit {CARD}.", [["numéro de carte", CARD]])


@pytest.mark.parametrize("changes", [{"severity": MINOR}, {"body": "Plus nulle part."}])
def test_what_is_changed_after_it_was_read_is_read_again(page, case, changes):
    page.send()
    assert page.send(**changes).status_code == 200
    assert VendorCase.objects.get(pk=case.pk).severity == MAJOR
    assert page.send().status_code == 302


def test_a_severity_that_another_changed_meanwhile_is_read_again(desk, page, case):
    page.send()
    regraded(case, MINOR, by=desk.technician)

    answer = page.send()

    assert answer.status_code == 200
    assert "passe de mineure à bloquante" in plain(answer.text)


@pytest.mark.parametrize(
    ("changes", "field"), [({"body": ""}, "body"), ({"body": "  "}, "body"), ({"severity": ""}, "severity")]
)
def test_nothing_is_sent_without_a_severity_and_a_reason(page, changes, field):
    answer = page.send(**changes)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_its_own_severity_is_refused_in_words(page):
    answer = page.send(severity=MAJOR)

    assert answer.status_code == 422
    assert "Choisissez une autre gravité que celle du dossier." in answer.text


def test_a_double_click_sends_it_once(page):
    page.send()
    assert [page.send().status_code for _ in range(2)] == [302, 302]
    assert VendorMessage.objects.exclude(severity="").count() == 1


def test_the_page_of_a_closed_case_is_refused(desk, case, client):
    client.force_login(desk.manager)
    cases.close(case, by=desk.manager, why="Réglé.")

    page = client.get(reverse("tickets:case_severity", args=[case.pk]))

    assert page.status_code == 409
    assert "Ce n’est pas possible : l’état est « clos »." in page.text.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "Nouvelle gravité" not in page.text


def test_the_button_is_of_who_may(desk, case):
    def labels(person):
        return [one.label for one in case_standing.buttons(VendorCase.objects.get(pk=case.pk), person)]

    assert "Changer la gravité" in labels(desk.technician)
    assert "Changer la gravité" not in labels(desk.coordinator) + labels(desk.editor)
    cases.close(case, by=desk.manager, why="Réglé.")
    assert labels(desk.manager) == []


def test_each_reads_the_change_in_the_thread_and_the_vendor_reads_no_tick(desk, case, client):
    regraded(case, by=desk.manager, vouched=[["numéro de carte", CARD]])

    told = {}
    for person in (desk.technician, desk.editor):
        client.force_login(person)
        told[person] = plain(client.get(case.get_absolute_url()).text)
        assert "a changé la gravité : majeure → bloquante." in told[person]
        assert "Le prêt est arrêté partout." in told[person]
    assert CARD in told[desk.technician]
    assert CARD not in told[desk.editor]


def test_the_page_of_the_ticket_shows_it_as_the_last_word_of_the_case(desk, case, client):
    regraded(case, by=desk.manager)
    client.force_login(desk.technician)

    assert "La gravité du dossier passe de majeure à bloquante." in client.get(case.ticket.get_absolute_url()).text


def test_who_changes_the_priority_reads_that_the_severity_stays(desk, case, client):
    url = reverse("tickets:prioritise", args=[case.ticket_id])
    client.force_login(desk.coordinator)
    told = f"La gravité du dossier {case.number} reste majeure : les délais de l’éditeur ne changent pas."
    assert told in plain(client.get(url).text)

    cases.close(case, by=desk.manager, why="Réglé.")

    assert "La gravité du dossier" not in client.get(url).text
