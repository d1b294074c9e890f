"""The convention on paper: its text laid out, printed as an archivable and accessible PDF, and kept frozen (R45)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from convention.models import Convention
from convention.text import markup
from convention.text.render import Rendered
from convention.text.structure import Article
from convention.values import fingerprint
from foundation import clock, documents, pdf
from foundation.french import NBSP, bound, commune_of, fold, long_date
from foundation.models import StoredDocument
from network.models import UrbanCommunity

TEMPLATE = "pdf/convention.html"
LONG_TITLE = 120  # characters: beyond, the title page takes smaller letters
composed = partial(unicodedata.normalize, "NFC")


@dataclass(frozen=True)
class Printed:
    """A PDF, the fingerprint of the words it bears, and the number at the foot of its pages, once it is given."""

    content: bytes
    text_hash: str
    number: str = ""


@dataclass(frozen=True)
class Section:
    """One article as printed: where it is, what the table of contents says, its body as HTML, its sub-articles."""

    anchor: str
    number: str
    title: str
    body: str
    children: list["Section"] = field(default_factory=list)

    @property
    def label(self) -> str:
        """« Article 4.1 – Un comité technique »."""
        return f"Article {self.number} – {self.title}" if self.title else f"Article {self.number}"


def print_convention(convention: Convention) -> Printed:
    """Lay out and print, with its number if it has one; slow (about a second), reads and changes nothing.

    Raises Incomplete when a value is missing, PdfError when the text cannot be printed as it stands.
    """
    rendered = convention.rendered()
    name = composed(convention.commune.name)
    laid_out, commune = unbroken(rendered, name), commune_of(name)
    community = UrbanCommunity.objects.first()
    context = {
        "community": community,
        "commune": bound(commune, name),
        "commune_siren": _by_threes(convention.commune.siren),
        "community_siren": _by_threes(community.siren if community else ""),
        "starts_on": convention.starts_on,
        "text": laid_out.text,
        "is_long": len(rendered.text.title) > LONG_TITLE,
        "preamble": markup.html(laid_out.text.preamble, heading_level=3),
        "sections": list(sections(laid_out)),
        "closing": markup.html(laid_out.text.closing),
    }
    content = pdf.render(TEMPLATE, context, **_facts(convention))
    return numbered(Printed(content, fingerprint(rendered)), convention)


def numbered(printed: Printed, convention: Convention) -> Printed:
    """The same PDF under the convention’s number, which is given last; it says so in its title and on each page."""
    if printed.number == convention.number:
        return printed
    content = pdf.stamp(printed.content, convention.number, **_facts(convention))
    return replace(printed, content=content, number=convention.number)


def _facts(convention: Convention) -> dict[str, Any]:
    """What the file says of itself."""
    commune = commune_of(composed(convention.commune.name))
    called = f"Convention {convention.number}".strip()
    return {
        "title": f"{called} avec {commune}, à compter du {_effect(convention)}",
        "created": convention.created_at,
        "author": str(UrbanCommunity.objects.first() or ""),
        "subject": "Mise à disposition du SIGB et du portail documentaire",
    }


def unbroken(rendered: Rendered, name: str) -> Rendered:
    """The same text for the press: no line ends between a number and its unit, nor within the commune’s name, and an
    accent typed apart from its letter joins it, since the font draws them as one.

    The fingerprint is that of the words, which this does not change.
    """
    return replace(rendered, text=rendered.text.map(lambda part: bound(composed(part.content), name)))


def sections(rendered: Rendered) -> Iterator[Section]:
    """The articles, each with its sub-articles, in order; a sub-article without article before it stands alone."""
    current: Section | None = None
    for article in rendered.text.articles:
        section = _section(article)
        if article.level == 1 or current is None:
            if current:
                yield current
            current = section
        else:
            current.children.append(section)
    if current:
        yield current


def _section(article: Article) -> Section:
    body = markup.html(article.body, heading_level=article.level + 2)
    return Section(article.anchor, article.number, article.title, body)


def keep_pdf(convention: Convention, printed: Printed, *, by: Any) -> StoredDocument:
    """Save the convention with this PDF, new or not, and freeze the PDF. Earlier ones stay about it.

    The document is kept first and attached afterwards, so that one history row says all that was done. A number given
    since it was printed is laid on its pages.
    """
    printed = numbered(printed, convention)
    document = documents.keep(
        printed.content,
        name=file_name(convention),
        by=by,
        origin=StoredDocument.Origin.PRODUCED,
        title=f"Convention, texte du {long_date(clock.today())}",
    )
    convention.document, convention.text_hash = document, printed.text_hash
    convention._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    convention.save()
    document.about = convention
    document.save(update_fields=["about_type", "about_id"])
    documents.freeze(document)
    return document


def file_name(convention: Convention) -> str:
    """How its PDF is named when it is saved: « CONV-2026-0007 les-mureaux.pdf »; each convention its own."""
    return f"{convention.number} {fold(convention.commune.name).replace(' ', '-')}.pdf"


def _by_threes(siren: str) -> str:
    """A SIREN as it is read: « 217 800 051 »."""
    return NBSP.join(siren[i : i + 3] for i in range(0, len(siren), 3))


def _effect(convention: Convention) -> str:
    return long_date(convention.starts_on) if convention.starts_on else ""
