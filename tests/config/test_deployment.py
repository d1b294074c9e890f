"""`docs/deployment.md` names every variable that the product reads, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from network.management.commands.administrator import VARIABLE
from tests.tree import APPS, ROOT, name_of, sources, tree_of

READING = re.compile(r"(env\.(str|bool|int|list|db|email_url)|os\.environ\.get)$")
SET_BY_DJANGO = {"DJANGO_SETTINGS_MODULE"}
OF_ITSELF = {"PYTHONUNBUFFERED"}  # given to its own programs, read by none of ours


def names_in(node: ast.AST) -> Iterator[str]:
    """What a place of the code reads: `env.str("A")`, `os.environ.get("A")`, `os.environ["A"]`, `"A" in os.environ`."""
    if isinstance(node, ast.Call) and node.args and READING.match(ast.unparse(node.func)):
        yield from texts_at(node.args[0])
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        yield from texts_at(node.slice)
    if isinstance(node, ast.Compare) and any(ast.unparse(one) == "os.environ" for one in node.comparators):
        yield from texts_at(node.left)


def texts_at(node: ast.AST) -> list[str]:
    """The text that stands there as such; a name made of pieces is none."""
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def read_by(path: Path) -> set[str]:
    """The variables that a file reads."""
    return {name for node in ast.walk(tree_of(path)) for name in names_in(node)}


def variables() -> dict[str, str]:
    """Each variable that the product reads, and where."""
    found = {name: name_of(path) for path in sources(*APPS) for name in read_by(path)}
    asked = re.search(r"# then (.*)", (ROOT / "network/management/commands/administrator.py").read_text())
    assert asked
    own = {f"{VARIABLE}{name}": "network" for name in asked[1].split(", ")}
    return {name: place for name, place in {**found, **own}.items() if name not in SET_BY_DJANGO | OF_ITSELF}


def documented() -> set[str]:
    """What the first column of the table names."""
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]*)`", row)}


def test_every_variable_that_is_read_is_documented():
    missing = {name: place for name, place in variables().items() if name not in documented()}

    assert missing == {}


def test_every_variable_that_is_documented_is_read():
    assert documented() - set(variables()) == set()


def test_the_reading_of_settings_finds_what_it_must():
    found = read_by(ROOT / "config" / "settings.py")

    assert {"DATABASE_URL", "DEBUG", "TRUSTED_PROXIES", "EMAIL_URL", "OIDC_FORM_ACTION"} <= found
