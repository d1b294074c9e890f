"""Model texts kept and changed: checked at each save, one version after another, never changed once in use (R01)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from convention.model_text import load_model_text
from convention.models import ModelText, ModelVersion
from convention.text.checks import Problem, check_to_save
from convention.text.structure import Text
from convention.text.variables import Kind, Source, Variable, by_name, placeholders
from convention.values import KNOWN
from foundation import clock, documents
from foundation.french import count, typography
from foundation.keys import is_key
from foundation.models import StoredDocument
from foundation.pdf.alphabet import why_unprintable
from foundation.tabular.cells import CellError, Noted, date_fr
from foundation.versions import stale
from foundation.workflow import Refused

SHIPPED = "Convention de mise à disposition du SIGB et du portail"
SHIPPED_NOTE = "Texte fourni avec le logiciel"
# The nature of what the network, the commune and the convention know; the rest is text.
KNOWN_KINDS: dict[str, Kind] = {
    "commune": "place", "lieu_signature": "place", "tribunal": "place", "maire": "person", "president": "person",
    "date_effet": "date", "date_signature": "date",
}  # fmt: skip
ORIGINS: dict[Source, str] = {
    "commune": "connue de la commune",
    "network": "connue du réseau",
    "convention": "connue de la convention",
    "asked": "demandée à qui prépare la convention",
}
OPTIONAL = frozenset({"maire", "date_signature"})  # may stay to be filled in by hand (R45)


@dataclass(frozen=True)
class Edition:
    """What one version says: its text, and what differs in it from one convention to the next."""

    text: Text
    variables: tuple[Variable, ...]


class Unsound(Exception):
    """The text cannot be saved; `problems` says what is wrong and where it stands."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{problem.place} : {problem.message}" for problem in problems))


class Overtaken(Exception):
    """Someone has saved the same part since the page was made; `current` is the version as it is now."""

    def __init__(self, current: ModelVersion) -> None:
        self.current = current
        super().__init__(str(current))


def edition_of(row: Any) -> Edition:
    """What a version says, or said in a row of its history."""
    return Edition(Text.from_dict(row.content), tuple(Variable(**data) for data in row.variable_list))


# --- what is wrong ---------------------------------------------------------------------------------------------------


def problems_of(edition: Edition) -> list[Problem]:
    """All that prevents saving: a variable unknown or without value, a gap, a character that no font of ours has, two
    articles of one number, no title."""
    text = edition.text
    found = [] if text.title.strip() else [Problem("title", "", "le titre", 0, "La convention n’a pas de titre.")]
    if not text.articles:
        found.append(Problem("articles", "", "le texte", 0, "Il faut au moins un article."))
    return [*found, *_doubles(text), *check_to_save(text, edition.variables), *_variables(edition.variables)]


def _brought(now: Edition, after: Edition) -> list[Problem]:
    """What a change makes wrong. A part that it leaves alone keeps what was accepted there under older rules: each part
    is put right on its own page."""
    standing = {(problem.message, problem.offset) for problem in problems_of(now)}
    untouched = {part.content for part in now.text.parts()}
    contents = {part.path: part.content for part in after.text.parts()}
    return [
        problem
        for problem in problems_of(after)
        if (problem.message, problem.offset) not in standing or contents.get(problem.path) not in untouched
    ]


def _doubles(text: Text) -> Iterator[Problem]:
    numbers: set[str] = set()
    for index, article in enumerate(text.articles):
        if article.number in numbers:
            message = typography(f"Un autre article porte déjà le numéro {article.number} : renumérotez les articles.")
            yield Problem(f"articles.{index}.title", article.number, f"l’{article.label}", 0, message, article.title)
        numbers.add(article.number)


def _variables(variables: tuple[Variable, ...]) -> Iterator[Problem]:
    """Those that nobody will be able to give: a source that does not know them, a date that is none."""
    for variable in variables:
        message = ""
        if variable.source != "asked" and variable.name not in KNOWN[variable.source]:
            message = "Cette origine ne connaît pas cette variable : demandez-la à qui prépare la convention."
        elif variable.kind == "date" and variable.default and not iso_date(variable.default):
            message = f"« {variable.default} » n’est pas une date : écrivez-la ainsi, 12/03/2027."
        else:
            message = why_unprintable(variable.default)
        if message:
            place = f"la variable « {variable.label} »"
            yield Problem(f"variables.{variable.name}", "", place, 0, typography(message), variable.default)


def iso_date(written: str) -> str:
    """A day typed by someone as ISO text; empty when it is none."""
    try:
        found = date_fr(written)
    except CellError:
        return ""
    day = found.value if isinstance(found, Noted) else found
    return str(day)


# --- variables that a text calls -------------------------------------------------------------------------------------


def known_variable(name: str) -> Variable | None:
    """The variable that the commune, the network or the convention knows under this name."""
    for source, labels in KNOWN.items():
        if name in labels:
            return Variable(name, labels[name], KNOWN_KINDS.get(name, "text"), source, name not in OPTIONAL)
    return None


