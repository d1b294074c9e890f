"""Every address of the product in a real browser: on a desk, in the dark, on a phone; its form once refused too.

The addresses are those of the access table, which has them all (tests/test_access.py): one that nobody looks at fails.
"""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page, Response, Route, expect

from network.roles import Role
from reporting.demo.personas import PASSWORD
from tests.access_table import ACCESS
from tests.browser.conftest import looks
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser

# What a GET of these gives is no page of its own.
NOT_PAGES = {
    "foundation:health": "JSON",
    "foundation:draft": "JSON",
    "foundation:document": "a file",
    "foundation:import_model": "a file",
    "foundation:import_refused": "a file",
    "training:sign_in_sheet": "a file",
    "mfa_download_recovery_codes": "a file",
    "openid_connect_login": "leaves for the provider: tests/network/test_openid_connect.py",
    "openid_connect_callback": "comes back from the provider: idem",
    "account_confirm_login_code": "off: sends on",
    "account_set_password": "everybody has a password: sends on to its change",
    "account_confirm_email": "its link is looked at in tests/network/test_account.py",
    "socialaccount_signup": "closed: sends on",
    "tickets:similar": "a part of the page that declares, asked while one types",
    "calendar_feed": "a calendar for a program, no page",
    "mfa_login_webauthn": "JSON, asked by the script of the sign-in page",
    "mfa_edit_webauthn": "needs a passkey: tests/browser/test_passkeys.py",
    "mfa_remove_webauthn": "needs a passkey: idem",
    "mfa_reauthenticate_webauthn": "needs a passkey: idem",
    "mfa_authenticate": "needs a second factor: below",
    "mfa_reauthenticate": "needs a second factor: below",
    "mfa_deactivate_totp": "needs a second factor: below",
    "mfa_view_recovery_codes": "needs a second factor: below",
    "mfa_generate_recovery_codes": "needs a second factor: below",
}
SIGNED_OUT = {
    "account_login", "account_signup", "account_inactive", "account_email_verification_sent", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
}  # fmt: skip
EMPTY_ARGUMENTS = {"account_reset_password_from_key": ["x", "y"]}

EMPTY_AND_SEND = """form => {
    let fields = form.querySelectorAll('input:not([type=hidden]), textarea, select');
    if (!fields.length) fields = form.querySelectorAll('[type=hidden]:not([name=csrfmiddlewaretoken])');
    for (const field of fields) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else field.value = '';
    }
    form.noValidate = true;
    HTMLFormElement.prototype.submit.call(form);
}"""
MAIN_FORM = "main form[method=post]:not(.actions form):not([hx-post])"


def pages(scenes: list[dict[str, str]]) -> list[dict[str, str]]:
    """The pages whose address says all, those of the account first: it asks for the password again after five minutes;
    then the pages in their states."""
    found = []
    for name in sorted(pages_of_the_product(), key=lambda name: ":" in name):
        try:
            path = reverse(name, args=EMPTY_ARGUMENTS.get(name, []))
        except NoReverseMatch:
            continue
        found.append({"name": name, "path": path, "account": account_for(name)})
    return found + scenes


def names_of_forms() -> set[str]:
    """The pages whose form, sent empty, comes back with what is missing."""
    return {name for name in pages_of_the_product() if ACCESS[name].form and ACCESS[name].invalid == 422}


def forms_that_refuse(scenes: list[dict[str, str]]) -> list[dict[str, str]]:
    """One page of each of them."""
    first = {one["name"]: one for one in reversed(pages(scenes))}
    return [one for name, one in reversed(first.items()) if name in names_of_forms()]


def account_for(name: str) -> str:
    """The coordinator wherever she may go, else the administrator; nobody on the pages of the sign-in."""
    if name in SIGNED_OUT:
        return ""
    return "coordinatrice" if Role.COORDINATOR in ACCESS[name].allow else "admin"


def pages_of_the_product() -> list[str]:
    """The names of all addresses that are read as pages."""
    return [name for name, row in ACCESS.items() if row.method == "GET" and name not in NOT_PAGES]


def open_page(page: Page, path: str) -> None:
    """Go there, typing the password again where the page asks for it."""
    page.goto(path)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in path:
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Confirmer").click()
        page.wait_for_url(f"**{path}")


def refused_form(page: Page) -> Response | None:
    """Send the form of the page empty, past what the browser checks by itself; what came back, None without a form."""
    form = page.locator(MAIN_FORM)
    if not form.count():
        return None
    with page.expect_navigation() as answer:
        form.last.evaluate(EMPTY_AND_SEND)
    return answer.value


@pytest.fixture
def page_of(open_context):
    """A page signed in with this account; « » is nobody’s. One for each account."""
    opened: dict[str, Page] = {}

    def give(account: str) -> Page:
        if account not in opened:
            opened[account] = sign_in(open_context(), account) if account else open_context().new_page()
        return opened[account]

    return give


PARTS = 6  # the pages are looked at by as many tests, several at once
by_parts = pytest.mark.parametrize("part", range(PARTS))


def test_no_page_and_no_form_is_looked_at_by_nobody(scenes):
    looked_at = {one["name"] for one in pages(scenes)}

    assert set(pages_of_the_product()) <= looked_at
    assert {one["name"] for one in forms_that_refuse(scenes)} == names_of_forms()


