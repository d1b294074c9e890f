"""Binds the French marks of the templates to their words: « mot », « mot ; », « mot ? » never break a line.

    .venv/bin/python script/typography.py templates/network/*.html

Only the text that people read is touched, not the tags. Running it twice changes nothing.
"""

import re
import sys
from pathlib import Path

NBSP = "\u00a0"
TAGS = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)
MARKS = [
    (re.compile("« "), f"«{NBSP}"),
    (re.compile(" »"), f"{NBSP}»"),
    (re.compile(r" ([;!?:])(?=\s|$)"), rf"{NBSP}\1"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
]


def bound(text: str) -> str:
    """The template with its marks bound."""
    pieces = TAGS.split(text)
    for index in range(0, len(pieces), 2):
        for pattern, replacement in MARKS:
            pieces[index] = pattern.sub(replacement, pieces[index])
    return "".join(pieces)


for name in sys.argv[1:]:
    path = Path(name)
    path.write_text(bound(path.read_text()))
