"""The parts of pages in a real browser: readable by everyone, at every width, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def served(settings):
    """The address of the gallery, served by a thread: it needs no database, and none is open to it."""
    settings.ROOT_URLCONF = "tests.gallery.urls"
    settings.ALLOWED_HOSTS = ["localhost"]
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def open_gallery(chromium, served):
    """Open the gallery: `open_gallery(width=320)`. An error of the console, hence of the security policy, fails."""
    opened, complaints = [], []

    def new(width=1280, **options):
        context = chromium.new_context(
            base_url=served, viewport={"width": width, "height": 800}, locale="fr-FR", **options
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto("/galerie/")
        page.wait_for_load_state("networkidle")
        return page

    yield new
    for context in opened:
        context.close()
    assert complaints == []


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['target']}" for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_parts_are_accessible_and_fit_the_screen(open_gallery, width, scheme):
    page = open_gallery(width, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refused_form_is_accessible_and_leads_to_each_field(open_gallery):
    page = open_gallery()
    page.get_by_role("button", name="Enregistrer").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("4 points à corriger")
    assert violations(page) == []
    summary.get_by_role("link", name="Date de signature").click()
    expect(page.locator("#id_signed_on")).to_be_focused()
    summary.get_by_role("link", name="Commune").click()
    expect(page.locator("#id_commune-ts-control")).to_be_focused()


def test_the_menu_of_a_phone_opens_without_javascript(open_gallery):
    page = open_gallery(320, java_script_enabled=False)
    conventions = page.locator(".menu").get_by_role("link", name="Conventions")
    expect(conventions).to_be_hidden()
    page.locator(".menu summary").click()
    expect(conventions).to_be_visible()


def test_the_chosen_colours_are_there_from_the_first_paint(open_gallery):
    page = open_gallery()
    page.get_by_text("Claire Demo").click()
    page.get_by_text("Sombres").click()
    page.reload(wait_until="commit")
    assert 'data-bs-theme="dark"' in page.content()
    page.get_by_text("Claire Demo").click()
    page.get_by_text("Auto").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") is None


def test_the_palette_finds_a_section_by_keyboard_alone(open_gallery):
    page = open_gallery()
    page.keyboard.press("Control+k")
    box = page.get_by_role("textbox", name="Aller à")
    expect(box).to_be_focused()
    page.keyboard.type("formât")
    expect(page.locator("#palette-list a")).to_have_text(["Formations"])
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette-list a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_long_choice_is_searched_by_typing(open_gallery):
    page = open_gallery()
    page.locator(".ts-control").first.click()
    expect(page.locator("#id_commune-ts-control")).to_be_focused()
    expect(page.locator(".ts-dropdown .option:visible").first).to_have_text("Choisir…")
    page.keyboard.type("17")
    expect(page.locator(".ts-dropdown .option:visible")).to_have_text(["Commune-17"])
    page.keyboard.press("Enter")
    expect(page.locator("#id_commune")).to_have_value("17")


def test_a_double_click_sends_once(open_gallery):
    page = open_gallery()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.evaluate("const form = document.querySelector('form.form'); form.requestSubmit(); form.requestSubmit()")
    assert len(sent) == 1


def test_an_action_asks_before_it_is_done(open_gallery):
    page = open_gallery()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Valider").click()
    dialog = page.get_by_role("dialog", name="Figer le texte de cette convention ?")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog).to_be_hidden()
    assert sent == []


def test_a_file_that_is_too_heavy_is_refused_before_it_travels(open_gallery, tmp_path):
    page = open_gallery()
    heavy = tmp_path / "scan.pdf"
    with heavy.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.locator("#id_scan").set_input_files(heavy)
    expect(page.get_by_role("alert").filter(has_text="pèse 26 Mo")).to_be_visible()
    expect(page.locator("#id_scan")).to_have_value("")
    light = tmp_path / "light.pdf"
    light.write_bytes(b"%PDF-1.7")
    page.locator("#id_scan").set_input_files(light)
    expect(page.locator("#id_scan_size")).to_have_count(0)


def test_paper_receives_the_matter_alone(open_gallery):
    page = open_gallery()
    page.emulate_media(media="print")
    for left_out in (".side", ".top", ".foot", ".form-buttons"):
        expect(page.locator(left_out).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Convention d’Exempleville")).to_be_visible()
