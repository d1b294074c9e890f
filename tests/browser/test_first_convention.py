"""A newcomer’s path, with the README alone: from signing in to a signed and notified convention, and its PDF."""

import io
import re
from datetime import date, timedelta

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser


def signed_scan(tmp_path):
    """What a scanner gives: here a PDF of one page."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    path = tmp_path / "convention signée.pdf"
    path.write_bytes(out.getvalue())
    return path


def press(page, name: str) -> None:
    """Press a button, and say yes to the question it asks, if it asks one."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    question = page.locator("dialog[open]")
    if question.count():
        question.get_by_role("button", name=name).click()


def generate(page, commune: str, starts_on: date) -> None:
    """From the list to the finished job."""
    page.goto("/conventions/")
    page.get_by_role("link", name="Générer des conventions").first.click()
    page.get_by_label("Date d’effet").fill(starts_on.isoformat())
    page.get_by_role("checkbox", name=re.compile(f"^{commune}")).check()
    page.get_by_role("button", name="Vérifier avant de générer").click()
    page.get_by_role("button", name="Générer 1 convention").click()
    page.wait_for_url("**/systeme/travaux/**")
    expect(page.get_by_role("main")).to_contain_text("Terminé", ignore_case=True, timeout=60_000)


def walk_to_a_notified_convention(page, folder):
    """The path of docs/utilisateurs/premiere-convention.md, for one commune, from the home of the coordinator."""
    generate(page, "Favrieux", date.today() + timedelta(days=30))  # noqa: DTZ011 - the server’s own clock, in a browser

    page.goto("/conventions/?q=Favrieux")
    page.get_by_role("link", name=re.compile("CONV-")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convention avec la commune de Favrieux")
    with page.expect_download() as download:
        page.evaluate(
            "link => { link.setAttribute('download', ''); link.click() }",
            page.locator("a[href*='/systeme/documents/']").first.element_handle(),
        )
    pdf = pikepdf.open(download.value.path())
    assert len(pdf.pages) >= 9
    assert "Favrieux" in str(pdf.docinfo["/Title"])

    press(page, "Valider le texte")
    expect(page.get_by_text("Le texte est validé")).to_be_visible()
    press(page, "Envoyer en signature")
    page.get_by_role("link", name="Enregistrer les signatures").click()
    day = page.locator("time")  # in the demo, whose day may be moved
    today = (day.first.get_attribute("datetime") if day.count() else None) or date.today().isoformat()  # noqa: DTZ011
    for label in ("Maire", "Président"):
        page.get_by_label(re.compile(label)).first.fill(today[:10])
    press(page, "Enregistrer")
    page.get_by_role("link", name="Déposer le scan signé").first.click()
    page.locator("input[type=file]").set_input_files(signed_scan(folder))
    press(page, "Déposer")
    page.get_by_role("link", name="Notifier").click()
    press(page, "Notifier")

    expect(page.get_by_role("main")).to_contain_text("Notifiée")
    expect(page.get_by_role("main")).to_contain_text("à venir")


def test_a_newcomer_signs_a_convention_from_the_model_to_its_pdf(open_context, tmp_path):
    page = sign_in(open_context(), "coordinatrice")

    walk_to_a_notified_convention(page, tmp_path)

    assert violations(page) == []


def test_a_double_click_on_generate_makes_one_job(open_context):
    page = sign_in(open_context(), "coordinatrice")
    page.goto("/conventions/generer/")
    page.get_by_label("Date d’effet").fill((date.today() + timedelta(days=40)).isoformat())  # noqa: DTZ011
    page.get_by_role("checkbox", name=re.compile("^Flacourt")).check()
    page.get_by_role("button", name="Vérifier avant de générer").click()
    page.get_by_role("button", name="Générer 1 convention").dblclick()
    page.wait_for_url("**/systeme/travaux/**")
    expect(page.get_by_role("main")).to_contain_text("Terminé", ignore_case=True, timeout=60_000)

    page.goto("/conventions/?q=Flacourt")

    assert page.locator("table tbody tr").count() == 1


def test_what_was_typed_comes_back_after_the_session_expired(open_context):
    context = open_context()
    page = sign_in(context, "coordinatrice")
    page.goto("/reseau/personnes/nouvelle/")
    page.get_by_label("Prénom").fill("Ondine")
    page.get_by_label("Nom", exact=True).fill("Palimpseste-Demo")
    context.clear_cookies(name="sessionid")

    page.locator("main button[type=submit]").last.click()
    page.fill("input[name=login]", "coordinatrice@demo.example")
    page.fill("input[name=password]", "maillage-demo-2026")
    page.locator("main button[type=submit]").first.click()

    page.wait_for_url("**/reseau/personnes/nouvelle/")
    assert page.get_by_label("Prénom").input_value() == "Ondine"
    assert page.get_by_label("Nom", exact=True).input_value() == "Palimpseste-Demo"


def test_the_keyboard_alone_suffices_to_open_a_convention(open_context):
    page = sign_in(open_context(), "coordinatrice")
    page.keyboard.press("Control+k")
    page.keyboard.type("Nézel", delay=40)
    expect(page.locator("dialog[open]")).to_contain_text("Nézel")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(conventions|reseau/communes)/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nézel")
