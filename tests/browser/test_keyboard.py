"""The keyboard alone, from the list to a notified convention, the focus always seen (WCAG 2.1.1, 2.4.7, 2.4.11)."""

import re
from datetime import date
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import sign_in
from tests.browser.test_first_convention import signed_scan

pytestmark = pytest.mark.browser

MOST_TABS = 150  # presses; beyond, the focus goes round in a ring
COMMUNE = "Drocourt"  # without a convention in the demo

# What has the focus: whether it is drawn so, and whether it can be seen, nothing over it.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const isDrawn = element => {
        const style = element && getComputedStyle(element);
        return style && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== 'none');
    };
    const box = one.getBoundingClientRect(), middle = box.top + box.height / 2;
    const isInside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const above = document.elementFromPoint(box.left + box.width / 2, Math.min(middle, innerHeight - 1));
    const related = [one, ...(one.labels || [])];
    const isClear = !above || related.some(element => element.contains(above) || above.contains(element));
    return {
        name: (one.getAttribute('aria-label') || one.textContent || one.name || one.id || one.tagName).trim(),
        isOutlined: isDrawn(one) || isDrawn(one.closest('.ts-control, label')),
        isSeen: isInside && isClear,
    };
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus; every stop on the way shows its focus."""
    expect(target).to_be_visible()
    page.wait_for_load_state()  # its scripts may still move what has the focus
    for presses in count():
        if target.evaluate("one => one === document.activeElement"):
            return
        assert presses < MOST_TABS, f"{target} is not reached by Tab"
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop is None or stop["isOutlined"], f"{page.url}: the focus is not drawn on « {stop['name']} »"
        assert stop is None or stop["isSeen"], f"{page.url}: the focus is hidden on « {stop['name']} »"


def press(page: Page, role: str, name: str | re.Pattern) -> None:
    """Go to a button or a link, press Enter; say yes to the question it asks, if it asks one."""
    tab_to(page, page.get_by_role("main").get_by_role(role, name=name, exact=True).first)
    page.keyboard.press("Enter")
    question = page.locator("dialog[open]")
    if question.count():
        tab_to(page, question.get_by_role("button", name=name))
        page.keyboard.press("Enter")


def order_of_dates(page: Page) -> str:
    """In which order this browser takes the figures of a date: that of the machine, whatever the page says."""
    page.goto("/conventions/generer/")
    tab_to(page, page.get_by_label("Date d’effet"))
    page.keyboard.type("10112027", delay=20)
    return "%m%d%Y" if page.get_by_label("Date d’effet").input_value() == "2027-10-11" else "%d%m%Y"


def type_date(page: Page, field: Locator, day: date, order: str) -> None:
    """Go to a date and type its figures."""
    tab_to(page, field)
    page.keyboard.type(f"{day:{order}}", delay=20)
    expect(field).to_have_value(day.isoformat())


def test_the_keyboard_alone_suffices_from_the_list_to_a_notified_convention(open_context, tmp_path):
    page = sign_in(open_context(), "coordinatrice")
    # Playwright asks for the choosers of files without waiting for the browser’s yes: asked for now, it has it by then.
    page.on("filechooser", lambda chooser: None)
    main = page.get_by_role("main")
    order = order_of_dates(page)
    page.goto("/conventions/")

    press(page, "link", "Générer des conventions")
    type_date(page, page.get_by_label("Date d’effet"), date(2027, 10, 11), order)
    tab_to(page, page.get_by_role("checkbox", name=re.compile(f"^{COMMUNE}")))
    page.keyboard.press("Space")
    press(page, "button", "Vérifier avant de générer")
    press(page, "button", "Générer 1 convention")
    page.wait_for_url("**/systeme/travaux/**")
    expect(main).to_contain_text("Terminé", ignore_case=True, timeout=60_000)
    page.keyboard.press("Control+k")
    page.keyboard.type(COMMUNE, delay=40)
    found = page.locator("dialog[open] a[href^='/conventions/']").first
    tab_to(page, found)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMMUNE)

    press(page, "button", "Valider le texte")
    expect(page.get_by_text("Le texte est validé")).to_be_visible()
    press(page, "button", "Envoyer en signature")
    expect(page.get_by_text("La convention est en signature")).to_be_visible()
    press(page, "link", "Enregistrer les signatures")
    today = date.fromisoformat((page.locator("time").first.get_attribute("datetime") or date.today().isoformat())[:10])  # noqa: DTZ011
    for label in ("Maire", "Président"):
        type_date(page, page.get_by_label(re.compile(label)).first, today, order)
    press(page, "button", "Enregistrer")
    press(page, "link", "Déposer le scan signé")
    tab_to(page, page.locator("input[type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(signed_scan(tmp_path))
    press(page, "button", "Déposer")
    press(page, "link", "Notifier")
    press(page, "button", "Notifier")

    expect(main).to_contain_text("Notifiée")
