"""Takes the pictures of docs/images: the demo network in a real browser, and pages of a printed convention.

    .venv/bin/python script/pictures.py                 all of them, into docs/images
    .venv/bin/python script/pictures.py --out FOLDER    elsewhere, to look at them

Starts the product on a database of its own. Needs Chromium and pdftoppm (script/test installs both).
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.access_story import told_by  # noqa: E402 - the project is not installed as a package
from tests.browser.product import chromium, served, sign_in  # noqa: E402 - the project is not installed as a package

# name of the picture, persona, address, width, dark; « @convention » is a convention in signature, « @import » the
# preview of a file just given.
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
    ("acces-equipe", "responsable", "/sigb/acces/equipe/", 1280, False),
]
# Steps of the story of an access, which changes the demo: the last pictures taken.
STORY = ["acces-ferme", "acces-inscription", "acces-ouvert", "acces-referme"]
IMPORTED = """Code;Nom;Commune;Statut;Courriel
D78L01;Bibliothèque de l’Écluse;Limay;municipale;ecluse@demo.example
D78A01;Médiathèque du Belvédère;Andrésy;municipale;belvedere@demo.example
D78V01;La Cabane aux livres;Vert;associative;cabane@demo.example
D78X01;Bibliothèque du Moulin;Nulle-Part;municipale;moulin@demo.example
"""  # the last one is refused, with its reason
PDF_PAGES = (1, 2, 3)  # title, contents, first articles; and the last one, with the signatures


def signed_in(browser: Browser, url: str, account: str, width: int, *, dark: bool) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    return sign_in(context, account)


def go_to(page: Page, address: str) -> None:
    """Open an address, the first convention or commune of a list, or the preview of an import."""
    if address == "@convention":
        page.goto("/conventions/?state=SIGNING")
        page.goto(page.get_by_role("link", name=re.compile("CONV-")).first.get_attribute("href") or "")
    elif address == "@commune":
        page.goto("/reseau/?q=Poissy")
        page.goto(page.get_by_role("link", name="Poissy").first.get_attribute("href") or "")
    elif address == "@import":
        page.goto("/systeme/imports/bibliotheques/nouveau/")
        given = FilePayload(name="bibliotheques.csv", mimeType="text/csv", buffer=IMPORTED.encode("utf-8-sig"))
        page.locator("main input[type=file]").first.set_input_files(given)
        for _ in ("the file", "its columns"):
            page.locator("main form button.btn-primary").first.click()
            page.wait_for_load_state("networkidle")
    else:
        page.goto(address)
    page.wait_for_load_state("networkidle")


def take_pages(browser: Browser, url: str, out: Path) -> None:
    for name, account, address, width, dark in PAGES:
        page = signed_in(browser, url, account, width, dark=dark)
        go_to(page, address)
        page.screenshot(path=out / f"{name}.png", full_page=width < 1000 or address == "@import")
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, served(Path(var)) as url, chromium() as browser:
        take_pages(browser, url, out)
        take_pdf(browser, url, out)
        take_story(browser, url, Path(var), out)


if __name__ == "__main__":
    main()
