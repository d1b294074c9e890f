"""What the search knows of the objects of every app, and how it is kept up with them.

An app registers in `AppConfig.ready` what is searched of a model, weighted from A (its title) to D:

    entries.register(Ticket, lambda ticket: {"A": f"{ticket.number} {ticket.subject}", "B": ticket.description})
    entries.register(Message, lambda message: {"B": message.text, "D": message.ticket.subject}, leads_to="ticket")

and calls `index(ticket)` in the transaction that writes it, after the save. All the words of a search must be in one
entry: hence the subject, in the least weight, beside each message. `forget` goes with a deletion; an entry whose object
is gone finds nothing anyway, since a search begins with a queryset.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Q

from foundation.fulltext.fields import COLUMNS, TABLE, WEIGHTS, Texts, forms_of, kind_word, tsvector
from foundation.fulltext.query import Way
from foundation.fulltext.words import read
from foundation.models import SearchEntry, StoredDocument

Fields = dict[str, str]  # weight → text
Row = tuple[type[models.Model], Any]  # a model and a key
Gather = Callable[[Sequence[Any]], Mapping[Any, str]]  # objects of one model → key → text

AT_ONCE = 500  # objects written by one statement
MOST_WORDS = 10_000  # of one entry; the rest of a longer text is not searched
MOST_BYTES = 300_000  # of its words, twice over with their forms: PostgreSQL holds one megabyte


@dataclass(frozen=True, eq=False)  # itself alone
class Source:
    """What is searched of a model, or of one part of it."""

    model: type[models.Model]
    fields: Callable[[Any], Fields]
    part: str = ""
    leads_to: str = ""  # the foreign key to what a list shows; empty: the object itself
    rows: Callable[[], models.QuerySet] | None = None  # with the relations that `fields` reads
    gathered: Mapping[str, Gather] = field(default_factory=dict)  # weight → what is read of many at once

    @property
    def shows(self) -> type[models.Model]:
        """The model that a list shows."""
        shown = self.model._meta.get_field(self.leads_to).related_model if self.leads_to else self.model
        assert isinstance(shown, type)
        return shown

    def queryset(self) -> models.QuerySet:
        """All the rows, with what `fields` reads."""
        return self.rows() if self.rows else self.model._base_manager.all()

    def found_from(self, one: Any) -> int:
        """The key of the object that this one leads to."""
        return getattr(one, one._meta.get_field(self.leads_to).attname) if self.leads_to else one.pk


sources: dict[tuple[type[models.Model], str], Source] = {}


def register(
    model: type[models.Model],
    fields: Callable[[Any], Fields],
    *,
    part: str = "",
    leads_to: str = "",
    rows: Callable[[], models.QuerySet] | None = None,
    gathered: Mapping[str, Gather] | None = None,
) -> None:
    """Say what is searched of a model; the same model and part again replaces (a reload is not a second entry).

    `gathered` gives the texts of the weights that `fields` leaves alone, read for many objects at once: those of other
    rows, such as the names of the documents kept about them (`names_of_files`).
    """
    sources[model, part] = Source(model, fields, part, leads_to, rows, gathered or {})


def sources_of(model: type[models.Model]) -> list[Source]:
    """What is searched of this model. Raises LookupError when nothing was registered for it."""
    found = [source for (known, _), source in sources.items() if known is model._meta.concrete_model]
    if not found:
        raise LookupError(f"nothing of {model._meta.label} is searched: see foundation.fulltext.entries.register")
    return found


def index(one: models.Model, *, is_alone: bool = False) -> None:
    """Make the search find this object by what it says now, in every part of it.

    `is_alone` says that it was just made and that no other row tells of it yet: none is asked for.
    """
    index_many([one], are_alone=is_alone)


def index_many(objects: Iterable[models.Model], *, are_alone: bool = False) -> int:
    """The same for many objects, of any registered models; how many entries were written."""
    number, rest = 0, iter(objects)
    while some := list(islice(rest, AT_ONCE)):
        beside = {} if are_alone else _gathered(some)
        written = {entry_key(entry): (entry, text) for one in some for entry, text in _entries_of(one, beside)}
        _write([written[key] for key in sorted(written)])
        number += len(written)
    return number


def forget(one: models.Model) -> None:
    """Drop what the search knows of this object and of what leads to it: goes with its deletion."""
    kind, model = ContentType.objects.get_for_model(one), one._meta.concrete_model
    leading = [source.model for source in sources.values() if source.shows is model and source.leads_to]
    kinds = list(ContentType.objects.get_for_models(*leading).values())
    _drop(SearchEntry.objects.filter(Q(about_type=kind, about_id=one.pk) | Q(about_type__in=kinds, leads_to=one.pk)))


def reindex(wanted: Iterable[type[models.Model]] = ()) -> Iterator[tuple[str, int]]:
    """Write every entry again, of these models or of all; the name of each model and how many entries were written.

    After a change of the reading of words, or of what an app lets search. Entries of objects that are gone go.
    """
    for model in list(wanted) or list(dict.fromkeys(model for model, _ in sources)):
        number, last = 0, None
        while keys := _keys_after(model, last):
            number += _write_again(model, keys)
            last = keys[-1]
        entries = SearchEntry.objects.filter(about_type=ContentType.objects.get_for_model(model))
        parts = [source.part for source in sources_of(model)]
        _drop(entries.exclude(part__in=parts, about_id__in=model._base_manager.values("pk")))
        yield str(model._meta.verbose_name_plural), number


def reindex_rows(rows: Iterable[Row]) -> int:
    """Write again the entries of these rows, where they are searched, and of what leads to them; how many entries."""
    keys: dict[type[models.Model], set[Any]] = {}
    for model, key in rows:
        keys.setdefault(model, set()).add(key)
    for source in sources.values():
        if source.leads_to and source.shows in keys:
            leading = source.model._base_manager.filter(**{f"{source.leads_to}__in": keys[source.shows]})
            keys.setdefault(source.model, set()).update(leading.values_list("pk", flat=True))
    number = 0
    for model in keys.keys() & {known for known, _ in sources}:
        lot = sorted(keys[model])
        number += sum(_write_again(model, lot[start : start + AT_ONCE]) for start in range(0, len(lot), AT_ONCE))
    return number


def saying(texts: Iterable[str]) -> set[Row]:
    """The rows of which an entry holds all the words of one of these texts, in any order."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model, _ in sources}
    found: set[Row] = set()
    for text in texts:
        clauses = [(Way((word,)),) for word in read(text).stems]
        if clauses and kinds:
            asked = ([kind_word(kind) for kind in kinds], clauses, "")
            rows = SearchEntry.objects.filter(words__holds=asked).values_list("about_type", "about_id")
            found |= {(kinds[kind], key) for kind, key in rows}
    return found


