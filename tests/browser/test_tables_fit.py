"""The boards of the desk are read whole, without moving a table sideways, on a screen as on a phone."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser

BOARDS = ("/tickets/pilotage/", "/tickets/flux/")
SCREEN = 1280  # px
CUT = """() => [document.documentElement, ...document.querySelectorAll("main .table-frame")]
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => `${one.querySelector("caption, title")?.textContent} : ${one.scrollWidth} > ${one.clientWidth}`)"""


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_no_table_of_a_board_is_cut(open_context, width):
    page = sign_in(open_context(width=width), "coordinatrice")

    found = {}
    for path in BOARDS:
        page.goto(path)
        assert page.locator("main .table-frame").count(), path
        found[path] = page.evaluate(CUT)

    assert found == dict.fromkeys(BOARDS, [])


# Where what each cell says begins, row by row: beside its label, one under the other.
BEGINNINGS = """() => [...document.querySelectorAll("main .table-cards > tbody > tr")].map((row) => {
    const words = document.createRange();
    return [...row.querySelectorAll("td[data-label]:not(.is-choice, :empty)")].flatMap((cell) => {
        words.selectNodeContents(cell);
        const lefts = [...words.getClientRects()].map((one) => Math.round(one.left));
        return lefts.length ? [Math.min(...lefts)] : [];
    });
})"""


@pytest.mark.parametrize("path", ["/tickets/?late=late", "/tickets/dossiers/"])
def test_on_a_phone_a_late_row_says_its_date_beside_its_label(open_context, path):
    page = sign_in(open_context(width=PHONE), "coordinatrice")

    page.goto(path)
    rows = page.evaluate(BEGINNINGS)

    assert page.locator("td .badge", has_text="en retard").count()
    assert [lefts for lefts in rows if len(set(lefts)) > 1] == []
