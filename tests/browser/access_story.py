"""How one gets an access and loses it, by the screens alone: for its test and for the pictures of the docs."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.product import run_beside, sign_in

MODULE = "/sigb/modules/catalogage-niveau-1/"
Look = Callable[[str, Page], None]  # what is done of each step: the name of its picture, the page


class Story:
    """A volunteer, their trainer and the coordination, each in a window of their own."""

    def __init__(self, open_context: Callable[[], BrowserContext], folder: Path, look: Look) -> None:
        self.agent, self.trainer, self.coordinator = (
            sign_in(open_context(), account) for account in ("agent", "formateur", "coordinatrice")
        )
        self.folder, self.look = folder, look

    def tell(self) -> None:
        """From the closed door to the open one, and back."""
        self.refused_with_reasons()
        self.accepts_the_charter()
        self.books_the_course()
        self.trainer_ends_the_session()
        self.sees_the_attestation()
        self.door_opens()
        self.convention_ends()
        self.door_is_closed_again()

    def refused_with_reasons(self) -> None:
        page = self.agent
        answer = page.goto(MODULE)
        assert answer is not None
        assert answer.status == 403
        lacking = panel(page, "Ce qui manque")
        expect(lacking).to_contain_text("Une formation attestée")
        expect(lacking).to_contain_text("L’acceptation de la charte d’usage")
        expect(panel(page, "Ce qui est déjà réuni")).to_contain_text("Une convention en vigueur")
        self.look("acces-ferme", page)

    def accepts_the_charter(self) -> None:
        page = self.agent
        page.get_by_role("link", name="Lire la charte").click()
        press(page, "J’ai lu et j’accepte")
        page.goto(MODULE)
        expect(panel(page, "Ce qui manque")).not_to_contain_text("charte")
        expect(panel(page, "Ce qui est déjà réuni")).to_contain_text("L’acceptation de la charte d’usage")

    def books_the_course(self) -> None:
        page = self.agent
        page.get_by_role("link", name=re.compile("S’inscrire à la session du")).click()
        press(page, "Enregistrer")
        page.goto(MODULE)
        expect(panel(page, "Ce qui manque")).to_contain_text("inscription confirmée")
        self.look("acces-inscription", page)

    def trainer_ends_the_session(self) -> None:
        page = self.trainer
        statements = "from tests.browser.training_scenes import end_session_of; end_session_of('agent')"
        session = run_beside(self.folder, statements).strip()
        page.goto(session)
        page.get_by_role("link", name="Noter les présences").click()
        press(page, "Tout le monde est là")
        page.goto(f"{session}avis/")
        for acquired in page.get_by_label("Acquis", exact=True).all():
            acquired.check()
        press(page, "Enregistrer les avis")
        press(page, "Terminer la session")
        expect(page.get_by_role("main")).to_contain_text("2 attestations délivrées")

    def sees_the_attestation(self) -> None:
        page = self.agent
        page.goto("/formations/attestations/")
        expect(page.get_by_role("main")).to_contain_text("Catalogage, niveau 1 : récupérer une notice")

    def door_opens(self) -> None:
        page = self.agent
        answer = page.goto(MODULE)
        assert answer is not None
        assert answer.status == 200
        expect(page.get_by_role("main")).to_contain_text("ouvert pour vous")
        expect(panel(page, "Ce qui l’ouvre")).to_contain_text("Une formation attestée")
        self.look("acces-ouvert", page)

    def convention_ends(self) -> None:
        page = self.coordinator
        page.goto("/conventions/?q=Poissy&state=NOTIFIED")
        own = page.get_by_role("row").filter(has=page.get_by_text("Poissy", exact=True))  # not Carrières-sous-Poissy
        own.get_by_role("link", name=re.compile("CONV-")).click()
        page.get_by_role("link", name=re.compile("[Dd]énonciation")).first.click()
        page.get_by_label("Dernier jour en vigueur").fill(yesterday().isoformat())
        page.get_by_label("Motif", exact=True).fill("La commune, par lettre.")
        press(page, "Voir l’effet")
        expect(page.get_by_role("main")).to_contain_text("accès au SIGB")
        page.get_by_label("Pourquoi un préavis de moins d’un mois ?").fill("D’un commun accord.")
        press(page, "Confirmer la dénonciation")
        expect(page.get_by_role("main")).to_contain_text("La convention a pris fin le")

    def door_is_closed_again(self) -> None:
        page = self.agent
        answer = page.goto(MODULE)
        assert answer is not None
        assert answer.status == 403, page.get_by_role("main").inner_text()
        expect(panel(page, "Ce qui manque")).to_contain_text("Une convention en vigueur")
        expect(panel(page, "Ce qui manque")).to_contain_text("La convention de la commune de Poissy a pris fin le")
        expect(panel(page, "Ce qui est déjà réuni")).to_contain_text("Une formation attestée")
        self.look("acces-referme", page)


def told_by(browser: Browser, url: str, folder: Path, look: Look) -> None:
    """The story over the product served at this address, in windows as wide as a desk."""
    opened: list[BrowserContext] = []

    def open_context() -> BrowserContext:
        opened.append(browser.new_context(base_url=url, viewport={"width": 1280, "height": 800}, locale="fr-FR"))
        return opened[-1]

    Story(open_context, folder, look).tell()
    for context in opened:
        context.close()


def panel(page: Page, title: str):
    """The part of a page under this title."""
    return page.locator("section.panel").filter(has=page.get_by_role("heading", name=title, exact=True))


def press(page: Page, name: str) -> None:
    """Press a button, and say yes to the question it asks, if it asks one."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    question = page.locator("dialog[open]")
    if question.count():
        question.get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")


def yesterday() -> date:
    """On the server’s own clock."""
    return date.today() - timedelta(days=1)  # noqa: DTZ011 - the server’s own clock, in a browser
