"""Takes the pictures of docs/images: the demo network in a real browser, and pages of a printed convention.

    .venv/bin/python script/pictures.py                 all of them, into docs/images
    .venv/bin/python script/pictures.py --out FOLDER    elsewhere, to look at them

Starts the product on a database of its own. Needs Chromium and pdftoppm (script/test installs both); the calendars of
Debian’s Chromium are in French with its package chromium-l10n only.
"""

import argparse
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import ticket_story  # noqa: E402 - idem
from tests.browser.access_story import press, told_by  # noqa: E402 - the project is not installed as a package
from tests.browser.product import chromium, run_beside, served, sign_in  # noqa: E402 - the project is not installed as a package

# name of the picture, persona, address, width, dark; what begins with « @ » is reached as WAYS says. The comparison of
# two versions makes the second one, which other pages would show: it comes last.
PAGES = [
    ("accueil", "coordinatrice", "/", 1280, False),
    ("accueil-sombre", "coordinatrice", "/", 1280, True),
    ("accueil-telephone", "coordinatrice", "/", 360, False),
    ("accueil-responsable", "responsable", "/", 1280, False),
    ("conventions", "coordinatrice", "/conventions/", 1280, False),
    ("conventions-telephone", "coordinatrice", "/conventions/", 360, False),
    ("convention", "coordinatrice", "@convention", 1280, False),
    ("convention-telephone", "coordinatrice", "@convention", 360, True),
    ("echeances", "coordinatrice", "/conventions/echeances/", 1280, False),
    ("couverture", "coordinatrice", "/conventions/couverture/", 1280, False),
    ("generer", "coordinatrice", "/conventions/generer/", 1280, False),
    ("commune", "coordinatrice", "@commune", 1280, False),
    ("imports", "coordinatrice", "@import", 1280, False),
    ("droits", "admin", "/reseau/droits/", 1280, False),
    ("tickets", "dsinum", "/tickets/", 1280, False),
    ("tickets-pilotage", "dsinum", "/tickets/pilotage/", 1280, False),
    ("tickets-telephone", "agent", "/tickets/", 360, False),
    ("acces-equipe", "responsable", "/sigb/acces/equipe/", 1280, False),
    ("convention-rappels", "coordinatrice", "@reminders", 1280, False),
    ("convention-denonciation", "coordinatrice", "@termination", 1280, False),
    ("modele-import", "coordinatrice", "@text", 1280, False),
    ("modele-versions", "coordinatrice", "@versions", 1280, False),
]
# What is shown to its end though the window is too low for it, by address; on a phone, the whole page.
WHOLE = "body"
DOWN_TO = {
    "@import": WHOLE,
    "@reminders": "section.panel:has(h2:text-is('Rappels de la fin'))",
    "@termination": WHOLE,
    "@text": ".proposal >> nth=1",
    "@versions": ".change",
}
LOWEST, GAP = 800, 12  # pixels: of a window, and left under what is shown to its end
# Steps of the story of an access, which changes the demo: the last pictures taken.
STORY = ["acces-ferme", "acces-inscription", "acces-ouvert", "acces-referme"]
TICKET_STORY = ["ticket-declarer", "ticket-fil", "ticket-editeur", "ticket-clos", "ticket-delais"]  # of an incident
IMPORTED = """Code;Nom;Commune;Statut;Courriel
D78L01;Bibliothèque de l’Écluse;Limay;municipale;ecluse@demo.example
D78A01;Médiathèque du Belvédère;Andrésy;municipale;belvedere@demo.example
D78V01;La Cabane aux livres;Vert;associative;cabane@demo.example
D78X01;Bibliothèque du Moulin;Nulle-Part;municipale;moulin@demo.example
"""  # the last one is refused, with its reason
GIVEN = """CONVENTION POUR LE PARTAGE DU CATALOGUE DES BIBLIOTHÈQUES

Article 1 : Objet

La Communauté urbaine ouvre à la commune de XXX son catalogue et son portail.

Article 2 : Engagements

Article 2.1 : Des bibliothèques

Elles tiennent leurs notices à jour et forment les personnes qui s’en servent.

Article 2.2 : De la Communauté urbaine

Elle confie le catalogue à un prestataire. Il est hébergé par Ondine Hébergement.

Article 3 : Durée

La convention prend effet le ... pour une durée de deux ans.

Fait en deux exemplaires, à Aubergenville, le

Pour la commune de XXX, Le Maire,\tPour la Communauté urbaine, La Présidente, Bérénice VÉLIN-DEMO
"""
CHANGED = {  # in the second version of the model, by article
    "8": ("peut donner lieu à un avenant", "donne lieu, dans les trois mois, à un avenant"),
    "9": ("et pour quelles raisons.", "et pour quelles raisons ; l’autre lui répond dans le mois."),
}
REMIND = "from foundation.tasks import plan_reminders; plan_reminders()"  # else in a quarter of an hour
NOTICE = 45  # days from the letter to the last day: more than the month of art. 6
PDF_PAGES = (1, 2, 3)  # title, contents, first articles; and the last one, with the signatures


def signed_in(browser: Browser, url: str, account: str, width: int, *, dark: bool) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": LOWEST},
        color_scheme="dark" if dark else "light",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    return sign_in(context, account)


def to_convention(page: Page) -> None:
    """A convention in signature."""
    page.goto("/conventions/?state=SIGNING")
    open_first(page, "CONV-")


def to_commune(page: Page) -> None:
    page.goto("/reseau/?q=Poissy")
    open_first(page, "^Poissy$")


