"""The files of the project as the tests of the house read them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "reporting", "ils", "committees", "tickets", "convention", "training", "network", "foundation")
TEMPLATES = ROOT / "templates"


@cache
def sources(*folders: str) -> list[Path]:
    """Our Python files in these folders, without migrations."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text())


@cache
def templates() -> list[Path]:
    """Every template of ours."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".svg"})


def name_of(path: Path) -> str:
    """A path as a failing test shows it."""
    return str(path.relative_to(ROOT))


def texts_of(path: Path) -> set[str]:
    """Every text written in a Python file."""
    return {
        node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