def undeclared(edition: Edition) -> list[str]:
    """The names that the text calls and that no variable bears, prepositions taken off, in reading order."""
    declared = by_name(edition.variables)
    names = []
    for part in edition.text.parts():
        for hole in placeholders(part.content):
            name = hole.written.lower()
            bare = name.removeprefix("de_").removeprefix("a_")
            if not hole.resolve(declared) and bare not in declared:
                names.append(name if known_variable(name) else bare)
    return list(dict.fromkeys(names))


def with_known_variables(edition: Edition) -> Edition:
    """The edition where the variables that the product knows by itself are declared without asking."""
    known = [variable for name in undeclared(edition) if (variable := known_variable(name))]
    return Edition(edition.text, (*edition.variables, *known))


# --- keeping ---------------------------------------------------------------------------------------------------------


def create(
    model: ModelText, edition: Edition, *, by: Any, note: str, source: StoredDocument | None = None
) -> ModelVersion:
    """The next version of a model; `source` is the file that it comes from, kept with it. Raises Unsound."""
    if problems := problems_of(edition):
        raise Unsound(problems)
    return _add(model, edition, by=by, note=note, source=source)


def _add(
    model: ModelText, edition: Edition, *, by: Any, note: str, source: StoredDocument | None = None
) -> ModelVersion:
    with transaction.atomic():
        ModelText.objects.select_for_update().get(pk=model.pk)
        last = model.versions.aggregate(last=Max("number"))["last"] or 0
        version = ModelVersion(model=model, number=last + 1, note=note, created_at=clock.now(), created_by=by)
        _fill(version, edition, by)
        if source:
            source.about = version
            source.save(update_fields=["about_type", "about_id"])
    return version


def new_version(version: ModelVersion, *, by: Any, note: str) -> ModelVersion:
    """The next version, which begins as a copy of this one; a second click gives back the copy that the first made.

    A copy is the model’s last version, says the same and was made into no convention.
    """
    edition = edition_of(version)
    with transaction.atomic():
        ModelText.objects.select_for_update().get(pk=version.model_id)
        last = version.model.versions.order_by("-number").first()
        if last and last != version and edition_of(last) == edition and not last.conventions.exists():
            return last
        return _add(version.model, edition, by=by, note=note)  # what it has wrong is put right in the copy


def from_shipped(*, by: Any) -> ModelVersion:
    """The model that comes with the product, in its own words; a second call gives the first’s version back."""
    with transaction.atomic():
        model, is_new = ModelText.objects.get_or_create(name=SHIPPED)
        if not is_new and (version := model.versions.order_by("number").first()):
            return version
        return create(model, Edition(*load_model_text()), by=by, note=SHIPPED_NOTE)


def change(
    version: ModelVersion,
    *,
    by: Any,
    seen: str,
    part: Callable[[Edition], Any],
    edit: Callable[[Edition], Edition],
    note: str | None = None,
) -> ModelVersion:
    """Change one part of a version nobody uses yet, under its lock, and give the fresh one back.

    `seen` is the version token of the page (foundation.versions): another part may have been saved since, this one may
    not. Raises Refused when a convention was made from it, Overtaken, Unsound.
    """
    with transaction.atomic():
        fresh = locked(version)
        now = edition_of(fresh)
        if stale(seen, fresh) and _part_then(fresh, seen, part) != part(now):
            raise Overtaken(fresh)
        after = with_known_variables(edit(now))
        if problems := _brought(now, after):
            raise Unsound(problems)
        if after != now or note not in (None, fresh.note):
            fresh.note = fresh.note if note is None else note
            _fill(fresh, after, by)
    return fresh


def locked(version: ModelVersion) -> ModelVersion:
    """The fresh version, its row locked. Raises Refused when a convention was made from it, or when it is gone."""
    fresh = ModelVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk).first()
    if fresh is None:
        raise Refused("Cette version n’existe plus.")
    if why := why_unchangeable(fresh.conventions.count()):
        raise Refused(f"Cette version ne change plus : {why}. Commencez une nouvelle version à partir d’elle.")
    return fresh


def why_unchangeable(conventions: int) -> str:
    """Why a version from which so many conventions were made never changes; empty when it still may."""
    if not conventions:
        return ""
    return f"{count(conventions, 'convention en est faite', 'conventions en sont faites')}"


def discard(version: ModelVersion, *, by: Any) -> None:
    """Forget a version nobody uses, with its file; the model goes with its last version. Raises Refused."""
    with transaction.atomic():
        fresh = locked(version)
        model = fresh.model
        for document in StoredDocument.objects.about(fresh):
            documents.discard(document)
        fresh._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        fresh.delete()
        if not model.versions.exists():
            model._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
            model.delete()


def _part_then(version: ModelVersion, seen: str, part: Callable[[Edition], Any]) -> Any:
    """The part as the page showed it; None when that page is not of this version."""
    key = seen.removeprefix("h")
    row = ModelVersion.history.filter(id=version.pk, history_id=key).first() if is_key(key) else None
    return part(edition_of(row)) if row else None


def _fill(version: ModelVersion, edition: Edition, by: Any) -> None:
    version.content = edition.text.as_dict()
    version.variable_list = [variable.as_dict() for variable in edition.variables]
    version._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    version.save()
