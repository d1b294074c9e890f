"""Passkeys in a real browser: added from the account, used alone, used as second factor, taken away.

A passkey belongs to a name of host, never to an IP address: the site is visited as « localhost » here.
"""

import pytest
from playwright.sync_api import expect

from reporting.demo.personas import PASSWORD
from tests.browser.conftest import violations

pytestmark = pytest.mark.browser
ACCOUNT = "editeur@demo.example"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(open_context, site):
    """A window on the site by its name, with the fingerprint reader of a laptop."""
    context = open_context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{site.replace('127.0.0.1', 'localhost')}/compte/login/")
    return page


def address_of(page, path: str) -> str:
    return "/".join(page.url.split("/")[:3]) + path


def type_password(page) -> None:
    """Sign in by address and password."""
    page.fill("input[name=login]", ACCOUNT)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sign_out(page) -> None:
    page.goto(address_of(page, "/compte/logout/"))
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/compte/login/**")


def prove(page) -> None:
    """Type one’s password again, where the page asks for it."""
    page.wait_for_load_state()
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Confirmer").click()
        page.wait_for_load_state()


def test_a_passkey_is_added_opens_the_account_alone_and_is_taken_away(page):
    type_password(page)
    page.wait_for_url("**/")

    page.goto(address_of(page, "/compte/2fa/webauthn/add/"))
    prove(page)
    assert violations(page) == []
    page.fill("input[name=name]", "portable du bureau")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Ajouter").click()
    page.wait_for_url("**/2fa/**codes/**")
    page.goto(address_of(page, "/compte/2fa/webauthn/"))
    expect(page.get_by_role("row", name="portable du bureau")).to_contain_text("sans mot de passe")

    sign_out(page)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(lambda url: url.endswith("/") and "/compte/" not in url)

    sign_out(page)
    type_password(page)
    page.wait_for_url("**/2fa/authenticate/**")
    assert violations(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url(lambda url: url.endswith("/") and "/compte/" not in url)

    page.goto(address_of(page, "/compte/2fa/webauthn/"))
    page.get_by_role("link", name="Retirer portable du bureau").click()
    prove(page)
    page.get_by_role("button", name="Retirer").click()
    page.wait_for_load_state()

    sign_out(page)
    type_password(page)
    page.wait_for_url(lambda url: url.endswith("/") and "/compte/" not in url)
