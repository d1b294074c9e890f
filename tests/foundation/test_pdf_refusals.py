"""A document with a defect is not printed, and whoever asked is told why in French."""

import base64
import gc
import logging
import subprocess
import sys

import pytest
from django.conf import settings

from foundation.pdf import PdfError
from tests.foundation.pdf_specimen import printed_content

BROKEN_IMAGE = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n, then nothing").decode()
SVG = "xmlns='http://www.w3.org/2000/svg' width='9' height='9'"
OUTSIDE_IMAGE = "<image href='https://example.org/a.png' width='9' height='9'/>"
WITHOUT_LIBRARIES = """
import cffi, sys
def absent(self, name, *flags):
    raise OSError(f"cannot load library {name!r}")
cffi.FFI.dlopen = absent
import django
django.setup()
from foundation import pdf
assert "weasyprint" not in sys.modules
from tests.foundation.pdf_specimen import deed
try:
    deed(1)
except pdf.PdfError as refusal:
    print(refusal)
"""


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ('<img alt="x" src="https://example.org/logo.png">', "Adresse refusée.*https://example.org/logo.png"),
        ('<img alt="x" src="http://127.0.0.1/logo.png">', "Adresse refusée"),
        ('<img alt="x" src="//example.org/logo.png">', "example.org"),
        ('<img alt="x" src="file:///etc/hostname">', "Adresse refusée.*file:///etc/hostname"),
        ('<img alt="x" src="ftp://example.org/logo.png">', "Adresse refusée"),
        ('<img alt="x" src="logo.png">', "logo.png"),
        ('<img alt="x" src="/static/img/logo.svg">', "static/img/logo.svg"),
        ('<img alt="x" src="static:../manage.py">', "introuvable.*manage.py"),
        ('<img alt="x" src="static:%2e%2e/manage.py">', "introuvable.*manage.py"),
        ('<img alt="x" src="static:/etc/hostname">', "introuvable"),
        ('<img alt="x" src="static:img">', "introuvable"),
        ('<img alt="x" src="static:img/absente.png">', "introuvable.*img/absente.png"),
        (f'<img alt="x" src="{BROKEN_IMAGE}">', "n’est pas imprimé\u00a0: une image ne se lit pas .Failed"),
        ('<style>@import url("https://example.org/a.css");</style>', "Adresse refusée"),
        ('<link rel="stylesheet" href="static:css/absente.css">', "introuvable.*absente.css"),
        ('<style>@font-face { font-family: X; src: url("static:x.woff2") } p { font-family: X }</style>', "x.woff2"),
        ('<style>p { background: url("https://example.org/a.png") }</style><p>x</p>', "Adresse refusée"),
        (f"<svg {SVG}><title>x</title>{OUTSIDE_IMAGE}</svg>", "n’est pas imprimé\u00a0: un dessin ne se lit pas"),
        (
            f'<img alt="x" src="data:image/svg+xml,<svg {SVG}>{OUTSIDE_IMAGE}</svg>">',
            "n’est pas imprimé\u00a0: un dessin ne se lit pas",
        ),
        ("<style>p { colour: red }</style>", "n’est pas imprimé\u00a0: une règle de style n’est pas comprise.*colour"),
        (
            '<p><a href="#nulle-part">Voir</a></p>',
            "n’est pas imprimé\u00a0: un lien mène à un endroit absent.*nulle-part",
        ),
        (
            '<p><a class="toc-link" href="#nulle-part">Voir</a></p>',
            "n’est pas imprimé\u00a0: un lien mène à un endroit absent.*nulle-part",
        ),
        ("<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\">", "alt"),
        (f"<svg {SVG}></svg>", "texte de remplacement"),
        ("<table><tr><th>Commune</th></tr></table>", "«\u00a0Commune\u00a0» ne dit pas.*scope"),
        ("<p>Une flèche → puis ☐</p>", "«\u00a0→\u00a0» .U\\+2192 RIGHTWARDS ARROW., «\u00a0☐\u00a0» .U\\+2610"),
        ("<p>Nguyễn</p>", "U\\+1EC5"),
        ("<p>😀</p>", "U\\+1F600"),
        ("<p>読書</p>", "U\\+8AAD|U\\+66F8"),
    ],
)
def test_a_defect_stops_the_printing_and_is_named(html, reason):
    with pytest.raises(PdfError, match=reason):
        printed_content(html)


def test_static_files_and_included_data_are_admitted():
    html = f'<link rel="stylesheet" href="static:css/pdf_deed.css"><img alt="x" src="data:image/svg+xml,<svg {SVG}/>">'
    assert printed_content(html).pages == 1


def test_a_refusal_leaves_the_press_able_to_print():
    before = printed_content("<p>Avant</p>").content
    with pytest.raises(PdfError):
        printed_content("<p>→</p>")
    with pytest.raises(PdfError):
        printed_content('<img alt="x" src="https://example.org/logo.png">')
    assert printed_content("<p>Avant</p>").content == before


@pytest.mark.parametrize("html", ["<p>Bien</p>", '<img alt="x" src="static:img/absente.png">', "<p>→</p>"])
@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(html, collecting):
    was_on = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        printed_content(html)
    except PdfError:
        assert html != "<p>Bien</p>"
    finally:
        left, _ = gc.isenabled(), gc.enable() if was_on else gc.disable()
    assert left == collecting


@pytest.mark.parametrize("html", ["<p>Bien</p>", "<p>→</p>", "<style>p { colour: red }</style>"])
def test_the_logger_is_left_as_it_was(html):
    logger = logging.getLogger("weasyprint")
    before = logger.level, list(logger.handlers)
    try:
        printed_content(html)
    except PdfError:
        assert html != "<p>Bien</p>"
    assert (logger.level, logger.handlers) == before


def test_defects_are_seen_even_where_the_settings_do_not_want_to_log_them(caplog):
    caplog.set_level(logging.CRITICAL, logger="weasyprint")
    with pytest.raises(PdfError, match="colour"):
        printed_content("<style>p { colour: red }</style>")


def test_missing_libraries_are_named_with_the_command_that_installs_them():
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBRARIES], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert "Il manque à cette machine une bibliothèque" in told.stdout
    assert "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in told.stdout
