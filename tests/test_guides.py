"""The users’ pages: what they tell to press is on the screens, under that very name."""

import re

import pytest
from django.urls import reverse

from foundation.french import NBSP
from foundation.guides import Guide, find
from tests.tree import APPS, ROOT, TEMPLATES, name_of, sources

GUIDES = sorted((ROOT / "docs" / "utilisateurs").glob("*.md"))
PRESSED = re.compile(r"(?<!\*)\*([^*\s][^*]*)\*(?!\*)")


@pytest.fixture(scope="module")
def screens() -> str:
    """Every word that a screen may show, with ordinary spaces."""
    files = [*sources(*APPS), *TEMPLATES.rglob("*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files).replace(NBSP, " ")


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_what_a_guide_tells_to_press_is_on_a_screen(guide, screens):
    names = {" ".join(name.split()) for name in PRESSED.findall(guide.read_text(encoding="utf-8"))}

    assert names
    assert [name for name in sorted(names) if name not in screens] == []


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_each_guide_is_reached_from_the_readme(guide):
    assert f"](docs/utilisateurs/{guide.name})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_each_guide_is_read_in_the_product_by_anyone(guide, client, db):
    title, _, body = guide.read_text(encoding="utf-8").partition("\n")
    page = client.get(reverse("foundation:guide", args=[guide.stem])).content.decode().replace(NBSP, " ")
    assert f"<h1>{title.removeprefix('# ')}</h1>" in page
    assert page.count("<em>") == len(re.findall(PRESSED, body))
    assert reverse("foundation:guide", args=[guide.stem]) in client.get(reverse("foundation:guides")).content.decode()


@pytest.mark.parametrize("guide", [one for one in GUIDES if "![" in one.read_text(encoding="utf-8")], ids=name_of)
def test_the_pictures_of_a_guide_are_files_told_in_words_and_stay_in_the_repository(guide):
    text = guide.read_text(encoding="utf-8")
    drawn = re.findall(r"^!\[(.+)\]\((.+)\)$", text, re.M)

    assert len(drawn) == text.count("![")
    assert [path for _, path in drawn if not (guide.parent / path).exists()] == []
    assert [said for said, _ in drawn if said in find(guide.stem).html] == []


def test_the_help_is_linked_from_every_page(client, db):
    assert reverse("foundation:guides") in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("foundation:guide", args=["inconnu"])).status_code == 404


def test_no_tag_of_a_guide_passes():
    assert "<script>" not in Guide("essai", "Essai", "Bonjour <script>alert(1)</script>").html