def to_import(page: Page) -> None:
    """The preview of a file just given."""
    page.goto("/systeme/imports/bibliotheques/nouveau/")
    give(page, "bibliotheques.csv", "text/csv", IMPORTED.encode("utf-8-sig"))
    for _ in ("the file", "its columns"):
        page.locator("main form button.btn-primary").first.click()
        page.wait_for_load_state("networkidle")


def to_reminders(page: Page) -> None:
    """The next convention to end: a reminder has left, others will."""
    page.goto("/conventions/?ends=90&sort=ends_on")
    open_first(page, "CONV-")


def to_termination(page: Page) -> None:
    """What a termination would change, before it is confirmed."""
    page.goto("/conventions/?q=Meulan")
    open_first(page, "CONV-")
    page.get_by_role("link", name="Enregistrer une dénonciation").click()
    last_day = date.today() + timedelta(days=NOTICE)  # noqa: DTZ011 - the server’s own clock, in a browser
    page.get_by_label("Dernier jour en vigueur").fill(last_day.isoformat())
    page.get_by_label("Motif", exact=True).fill("La commune, par lettre recommandée reçue ce jour.")
    press(page, "Voir l’effet")


def to_text(page: Page) -> None:
    """A text just given, with the variables that it calls for."""
    page.goto("/conventions/modeles/importer/")
    give(page, "convention.txt", "text/plain", GIVEN.encode())
    press(page, "Lire ce texte")


def to_versions(page: Page) -> None:
    """The model of the demo beside a second version made of it."""
    page.goto("/conventions/modeles/")
    open_first(page, "Version 1")
    page.get_by_role("link", name="Nouvelle version à partir de celle-ci").click()
    page.get_by_label("Ce qui change").fill("Délais de signature et de réponse")
    press(page, "Commencer")
    for article, (before, after) in CHANGED.items():
        page.get_by_role("link", name=f"Modifier l’article {article}", exact=True).click()
        text = page.get_by_label("Texte")
        assert before in text.input_value(), article
        text.fill(text.input_value().replace(before, after))
        press(page, "Enregistrer")
    page.get_by_role("link", name="Comparer avec…").click()


WAYS: dict[str, Callable[[Page], None]] = {
    "@convention": to_convention,
    "@commune": to_commune,
    "@import": to_import,
    "@reminders": to_reminders,
    "@termination": to_termination,
    "@text": to_text,
    "@versions": to_versions,
}


def open_first(page: Page, name: str) -> None:
    """Follow the first link of a list whose name is so."""
    page.goto(page.get_by_role("link", name=re.compile(name)).first.get_attribute("href") or "")


def give(page: Page, name: str, media_type: str, content: bytes) -> None:
    given = FilePayload(name=name, mimeType=media_type, buffer=content)
    page.locator("main input[type=file]").first.set_input_files(given)


def go_to(page: Page, address: str) -> None:
    """Open an address, or go the way of its name."""
    if address in WAYS:
        WAYS[address](page)
    else:
        page.goto(address)
    page.wait_for_load_state("networkidle")


def heighten(page: Page, shown: str) -> None:
    """Make the window high enough for this: what sticks to the edge of a low one would hide some of it."""
    box = page.locator(shown).first.bounding_box()
    assert box, shown
    height = math.ceil(box["y"] + box["height"]) + (0 if shown == WHOLE else GAP)
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": max(LOWEST, height)})


def take_pages(browser: Browser, url: str, out: Path) -> None:
    for name, account, address, width, dark in PAGES:
        page = signed_in(browser, url, account, width, dark=dark)
        go_to(page, address)
        if shown := WHOLE if width < 1000 else DOWN_TO.get(address):
            heighten(page, shown)
        page.screenshot(path=out / f"{name}.png")
        page.context.close()
        print(name)


def take_pdf(browser: Browser, url: str, out: Path) -> None:
    """A convention’s title page, contents, first articles and signatures."""
    page = signed_in(browser, url, "coordinatrice", 1280, dark=False)
    go_to(page, "@convention")
    link = page.locator("a[href*='/systeme/documents/']").first.get_attribute("href")
    content = page.request.get(f"{url}{link}").body()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "convention.pdf"
        path.write_bytes(content)
        subprocess.run(["pdftoppm", "-r", "60", "-png", path, Path(folder) / "page"], check=True)
        printed = sorted(Path(folder).glob("page-*.png"))
        for number in (*PDF_PAGES, len(printed)):
            shutil.copy(printed[number - 1], out / f"convention-page-{number:02d}.png")
            print(f"convention-page-{number:02d}")
    page.context.close()


def take_story(browser: Browser, url: str, folder: Path, out: Path) -> None:
    """From a closed door to an open one, and back (tests/browser/access_story.py)."""

    def look(name: str, page: Page) -> None:
        assert name in STORY, name
        page.screenshot(path=out / f"{name}.png")
        print(name)

    told_by(browser, url, folder, look)


def take_ticket_story(browser: Browser, url: str, out: Path) -> None:
    """From a declaration to its confirmation (tests/browser/ticket_story.py)."""

    def look(name: str, page: Page) -> None:
        assert name in TICKET_STORY, name
        page.evaluate("scrollTo(0, 0)")  # what was typed last is lower
        page.screenshot(path=out / f"{name}.png")
        print(name)

    ticket_story.told_by(browser, url, look)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, served(Path(var)) as url, chromium() as browser:
        run_beside(Path(var), REMIND)
        take_pages(browser, url, out)
        take_pdf(browser, url, out)
        take_ticket_story(browser, url, out)
        take_story(browser, url, Path(var), out)


if __name__ == "__main__":
    main()
