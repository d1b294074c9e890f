"""How an incident is declared, climbs to the vendor and comes back solved, by the screens alone (R17, R28)."""

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.access_story import Look, panel, press
from tests.browser.product import sign_in

SUBJECT = "Le retour d’un document reste bloqué"
DIAGNOSIS = "Testé sur deux postes et deux navigateurs : même écran blanc. Le prêt fonctionne."
SECRET = "Note entre nous : la mise à jour d’hier soir est suspecte."
TO_VENDOR = "Bonjour, l’écran de retour reste blanc depuis ce matin. Le prêt fonctionne."
ANSWER = "La version livrée hier est en cause. Nous l’avons corrigée."
SOLUTION = "L’éditeur a corrigé la version livrée hier : le retour fonctionne."


class Story:
    """A volunteer, the référent, the DSINum and the vendor, each in a window of their own."""

    def __init__(self, open_context: Callable[[], BrowserContext], look: Look) -> None:
        self.agent, self.referent, self.dsinum, self.vendor = (
            sign_in(open_context(), account) for account in ("agent", "referent", "dsinum", "editeur")
        )
        self.look, self.ticket, self.case = look, "", ""

    def tell(self) -> None:
        """From the declaration to the confirmation; each party sees its part alone."""
        self.agent_declares()
        self.referent_diagnoses()
        self.dsinum_calls_the_vendor()
        self.vendor_answers()
        self.dsinum_solves()
        self.agent_confirms()
        self.each_minute_is_accounted_for()
        self.each_saw_its_part()

    def agent_declares(self) -> None:
        page = self.agent
        page.goto("/tickets/")
        page.get_by_role("link", name="Déclarer").first.click()
        page.get_by_role("link", name="Une fonction du SIGB ne marche pas").click()
        page.get_by_label("En quelques mots").fill(SUBJECT)
        page.get_by_label("Quel écran ?").select_option("Retour")
        page.get_by_label("Que se passe-t-il ?").fill("L’écran reste blanc quand je passe un document au retour.")
        page.get_by_label("service dégradé, avec un contournement").check()
        self.look("ticket-declarer", page)
        press(page, "Déclarer")
        expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
        expect(page.locator("main")).to_contain_text("Votre référent informatique est prévenu")
        self.ticket = page.url

    def referent_diagnoses(self) -> None:
        page = self.referent
        page.goto("/")
        page.goto(self.ticket)
        press(page, "Prendre en charge")
        page.get_by_role("link", name="Transmettre au deuxième niveau").click()
        page.get_by_label("À qui ?").select_option("DSINUM")
        page.get_by_label("Ce que vous avez constaté et essayé").fill(DIAGNOSIS)
        press(page, "Transmettre")
        expect(panel(page, "Fil")).to_contain_text(DIAGNOSIS)

    def dsinum_calls_the_vendor(self) -> None:
        page = self.dsinum
        page.goto(self.ticket)
        press(page, "Prendre en charge")
        page.get_by_label("Votre message").fill(SECRET)
        page.get_by_label("Note interne").check()
        press(page, "Envoyer")
        expect(panel(page, "Fil")).to_contain_text(SECRET)
        page.goto(self.ticket)
        self.look("ticket-fil", page)
        page.get_by_role("link", name="Saisir l’éditeur").click()
        page.get_by_label("Iris Demo").check()
        page.get_by_label("Ce que lira l’éditeur").fill(TO_VENDOR)
        press(page, "Voir ce que lira l’éditeur")
        expect(panel(page, "Ce que lira l’éditeur")).to_contain_text(TO_VENDOR)
        press(page, "Envoyer à l’éditeur")
        expect(panel(page, "Échanges")).to_contain_text(TO_VENDOR)
        self.case = page.url

    def vendor_answers(self) -> None:
        page = self.vendor
        page.goto("/tickets/dossiers/")
        page.get_by_role("link", name="E-").filter(has_text=self.number_of_case()).click()
        press(page, "Accuser réception")
        page.get_by_label("Choisissez ce que vous envoyez").select_option("ANSWER")
        page.get_by_label("Votre message").fill(ANSWER)
        press(page, "Envoyer")
        expect(panel(page, "Échanges")).to_contain_text(ANSWER)
        page.goto(page.url.partition("#")[0])
        page.reload()
        self.look("ticket-editeur", page)

    def number_of_case(self) -> str:
        """« E-2026-0003 », as the DSINum reads it."""
        title = self.dsinum.title()
        return title.partition(",")[0]

    def dsinum_solves(self) -> None:
        page = self.dsinum
        page.goto(self.ticket)
        page.get_by_role("link", name="Reprendre à l’éditeur").click()
        page.get_by_label("Ce qu’il faut savoir ou compléter").fill("Correctif livré par l’éditeur.")
        press(page, "Reprendre à l’éditeur")
        page.get_by_role("link", name="Résoudre").click()
        page.get_by_label("La solution").fill(SOLUTION)
        page.get_by_label("D’où cela venait-il ?").select_option("SOFTWARE")
        press(page, "Résoudre")
        expect(panel(page, "Fil")).to_contain_text(SOLUTION)

    def agent_confirms(self) -> None:
        page = self.agent
        page.goto(self.ticket)
        press(page, "Confirmer et clore")
        expect(page.locator(".page-subtitle")).to_contain_text("clos")
        self.look("ticket-clos", page)

    def each_minute_is_accounted_for(self) -> None:
        page = self.dsinum
        page.goto(f"{self.ticket}delais/")
        groups = page.locator("section.panel h2").all_inner_texts()
        assert len(groups) == 5, groups  # the library, the référent, the DSINum twice, the vendor
        self.look("ticket-delais", page)

    def each_saw_its_part(self) -> None:
        for page in (self.agent, self.referent):
            page.goto(self.ticket)
            words = page.locator("main").inner_text()
            assert SECRET not in words
            assert TO_VENDOR not in words
            assert ANSWER not in words
        self.vendor.goto(self.case)
        words = self.vendor.locator("main").inner_text()
        assert SECRET not in words
        assert DIAGNOSIS not in words
        answer = self.vendor.goto(self.ticket)
        assert answer is not None
        assert answer.status == 404
        answer = self.agent.goto(self.case)
        assert answer is not None
        assert answer.status == 404


def told_by(browser: Browser, url: str, look: Look) -> None:
    """The story over the product served at this address, in windows as wide as a desk."""
    opened: list[BrowserContext] = []

    def open_context() -> BrowserContext:
        opened.append(browser.new_context(base_url=url, viewport={"width": 1280, "height": 800}, locale="fr-FR"))
        return opened[-1]

    Story(open_context, look).tell()
    for context in opened:
        context.close()
