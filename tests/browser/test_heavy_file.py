"""A file of 320 MB: refused before it leaves by the page’s script, and by the server where no script runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import looks
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser
PAGE = "/systeme/imports/bibliotheques/nouveau/"


@pytest.fixture
def heavy(tmp_path) -> str:
    """A file without content, which takes no room on the disk."""
    path = tmp_path / "gros.csv"
    with path.open("wb") as file:
        file.truncate(320 * 1024 * 1024)
    return str(path)


def test_the_page_refuses_it_before_it_leaves(open_context, heavy):
    page = sign_in(open_context(), "coordinatrice")
    page.goto(PAGE)
    page.locator("main input[type=file]").first.set_input_files(heavy)
    expect(page.get_by_role("main")).to_contain_text("pèse 320 Mo : la limite est de 20 Mo")
    assert looks(page) == []


def test_without_a_script_the_server_refuses_it_on_a_page_that_arrives(open_context, heavy):
    signed_in = sign_in(open_context(), "coordinatrice").context.storage_state()
    page = open_context(java_script_enabled=False, storage_state=signed_in).new_page()
    page.goto(PAGE)
    page.locator("main input[type=file]").first.set_input_files(heavy)
    with page.expect_navigation() as answer:
        page.locator("main form button").first.click()
    assert answer.value.status == 413
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est trop lourd pour un seul envoi")
