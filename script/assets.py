"""Gathers what the pages load from npm packages into build/static, from where the static files are served.

Run after `npm ci`. Only the files named here are copied; the icons named in script/icons.txt become one sprite.
Nothing is done when nothing has changed since the last run, so that a start costs no time.
"""

import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
STATIC = ROOT / "build" / "static"
STAMP = ROOT / "build" / "assets.sha256"
ICONS = ROOT / "script" / "icons.txt"

FONT_FACES = ("400-normal", "400-italic", "600-normal", "700-normal")
COPIED = {
    "bootstrap/LICENSE": "vendor/bootstrap.LICENSE",
    "tom-select/dist/js/tom-select.popular.min.js": "vendor/tom-select.min.js",
    "tom-select/LICENSE": "vendor/tom-select.LICENSE",
    "lucide-static/LICENSE": "vendor/lucide.LICENSE",
    "@fontsource/noto-sans/LICENSE": "vendor/fonts/noto-sans.LICENSE",
    **{
        f"@fontsource/noto-sans/files/noto-sans-{script}-{face}.woff2": f"vendor/fonts/noto-sans-{script}-{face}.woff2"
        for script in ("latin", "latin-ext")
        for face in FONT_FACES
    },
}
# Style sheets that our own must be able to override whatever their selectors: they go in the first layer.
LAYERED = {
    "bootstrap/dist/css/bootstrap.min.css": "vendor/bootstrap.min.css",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "vendor/tom-select.min.css",
}
SPRITE = "img/icons.svg"

SYMBOL_STYLE = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
BETWEEN_TAGS = re.compile(r">\s+<")
SOURCE_MAP = re.compile(rb"\s*(/\*[#@] sourceMappingURL=[^*]*\*/|//[#@] sourceMappingURL=\S*)\s*$")
CHARSET = re.compile(rb'^@charset "[^"]*";', re.IGNORECASE)


def fingerprint():
    """What the gathered files depend on: the locked packages, the icons wanted and this script."""
    digest = hashlib.sha256()
    for source in (ROOT / "package-lock.json", ICONS, Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def is_up_to_date(wanted):
    """Whether the last run gathered exactly this, and all of it is still there."""
    outputs = (*COPIED.values(), *LAYERED.values(), SPRITE)
    return (
        STAMP.is_file() and STAMP.read_text().strip() == wanted and all((STATIC / name).is_file() for name in outputs)
    )


def write(name, content):
    target = STATIC / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def without_source_map(content):
    """The file without its trailing source-map comment, whose target is not served."""
    return SOURCE_MAP.sub(b"\n", content)


def in_vendor_layer(css):
    """The style sheet wrapped in the cascade layer `vendor`, the lowest one."""
    return b'@charset "UTF-8";\n@layer vendor{' + CHARSET.sub(b"", without_source_map(css)) + b"}\n"


def symbol(name):
    """One icon as a symbol of the sprite: its strokes take the colour of the text around."""
    source = (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    strokes = BETWEEN_TAGS.sub("><", DRAWING.search(source).group(1)).strip()
    return f'<symbol id="{name}" {SYMBOL_STYLE}>{strokes}</symbol>'


def sprite():
    """All the icons in one file; see vendor/lucide.LICENSE."""
    symbols = "\n".join(symbol(name) for name in sorted(set(ICONS.read_text().split())))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide icons, ISC -->\n{symbols}\n</svg>\n'.encode()


def gather():
    for source, name in COPIED.items():
        content = (PACKAGES / source).read_bytes()
        write(name, without_source_map(content) if name.endswith(".js") else content)
    for source, name in LAYERED.items():
        write(name, in_vendor_layer((PACKAGES / source).read_bytes()))
    write(SPRITE, sprite())


def main():
    wanted = fingerprint()
    if is_up_to_date(wanted):
        return
    if not PACKAGES.is_dir():
        sys.exit("Les paquets npm manquent : lancez d’abord « npm ci » à la racine du projet.")
    try:
        gather()
    except FileNotFoundError as missing:
        sys.exit(f"Fichier ou icône introuvable dans les paquets npm : {missing.filename}. Relancez « npm ci ».")
    STAMP.write_text(wanted + "\n")


if __name__ == "__main__":
    main()