@by_parts
def test_every_page_in_every_state_is_accessible_in_all_its_looks(part, scenes, page_of):
    problems = []
    for one in pages(scenes)[part::PARTS]:
        page = page_of(one["account"])
        open_page(page, one["path"])
        where = f"{one['name']} {one['path']}"
        if page.evaluate("location.pathname") != one["path"].partition("?")[0]:
            problems.append(f"{where} sends on to {page.url}")
            continue
        problems += [f"{where}: {found}" for found in looks(page)]
    assert not problems, "\n".join(problems)


@by_parts
def test_every_form_that_refuses_is_accessible_in_all_its_looks(part, scenes, page_of):
    problems = []
    for one in forms_that_refuse(scenes)[part::PARTS]:
        page = page_of(one["account"])
        open_page(page, one["path"])
        answer = refused_form(page)
        where = f"{one['name']} {one['path']}"
        if answer is None or answer.status != 422:
            problems.append(f"{where}: sent empty, it answers {answer and answer.status}")
            continue
        problems += [f"{where} refused: {found}" for found in looks(page)]
    assert not problems, "\n".join(problems)


def test_what_opens_on_a_page_is_accessible_in_all_its_looks(scenes, page_of):
    page = page_of("coordinatrice")
    problems = []
    page.goto("/conventions/")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    problems += [f"menus: {found}" for found in looks(page)]
    page.goto("/conventions/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Poissy", delay=20)
    expect(page.locator("dialog[open]")).to_contain_text("Poissy")
    problems += [f"palette: {found}" for found in looks(page)]
    page.goto("/conventions/?state=DRAFT")
    page.get_by_role("link", name=re.compile("CONV-")).first.click()
    page.get_by_role("main").get_by_role("button", name="Valider le texte", exact=True).click()
    expect(page.locator("dialog[open]")).to_be_visible()
    problems += [f"question: {found}" for found in looks(page)]
    assert not problems, "\n".join(problems)


SEND = """([action, fields]) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action });
    for (const [name, value] of Object.entries(fields))
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""


def send(page: Page, action: str, **fields: str) -> Response | None:
    """Send a form that no page of the product shows."""
    with page.expect_navigation() as answer:
        page.evaluate(SEND, [action, fields])
    return answer.value


def send_garbled(page: Page, action: str) -> Response | None:
    """The same, announced as parts of which nothing says where one ends."""

    def garble(route: Route) -> None:
        route.continue_(headers={**route.request.headers, "content-type": "multipart/form-data; boundary="})

    page.route(f"**{action}", garble, times=1)
    return send(page, action, last_name="Sans fin")


def test_every_page_of_refusal_is_accessible_in_all_its_looks(scenes, page_of):
    page = page_of("membre")
    problems = []
    found = {
        403: lambda: page.goto("/conventions/"),
        404: lambda: page.goto("/nulle-part/"),
        405: lambda: page.goto("/reseau/personnes/3/inviter/"),
        410: lambda: page.goto("/reseau/invitation/inconnue/"),
        413: lambda: send(page, "/compte/modifier/", **{f"f{number}": "" for number in range(1100)}),
        400: lambda: send_garbled(page, "/compte/modifier/"),
    }
    for status, ask in found.items():
        page.goto("/")
        assert ask().status == status
        problems += [f"{status}: {found}" for found in looks(page)]
    page.goto("/")
    assert send(page, "/compte/modifier/", last_name="Sans preuve").status == 403  # no proof of the site
    problems += [f"proof: {found}" for found in looks(page)]
    desk = page_of("coordinatrice")
    desk.goto("/conventions/?state=DRAFT")
    draft = desk.get_by_role("link", name=re.compile("CONV-")).first.get_attribute("href")
    proof = desk.locator("[name=csrfmiddlewaretoken]").first.input_value()
    assert send(desk, f"{draft}envoyer/", csrfmiddlewaretoken=proof).status == 409
    problems += [f"409: {found}" for found in looks(desk)]
    assert not problems, "\n".join(problems)


def test_too_many_tries_have_an_accessible_page(page_of):
    page = page_of("")
    for _ in range(8):
        page.goto("/compte/password/reset/")
        page.fill("input[name=email]", "scene-inconnue@demo.example")
        with page.expect_navigation() as answer:
            page.locator("main button[type=submit]").first.click()
        if answer.value.status == 429:
            break
    assert answer.value.status == 429
    assert looks(page) == []


def test_the_pages_of_a_second_factor_are_accessible_in_all_their_looks(open_context):
    context = open_context()
    page = sign_in(context, "formateur")
    problems = []

    def look(path: str = "") -> None:
        if path:
            open_page(page, path)
            assert page.url.endswith(path), page.url
        problems.extend(f"{page.url}: {found}" for found in looks(page))

    open_page(page, "/compte/2fa/totp/activate/")
    secret = page.get_by_text("Secret :").locator("code").text_content()
    page.fill("input[name=code]", "000000")
    page.locator("main button[type=submit]").last.click()
    look()
    page.fill("input[name=code]", one_time_code(secret))
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url("**/recovery-codes/**")
    for path in ("recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/", ""):
        look(f"/compte/2fa/{path}")
    context.clear_cookies(name="sessionid")
    page.goto("/compte/login/")
    page.fill("input[name=login]", "formateur@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/2fa/authenticate/**")
    look()
    assert not problems, "\n".join(problems)


def one_time_code(secret: str) -> str:
    """The six figures of this half-minute (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
