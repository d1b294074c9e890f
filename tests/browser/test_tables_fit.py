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
