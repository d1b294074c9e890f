"""The users’ guides, written in Markdown beside the code and read in the product (docs/utilisateurs).

One source: what the repository shows is what `/systeme/aide/` says, with the French marks of every page.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from foundation import prose
from foundation.french import typography

# The pictures are for who reads the repository: in the product, the pages that they show are there.
PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n", re.MULTILINE)


@dataclass(frozen=True)
class Guide:
    """One guide: its name in addresses, its title, its body without it."""

    slug: str
    title: str
    body: str

    @property
    def html(self) -> SafeString:
        """The body as HTML; no tag of the file itself passes."""
        return prose.read(self.body).html


def find(slug: str) -> Guide | None:
    """The guide of this name; None when there is none."""
    return next((guide for guide in all_guides() if guide.slug == slug), None)


@cache
def all_guides() -> tuple[Guide, ...]:
    """All of them: in the order of `settings.GUIDES`, then by title."""
    folder, first = Path(settings.GUIDES_DIR), settings.GUIDES_FIRST
    found = [_read(path) for path in folder.glob("*.md")]
    rank = {slug: position for position, slug in enumerate(first)}
    return tuple(sorted(found, key=lambda guide: (rank.get(guide.slug, len(first)), guide.title)))


def _read(path: Path) -> Guide:
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    return Guide(path.stem, typography(title.removeprefix("# ").strip()), PICTURE.sub("", body))
