"""The look as facts: contrasts of the colours, drawings that exist, nothing that the security policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest

from foundation.views.errors import server_error

ROOT = Path(settings.BASE_DIR)
TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
PAIRS = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
ALWAYS = re.findall(r"--((?:bar|on)-[\w-]+): (#\w{6});", TOKENS)
COLOURS = {name: (day, night) for name, day, night in PAIRS} | {name: (one, one) for name, one in ALWAYS}
TEXT_ON_GROUND = [
    ("ink", "paper"), ("ink", "card"), ("ink", "well"), ("ink", "note"),
    ("muted", "paper"), ("muted", "card"), ("muted", "well"), ("muted", "note"),
    ("teal", "paper"), ("teal", "card"), ("teal", "teal-ground"), ("rust", "card"), ("rust", "paper"),
    ("on-fill", "fill"), ("on-fill", "fill-strong"), ("ok", "ok-ground"), ("warn", "warn-ground"),
    ("late", "late-ground"), ("late", "card"), ("info", "info-ground"), ("neutral", "neutral-ground"),
    ("bar-text", "bar"), ("bar-text", "bar-hover"), ("bar-strong", "bar-current"), ("bar-faint", "bar"),
]  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCREENS = [path for path in TEMPLATES if not {"pdf", "mails"} & set(path.parts)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
@pytest.mark.parametrize("hour", [0, 1], ids=["day", "night"])
def test_text_is_readable_on_its_ground(text, ground, hour):
    assert contrast(COLOURS[text][hour], COLOURS[ground][hour]) >= 4.5


@pytest.mark.parametrize("ground", ["card", "paper"])
@pytest.mark.parametrize("hour", [0, 1], ids=["day", "night"])
def test_the_edge_of_a_field_is_visible(ground, hour):
    assert contrast(COLOURS["edge"][hour], COLOURS[ground][hour]) >= 3


def test_old_browsers_get_the_same_day_colours():
    fallback = TOKENS.split("@supports not")[1]
    assert dict(re.findall(r"--([\w-]+): (#\w{6});", fallback)) == {name: day for name, day, _ in PAIRS}


def test_every_drawing_that_a_page_names_is_in_the_sprite():
    drawn = set((ROOT / "script/icons.txt").read_text().split())
    named = {
        name for path in TEMPLATES for name in re.findall(r"{% icon \"([\w-]+)\"", path.read_text(encoding="utf-8"))
    }
    for app in ("foundation", "network", "convention", "reporting"):
        for path in (ROOT / app).rglob("*.py"):
            named |= set(re.findall(r"\bicon=\"([\w-]+)\"", path.read_text(encoding="utf-8")))
    assert named - drawn == set()


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_screen_holds_no_style_and_no_script_of_its_own(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", source)
    scripts = re.findall(r"<script([^>]*)>", source)
    assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)


def test_a_sheet_refers_to_files_that_exist():
    built = ROOT / "build/static"
    if not built.is_dir():
        pytest.skip("build/static is absent: run script/assets.py")
    for sheet in (ROOT / "static/css").glob("*.css"):
        for target in re.findall(r"url\(\"(\.\./[^\"]+)\"\)", sheet.read_text(encoding="utf-8")):
            path = (sheet.parent / target).resolve().relative_to(ROOT / "static")
            assert (built / path).is_file() or (ROOT / "static" / path).is_file(), f"{sheet.name}: {target}"


def test_the_page_of_our_own_faults_needs_neither_request_nor_database():
    page = server_error(HttpRequest())
    assert page.status_code == 500
    assert "Ce n’est pas de votre fait." in page.content.decode()
