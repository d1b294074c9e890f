"""script/assets.py: what it takes from the packages, and that it rests when nothing has changed."""

import importlib.util
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "script" / "assets.py"


@pytest.fixture
def assets(tmp_path, monkeypatch):
    """The script, working in a folder of its own on packages of one line each."""
    spec = importlib.util.spec_from_file_location("assets", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {"ROOT": ".", "PACKAGES": "node_modules", "STATIC": "build/static"}.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    monkeypatch.setattr(module, "STAMP", tmp_path / "build" / "assets.sha256")
    monkeypatch.setattr(module, "ICONS", tmp_path / "icons.txt")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "icons.txt").write_text("house\nmap\n")
    for source in (*module.COPIED, *module.LAYERED):
        target = tmp_path / "node_modules" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text('@charset "UTF-8";a{}\n/*# sourceMappingURL=a.css.map */' if source.endswith("css") else "x")
    for name in ("house", "map"):
        drawing = tmp_path / "node_modules" / "lucide-static" / "icons" / f"{name}.svg"
        drawing.parent.mkdir(parents=True, exist_ok=True)
        drawing.write_text('<!-- licence -->\n<svg\n  class="a"\n>\n  <path d="M1 1" />\n</svg>\n')
    return module


def test_every_named_file_is_gathered(assets):
    assets.main()
    for name in (*assets.COPIED.values(), *assets.LAYERED.values(), assets.SPRITE):
        assert (assets.STATIC / name).is_file(), name


def test_a_vendor_sheet_goes_in_the_lowest_layer_without_its_source_map(assets):
    assets.main()
    sheet = (assets.STATIC / "vendor/bootstrap.min.css").read_text()
    assert sheet == '@charset "UTF-8";\n@layer vendor{a{}\n}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a();\n//# sourceMappingURL=a.js.map\n", b"a();\n"),
        (b"a();", b"a();"),
        (b"a{}/*# sourceMappingURL=b */", b"a{}\n"),
    ],
)
def test_a_source_map_comment_is_taken_off(assets, before, after):
    assert assets.without_source_map(before) == after


def test_the_sprite_holds_each_drawing_once_under_its_name(assets):
    assets.main()
    sprite = (assets.STATIC / assets.SPRITE).read_text()
    assert sprite.count("<symbol ") == 2
    assert '<symbol id="house" viewBox="0 0 24 24"' in sprite
    assert "licence" not in sprite


def test_nothing_is_written_again_when_nothing_has_changed(assets):
    assets.main()
    target = assets.STATIC / "vendor/bootstrap.min.css"
    target.write_text("mine")
    assets.main()
    assert target.read_text() == "mine"


@pytest.mark.parametrize("changed", ["package-lock.json", "icons.txt"])
def test_a_change_of_the_lock_or_of_the_drawings_gathers_again(assets, changed):
    assets.main()
    (assets.STATIC / assets.SPRITE).write_text("old")
    with (assets.ROOT / changed).open("a") as source:
        source.write("\n ")
    assets.main()
    assert "<symbol" in (assets.STATIC / assets.SPRITE).read_text()


def test_a_file_lost_since_is_gathered_again(assets):
    assets.main()
    (assets.STATIC / assets.SPRITE).unlink()
    assets.main()
    assert (assets.STATIC / assets.SPRITE).is_file()


def test_an_unknown_drawing_stops_with_its_name(assets):
    assets.ICONS.write_text("unicorn")
    with pytest.raises(SystemExit, match="unicorn"):
        assets.main()


def test_absent_packages_say_what_to_run(assets, monkeypatch):
    monkeypatch.setattr(assets, "PACKAGES", assets.ROOT / "nowhere")
    with pytest.raises(SystemExit, match="npm ci"):
        assets.main()
