"""The column of what is indexed, and the condition that asks it: PostgreSQL’s `tsvector`, or SQLite’s FTS5 beside.

Both hold exactly the words of `foundation.fulltext.words`, so that both find the same: PostgreSQL is given its
`tsvector` and `tsquery` already written, FTS5 splits at spaces only (tokenizer `ascii`, over what has no mark left).
On SQLite the column stays empty: the words are in the virtual table `foundation_searchwords`, row for row.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Lookup

from foundation.fulltext.query import Clause, Way

TABLE = "foundation_searchwords"  # SQLite only
WEIGHTS = "ABCD"
COLUMNS = ("kind", *WEIGHTS.lower(), *(f"{weight}_forms" for weight in WEIGHTS.lower()))
LAST_PLACE = 16383  # PostgreSQL’s greatest: where what is in no order stands, which no phrase reaches


Asked = tuple[Sequence[str], Sequence[Clause], str]  # words of kinds, what is looked for, weights ("": all)
Texts = dict[str, list[str]]  # column → its words


def forms_of(weight: str) -> str:
    """The column of the forms beside the words of this weight."""
    return f"{weight.lower()}_forms"


def kind_word(content_type: int) -> str:
    """The word that says of what kind an entry is; « ¤ » is in no word read from a text."""
    return f"¤{content_type}"


class WordsField(models.Field):
    """What an entry says, as the database searches it: written as a `tsvector`, never read back."""

    description = "mots indexés"

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@WordsField.register_lookup
class Holds(Lookup):
    """`words__holds=(kinds, clauses, weights)`: whether an entry of these kinds holds every clause."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*params, tsquery(*self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        return f'{alias}."id" IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s)', [match(*self.rhs)]


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def tsvector(texts: Texts) -> str:
    """The text of a `tsvector`: each word with its weighted places, each form at the last one."""
    places: dict[str, list[str]] = {word: [] for word in texts["kind"]}
    place = 0
    for weight in WEIGHTS:
        for word in texts.get(weight.lower(), ()):
            place += 1
            places.setdefault(word, []).append(f"{place}{weight}")
        place += 1  # no phrase goes from one field to the next
        for word in texts.get(forms_of(weight), ()):
            places.setdefault(word, []).append(f"{LAST_PLACE}{weight}")
    return " ".join(f"'{word}'{':' if at else ''}{','.join(at)}" for word, at in places.items())


def tsquery(kinds: Sequence[str], clauses: Sequence[Clause], weights: str) -> str:
    """The text of a `tsquery`."""
    asked = " & ".join(f"({' | '.join(_tsquery_way(way, weights) for way in clause)})" for clause in clauses)
    kind = " | ".join(f"'{kind}'" for kind in kinds)
    return f"({kind}) & {asked}"


def _tsquery_way(way: Way, weights: str) -> str:
    mark = f"{'*' if way.is_beginning else ''}{weights}"
    row = " <-> ".join(f"'{word}'{':' if mark else ''}{mark}" for word in way.words)
    return f"({row})"


# --- SQLite ----------------------------------------------------------------------------------------------------------


def match(kinds: Sequence[str], clauses: Sequence[Clause], weights: str) -> str:
    """The text of an FTS5 MATCH."""
    kind = " OR ".join(f'"{kind}"' for kind in kinds)
    return " AND ".join([f"(kind : ({kind}))", *(_match_clause(clause, weights or WEIGHTS) for clause in clauses)])


def _match_clause(clause: Clause, weights: str) -> str:
    ordered = " ".join(weights.lower())
    anywhere = f"{ordered} {' '.join(map(forms_of, weights))}"
    ways = []
    for way in clause:
        row, columns = " ".join(way.words), anywhere if len(way.words) == 1 else ordered
        ways.append(f'({{{columns}}} : "{row}"{" *" if way.is_beginning else ""})')
    return f"({' OR '.join(ways)})"
