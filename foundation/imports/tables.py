"""The lists of an import: its lines with what is wrong or would change, and the imports themselves."""

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Case, ForeignKey, QuerySet, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.french import NBSP, typography
from foundation.imports import kinds
from foundation.imports.kinds import ImportKind
from foundation.imports.values import EMPTY, field_of, names_of, shown, unpacked
from foundation.models import ImportBatch, ImportLine
from foundation.models.imports import Decision, Stage
from foundation.tables import Column, Table
from foundation.templatetags.maillage import badge

DECISION_TONES: dict[str, str] = {Decision.CREATE: "ok", Decision.UPDATE: "info", Decision.REFUSED: "late"}
DONE: dict[str, str] = {Decision.CREATE: "créée", Decision.UPDATE: "mise à jour"}
STAGE_TONES: dict[str, str] = {Stage.APPLIED: "ok", Stage.UNDONE: "neutral", Stage.STOPPED: "late"}


def errors_first(lines: QuerySet) -> QuerySet:
    """Refused, then doubtful, then what changes, then the rest; each in the order of the file."""
    rank = Case(
        When(decision=Decision.REFUSED, then=Value(0)),
        When(problems=[], decision=Decision.SAME, then=Value(3)),
        When(problems=[], then=Value(2)),
        default=Value(1),
    )
    return lines.annotate(rank=rank).order_by("rank", "number")


def place_of(problem: dict[str, Any]) -> str:
    """Where a problem stands and, unless the message says it, what the cell holds; "" for the whole line."""
    place = [f"colonne {problem['column']}"] if problem["column"] else []
    place += [problem["header"]] if problem["header"] and not problem["header"].startswith("colonne ") else []
    told = ", ".join(place)
    if told and problem["value"] and problem["value"] not in problem["message"]:
        told += f" : « {problem['value']} »"
    return typography(f"{told}.") if told else ""


def _problem_html(problem: dict[str, Any]) -> SafeString:
    """A problem as the lists show it: its place, what the cell holds, why it is refused or doubtful."""
    word = badge("à corriger", "late") if problem["blocking"] else badge("à vérifier", "warn")
    return format_html("{} {} <strong>{}</strong>", word, place_of(problem), problem["message"])


class ImportLineFilter(django_filters.FilterSet):
    """By decision, by words of the line."""

    label = django_filters.CharFilter(lookup_expr="icontains", label="Chercher dans l’intitulé")
    decision = django_filters.ChoiceFilter(choices=Decision.choices, label="Décision", empty_label="Toutes")

    class Meta:
        model = ImportLine
        fields = ["label", "decision"]


class ImportLineTable(Table):
    """A line of the file, what becomes of it and why."""

    number = Column(verbose_name="ligne")
    label = Column(verbose_name="intitulé", order_by="label")
    decision = Column(verbose_name="décision")
    details = Column(verbose_name="ce qui ne va pas, ce qui change", accessor="pk", orderable=False)

    def row_url(self, record: ImportLine) -> str | None:
        """The page of what the line made or changed."""
        get_url = getattr(record.about, "get_absolute_url", None)
        return get_url() if get_url else None

    def render_decision(self, record: ImportLine) -> SafeString:
        """What becomes of the line, or what became of it once it is applied or undone."""
        return badge(self.value_decision(record), DECISION_TONES.get(record.decision, "neutral"))

    def value_decision(self, record: ImportLine) -> str:
        """The same word in an export."""
        if record.undone_at:
            return "annulée"
        return DONE[record.decision] if record.applied_at else record.get_decision_display()

    def render_details(self, record: ImportLine) -> SafeString:
        """Problems with their place, the note of what happened, then before → after."""
        parts = [_problem_html(problem) for problem in record.problems]
        parts += [format_html("{}", record.note)] if record.note else []
        if record.decision != Decision.REFUSED:
            parts += [format_html("{}{}: {}", label, NBSP, told) for label, told in self.changes(record)]
        items = format_html_join("", "<li>{}</li>", ((part,) for part in parts))
        return format_html('<ul class="plain-list">{}</ul>', items) if parts else SafeString("")

    def value_details(self, record: ImportLine) -> str:
        """The same in an export, on one line."""
        told = [f"{place_of(problem)} {problem['message']}".strip() for problem in record.problems]
        changes = [f"{label} : {values}" for label, values in self.changes(record)]
        return typography(" ; ".join([*told, *filter(None, [record.note]), *changes]))

    def changes(self, record: ImportLine) -> list[tuple[str, str]]:
        """What the line changes: field, « before → after », or the value alone for what it creates."""
        kind = kinds.get(record.batch.kind)
        if kind is None:
            return []
        told = []
        for name, (before, after) in record.changes.items():
            was, will = (self._shown(kind, name, unpacked(value)) for value in (before, after))
            told.append((kind.label_of(name), will if was == EMPTY else f"{was} → {will}"))
        return told

    def _shown(self, kind: ImportKind, name: str, value: Any) -> str:
        related = self._names.get(name, {}) if self.records else None  # an export has no page to look ahead on
        return shown(kind.model, name, value, related)

    @cached_property
    def _names(self) -> dict[str, dict[Any, str]]:
        """The names of the objects that the foreign keys of this page point at, one query per field."""
        kind = kinds.get(self.records[0].batch.kind)
        keys: dict[str, set[Any]] = {}
        for record in self.records:
            for name, pair in record.changes.items():
                keys.setdefault(name, set()).update(value for value in pair if isinstance(value, int | str))
        links = {name: field_of(kind.model, name) for name in keys} if kind else {}
        return {name: names_of(own, keys[name]) for name, own in links.items() if isinstance(own, ForeignKey)}


class ImportBatchFilter(django_filters.FilterSet):
    """By name of the file."""

    file_name = django_filters.CharFilter(lookup_expr="icontains", label="Nom du fichier")

    class Meta:
        model = ImportBatch
        fields = ["file_name"]


class ImportBatchTable(Table):
    """The files brought in, the latest first."""

    file_name = Column()
    kind = Column(verbose_name="contenu", orderable=False)
    created_by = Column(orderable=False)
    created_at = Column()
    stage = Column(verbose_name="état", orderable=False)

    def render_kind(self, value: str) -> str:
        """What the file held."""
        kind = kinds.get(value)
        return kind.label if kind else value

    def render_stage(self, value: Stage) -> SafeString:
        """Where the import stands."""
        return badge(value.label, STAGE_TONES.get(value, "info"))

    def value_stage(self, value: Stage) -> str:
        """The same word in an export."""
        return str(value.label)
