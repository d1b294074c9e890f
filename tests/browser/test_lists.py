"""A list and a form as people use them: the address follows, Back goes back, nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from reporting.demo.personas import PASSWORD
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser
COMMUNES = "/reseau/"


def first_row(page):
    """The first cell of the first row."""
    return page.locator("#results tbody th").first


def test_sorting_paging_and_filtering_follow_in_the_address_and_back(open_context):
    page = sign_in(open_context(), "coordinatrice")
    page.goto(COMMUNES)

    page.get_by_role("link", name="Habitants").click()
    expect(page).to_have_url(re.compile(r"\?sort=population$"))
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    smallest = first_row(page).text_content()

    page.get_by_role("link", name="Suivante").click()
    expect(page).to_have_url(re.compile(r"page=2"))
    expect(page.locator("#results-top")).to_be_focused()
    expect(page.locator("#results-top")).to_contain_text("lignes 26 à 50")

    page.go_back()
    expect(first_row(page)).to_have_text(smallest)

    page.fill("#filters input[name=q]", "mantes")
    expect(page.locator("#results-top")).to_have_text("3 communes")
    expect(page.locator("#results-status")).to_have_text("3 communes")
    expect(page).to_have_url(re.compile(r"q=mantes&sort=population"))

    page.reload()
    expect(page.locator("#results-top")).to_have_text("3 communes")


def test_a_list_works_without_javascript(open_context):
    page = sign_in(open_context(java_script_enabled=False), "coordinatrice")
    page.goto(COMMUNES)

    page.get_by_role("link", name="Habitants").click()
    expect(page).to_have_url(re.compile(r"\?sort=population$"))
    page.fill("#filters input[name=q]", "mantes")
    page.get_by_role("button", name="Filtrer").click()

    expect(page).to_have_url(re.compile(r"q=mantes.*sort=population|sort=population.*q=mantes"))
    expect(page.locator("#results-top")).to_have_text("3 communes")


def test_what_is_typed_is_kept_and_comes_back_after_an_expired_session(open_context):
    context = open_context()
    page = sign_in(context, "coordinatrice")
    page.goto(COMMUNES)
    first_row(page).get_by_role("link").click()
    page.get_by_role("link", name="Modifier").click()
    form = page.url

    page.fill("[name=mayor]", "Nom en cours de frappe")
    expect(page.locator("[data-draft-status]")).to_have_text("Brouillon enregistré.")
    page.goto(form)
    expect(page.get_by_text("Nous avons retrouvé")).to_be_visible()
    expect(page.locator("[name=mayor]")).to_have_value("Nom en cours de frappe")

    page.fill("[name=mayor]", "Nom envoyé trop tard")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ce que vous aviez écrit est gardé")).to_be_visible()
    page.fill("input[name=login]", "coordinatrice@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()

    expect(page).to_have_url(form)
    expect(page.locator("[name=mayor]")).to_have_value("Nom envoyé trop tard")

    page.get_by_role("button", name="Repartir de zéro").click()
    page.get_by_role("dialog").get_by_role("button", name="Repartir de zéro").click()
    expect(page.get_by_text("Nous avons retrouvé")).to_be_hidden()


def test_a_list_that_htmx_cannot_fetch_says_why_until_it_can(open_context):
    page = sign_in(open_context(), "coordinatrice")
    page.goto(COMMUNES)
    page.route(
        "**/reseau/?*", lambda route: route.continue_(url=route.request.url.replace("/reseau/?", "/nulle-part/?"))
    )

    page.get_by_role("link", name="Habitants").click()

    expect(page.get_by_role("alert")).to_contain_text("Cette page n’existe pas, ou ne vous concerne pas. L’adresse")

    page.unroute_all()
    page.get_by_role("link", name="Habitants").click()

    expect(page).to_have_url(re.compile("sort="))
    expect(page.get_by_role("alert")).to_be_hidden()


def box(locator) -> dict[str, float]:
    """Where it is drawn, in pixels."""
    found = locator.bounding_box()
    assert found
    return found


def test_on_a_phone_the_box_that_chooses_a_row_comes_first_beside_its_name(open_context):
    page = sign_in(open_context(width=360), "coordinatrice")
    page.goto("/conventions/")
    card = page.locator("#results tbody tr").first
    choice, name = card.get_by_role("checkbox"), card.get_by_role("link").first

    assert box(choice)["x"] + box(choice)["width"] < box(name)["x"]
    assert box(choice)["y"] < box(name)["y"] + box(name)["height"]
    assert min(box(choice)["width"], box(choice)["height"]) >= 24
    choice.focus()
    page.keyboard.press("Tab")
    expect(name).to_be_focused()


@pytest.mark.parametrize("address", ["/reseau/", "/reseau/bibliotheques/", "/conventions/", "/formations/sessions/"])
def test_on_a_phone_no_word_of_a_label_is_cut_and_a_badge_is_as_wide_as_its_word(open_context, address):
    page = sign_in(open_context(width=360), "coordinatrice")
    page.goto(address)

    cut = page.evaluate("""() => [...document.querySelectorAll("#results td[data-label]")].filter(cell => {
        const style = getComputedStyle(cell, "::before"), column = parseFloat(style.width);
        const context = document.createElement("canvas").getContext("2d");
        context.font = style.font;
        return cell.dataset.label.split(" ").some(word => context.measureText(word).width > column + 1);
    }).map(cell => cell.dataset.label)""")
    stretched = page.evaluate("""() => [...document.querySelectorAll("#results td .badge")].filter(badge => {
        const words = document.createRange();
        words.selectNodeContents(badge);
        return badge.getBoundingClientRect().width > words.getBoundingClientRect().width + 30;
    }).map(badge => badge.textContent)""")

    assert (cut, stretched) == ([], [])


def test_on_a_phone_a_card_says_the_main_and_all_of_it_once_asked(open_context):
    page = sign_in(open_context(width=360), "coordinatrice")
    page.goto("/conventions/")
    card = page.locator("#results tbody tr").first

    expect(card.get_by_text("fin des deux ans")).to_be_hidden()
    expect(card.locator("td[data-label='Date d’effet']")).to_be_hidden()
    expect(card.locator("td[data-label='Dernier jour']")).to_be_visible()
    short = box(card)["height"]
    page.get_by_label("Tout montrer de chaque ligne").check()

    expect(card.locator("td[data-label='Date d’effet']")).to_be_visible()
    assert box(card)["height"] > short + 20
    assert short < 175


@pytest.mark.parametrize("address", ["/conventions/", "/reseau/"])
def test_on_a_phone_the_filters_and_the_next_page_are_at_hand_along_the_cards(open_context, address):
    page = sign_in(open_context(width=360), "coordinatrice")
    page.goto(address)
    page.locator("#results tbody tr").nth(12).scroll_into_view_if_needed()
    back, further = page.get_by_role("link", name="Revenir aux filtres"), page.get_by_role("link", name="Page suivante")

    expect(back).to_be_in_viewport(ratio=1)
    expect(further).to_be_in_viewport(ratio=1)
    back.click()
    expect(page.locator("#filters")).to_be_in_viewport()
    further.click()
    expect(page.locator("#results-top")).to_contain_text("lignes 26 à 50")
    expect(page.locator("#results-top")).to_be_in_viewport()


def test_on_a_desk_the_columns_are_all_there_and_the_pages_below(open_context):
    page = sign_in(open_context(width=1280), "coordinatrice")
    page.goto("/conventions/")

    expect(page.get_by_label("Tout montrer de chaque ligne")).to_be_hidden()
    expect(page.get_by_role("link", name="Revenir aux filtres")).to_be_hidden()
    expect(page.locator("#results td[data-label='Date d’effet']").first).to_be_visible()
