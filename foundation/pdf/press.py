"""The press: WeasyPrint with our font and style sheet, kept warm in each process.

Loading takes about two seconds (libraries, then the eight font files), a page a few hundredths.
"""

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from io import BytesIO
from threading import Lock
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration

from foundation.pdf import conformance, fonts, saving, structure
from foundation.pdf.complaints import complaints_refused
from foundation.pdf.document import Bookmark, Document, Facts
from foundation.pdf.resources import StaticFetcher

STYLE_SHEET = "static:css/pdf.css"
SRGB = "srgb-2014"
one_at_a_time = Lock()  # the font map is not made for several threads, and the collector is the whole process’s


class Press:
    """Fonts unpacked and style sheet read, once; then prints any number of documents."""

    def __init__(self) -> None:
        self.fetcher = StaticFetcher()
        self.fonts = FontConfiguration()
        self.colours = srgb()
        with complaints_refused():
            self.style = CSS(url=STYLE_SHEET, font_config=self.fonts, url_fetcher=self.fetcher)

    def print(self, html: str, facts: Facts) -> Document:
        """One document. Raises PdfError; see `foundation.pdf.typeset`."""
        with one_at_a_time, collector_off(), complaints_refused():
            return self._print(html, facts)

    def _print(self, html: str, facts: Facts) -> Document:
        source = HTML(string=html.replace(fonts.DIVISION_HYPHEN, "-"), url_fetcher=self.fetcher)
        structure.refuse_unscoped_headers(source.etree_element)
        options = {"pdf_variant": conformance.VARIANT, "output_intent": SRGB}
        profiles = {SRGB: self.colours}
        pages = source.render(self.fonts, color_profiles=profiles, stylesheets=[self.style], **options)
        conformance.describe(pages.metadata, facts)
        structure.keep_one_link_each(pages)
        content = saving.settled(pages.write_pdf(finisher=finish, **options))
        return Document(content, len(pages.pages), tuple(outline(pages.make_bookmark_tree())))


class UnalteredProfile(ColorProfile):
    """A profile written as its file holds it: the colour library writes another once it has looked inside."""

    content = b""


def srgb() -> ColorProfile:
    """The colours that PDF/A wants defined; WeasyPrint alone opens this file for each document and never closes it."""
    packed = resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    profile = UnalteredProfile(BytesIO(packed), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    profile.content = packed
    return profile


def finish(pages: Any, pdf: Any) -> None:
    """What WeasyPrint leaves undone, repaired in memory just before the file is written."""
    fonts.refuse_strangers(pages.fonts.values())
    fonts.make_readable(pdf)
    structure.repair(pages, pdf)
    conformance.declare(pdf)


def outline(tree: list[Any], level: int = 1) -> Iterator[Bookmark]:
    for label, (page, _, _), children, _ in tree:
        yield Bookmark(label, page + 1, level)
        yield from outline(children, level + 1)


def warm_press() -> Press:
    """This process’s press: a child process does not share its parent’s font files."""
    with one_at_a_time:
        return _press_of(os.getpid())


@cache
def _press_of(pid: int) -> Press:
    atexit.register(_press_of.cache_clear)  # the font files are removed while the interpreter still can
    press = Press()
    gc.freeze()  # what lives as long as the process is not looked at again after each document (−7 %)
    return press


@contextmanager
def collector_off() -> Iterator[None]:
    """A document makes many objects and drops none before its end: looking for garbage meanwhile costs 13 %.

    It is swept once, after: its boxes point at each other, and a worker that prints on would keep tens of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        if was_on:
            gc.enable()