def purge() -> None:
    """Leave no trace of words that no entry holds any more, where the database keeps them until it tidies up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")


def _keys_after(model: type[models.Model], last: Any) -> list[Any]:
    rows = model._base_manager.order_by("pk")
    return list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:AT_ONCE])


def _write_again(model: type[models.Model], keys: list[Any]) -> int:
    """The entries of these rows, which are locked meanwhile: what an app writes is not overwritten by what was before.

    The entries of a row that is gone go.
    """
    with transaction.atomic():
        rows = sources_of(model)[0].queryset().filter(pk__in=keys).order_by("pk")
        found = list(rows.select_for_update(of=("self",)))
        gone = set(keys) - {one.pk for one in found}
        _drop(SearchEntry.objects.filter(about_type=ContentType.objects.get_for_model(model), about_id__in=gone))
        return index_many(found)


# --- one entry -------------------------------------------------------------------------------------------------------


def entry_key(entry: SearchEntry) -> tuple[int, int, str]:
    """What makes an entry the only one; the order in which entries are locked."""
    return entry.about_type_id, entry.about_id, entry.part


def names_of_files(objects: Sequence[models.Model]) -> dict[Any, str]:
    """The names of the documents kept about these objects of one model, by key."""
    kind = ContentType.objects.get_for_model(objects[0])
    rows = StoredDocument.objects.filter(about_type=kind, about_id__in=[one.pk for one in objects]).order_by("pk")
    return joined(rows.values_list("about_id", "name"))


def joined(rows: Iterable[tuple[Any, str]]) -> dict[Any, str]:
    """The texts of each key, one after another."""
    found: dict[Any, list[str]] = defaultdict(list)
    for key, text in rows:
        found[key].append(text)
    return {key: "\n".join(texts) for key, texts in found.items()}


def _gathered(objects: list[models.Model]) -> dict[tuple[Source, Any], Fields]:
    """What else is searched of these objects, by source and key: a query or two for each kind of text."""
    by_model: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for one in objects:
        by_model[type(one)].append(one)
    found: dict[tuple[Source, Any], Fields] = defaultdict(dict)
    for model, some in by_model.items():
        for source in sources_of(model):
            for weight, gather in source.gathered.items():
                for key, text in gather(some).items():
                    found[source, key][weight] = text
    return found


def _entries_of(one: models.Model, beside: Mapping[tuple[Source, Any], Fields]) -> Iterator[tuple[SearchEntry, Texts]]:
    kind = ContentType.objects.get_for_model(one)
    for source in sources_of(type(one)):
        fields = {**source.fields(one), **beside.get((source, one.pk), {})}
        texts = _texts(fields, kind_word(kind.pk))
        words = tsvector(texts) if connection.vendor == "postgresql" else ""
        entry = SearchEntry(
            about_type=kind, about_id=one.pk, part=source.part, leads_to=source.found_from(one), words=words
        )
        yield entry, texts


def _texts(fields: Fields, kind: str) -> Texts:
    """What each column holds, within what a database holds of one entry."""
    texts: Texts = {"kind": [kind]}
    words, size = 0, 0
    for weight in sorted(fields):
        if weight not in WEIGHTS:
            raise ValueError(f"a weight is one of {WEIGHTS}, not {weight!r}")
        reading = read(fields[weight])
        for column, found in ((weight, reading.stems), (forms_of(weight), reading.forms)):
            kept = texts.setdefault(column.lower(), [])
            for word in found:
                size += len(word.encode())
                words += 1
                if words > MOST_WORDS or size > MOST_BYTES:
                    break
                kept.append(word)
    return texts


def _write(entries: list[tuple[SearchEntry, Texts]]) -> None:
    with transaction.atomic():
        SearchEntry.objects.bulk_create(
            [entry for entry, _ in entries],
            update_conflicts=True,
            unique_fields=["about_type", "about_id", "part"],
            update_fields=["leads_to", "words"],
        )
        if connection.vendor == "sqlite":
            values: list[list[Any]] = [
                [entry.pk, *(" ".join(texts.get(name, ())) for name in COLUMNS)] for entry, texts in entries
            ]
            names, marks = ", ".join(["rowid", *COLUMNS]), ", ".join(["%s"] * (len(COLUMNS) + 1))
            with connection.cursor() as cursor:
                cursor.executemany(f"REPLACE INTO {TABLE} ({names}) VALUES ({marks})", values)


def _drop(entries: models.QuerySet) -> None:
    with transaction.atomic():
        if connection.vendor == "sqlite":
            keys = [(key,) for key in entries.values_list("pk", flat=True)]
            with connection.cursor() as cursor:
                cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", keys)
        entries.delete()
