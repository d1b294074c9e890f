"""Reads the shipped model: `convention.md` by the reader of any convention's text, `variables.toml` beside it."""

import tomllib
from functools import cache
from pathlib import Path

from convention.text.parse import parse
from convention.text.structure import Text
from convention.text.variables import Variable

_FOLDER = Path(__file__).parent


@cache
def load_model_text() -> tuple[Text, tuple[Variable, ...]]:
    """The model's text and its variables, those of a fictional provider and President included."""
    source = (_FOLDER / "convention.md").read_text(encoding="utf-8")
    declared = tomllib.loads((_FOLDER / "variables.toml").read_text(encoding="utf-8"))
    return parse(source).text, tuple(Variable(name=name, **facts) for name, facts in declared.items())
