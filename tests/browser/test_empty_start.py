"""A network that begins, as `script/server --empty` leaves it: by its screens alone to a notified convention."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.product import served
from tests.browser.test_first_convention import walk_to_a_notified_convention

pytestmark = pytest.mark.browser
PASSWORD = "un-mot-de-passe-de-demonstration"  # noqa: S105 - of this test’s own network
ADMINISTRATOR = {
    "MAILLAGE_ADMIN_EMAIL": "theo@demo.example",
    "MAILLAGE_ADMIN_FIRST_NAME": "Théo",
    "MAILLAGE_ADMIN_LAST_NAME": "Demo",
    "MAILLAGE_ADMIN_PASSWORD": PASSWORD,
}
TODAY = date.today()  # noqa: DTZ011 - the server’s own clock


@pytest.fixture
def empty(tmp_path):
    """The address of a product without the demo, and where its mails are written."""
    with served(tmp_path, "--empty", **ADMINISTRATOR) as url:
        yield url, tmp_path / "mails"


def mail_to(folder, address: str) -> str:
    """The text of the mail that came for this address, once the worker has sent it."""
    until = monotonic() + 60
    while monotonic() < until:
        for path in folder.glob("*"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if address in str(mail["To"]):
                return mail.get_body(("plain",)).get_content()
        sleep(0.3)
    raise AssertionError(f"No mail for {address} in {folder}")


def sign_in(page: Page, email: str) -> None:
    page.goto("/compte/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/")


def save(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messages, [role=status]").first).to_be_visible()


def invite_the_coordination(page: Page) -> None:
    """The home says that nobody coordinates: the person, their function, their invitation."""
    task = page.get_by_role("listitem").filter(has_text="Personne ne tient la coordination")
    task.get_by_role("link", name="Ajouter").click()
    page.get_by_label("Prénom").fill("Claire")
    page.get_by_label("Nom", exact=True).fill("Demo")
    page.get_by_label("Adresse e-mail").fill("claire@demo.example")
    page.get_by_role("main").get_by_role("button", name="Enregistrer").click()
    page.get_by_role("list", name="Actions").get_by_role("link", name="Donner une fonction").click()
    page.get_by_label("Fonction").select_option(label="coordination")
    page.locator("select[name=place]").select_option(label="Service communautaire de la lecture publique", force=True)
    save(page)
    page.get_by_role("list", name="Actions").get_by_role("button", name="Inviter").click()


def test_an_empty_network_gets_to_a_notified_convention(chromium, empty, tmp_path):
    url, mails = empty
    context = chromium.new_context(base_url=url, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, "theo@demo.example")
    assert violations(page) == []
    invite_the_coordination(page)
    link = re.search(r"https?://\S+/invitation/\S+", mail_to(mails, "claire@demo.example"))[0]

    page = chromium.new_context(base_url=url, locale="fr-FR", reduced_motion="reduce").new_page()
    page.goto(link)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.goto("/")
    task = page.get_by_role("listitem").filter(has_text="Aucun mandat du Président ne court")
    task.get_by_role("link", name="Enregistrer").click()
    page.get_by_label("Titre").select_option("La Présidente")
    page.get_by_label("Présidente ou Président").fill("Bérénice Vélin-Demo")
    page.get_by_label("Début").fill((TODAY - timedelta(days=100)).isoformat())
    page.get_by_label("Dernier jour estimé").fill((TODAY + timedelta(days=1800)).isoformat())
    save(page)
    page.goto("/conventions/generer/")
    page.get_by_role("main").get_by_role("link", name="Créer un modèle").click()
    page.get_by_role("main").get_by_role("button", name="Partir du modèle fourni").first.click()
    walk_to_a_notified_convention(page, tmp_path)
