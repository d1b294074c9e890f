"""The parts of a model text that one edits, each on its own page: an article, the title and formulas, the signatures.

Each form carries the version of what it shows: the same part saved by someone else since is shown beside what was
typed, and the next sending overrides, knowingly.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from django import forms

from convention import model_texts
from convention.model_texts import Edition, Overtaken, Unsound, edition_of
from convention.models import ModelVersion
from convention.text.checks import Problem
from convention.text.difference import Difference, compare
from convention.text.editing import says_nothing, with_article, with_new_article
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Variable
from foundation.french import typography
from foundation.one_line import OneLineInput
from foundation.versions import FIELD, version_of, who_changed

KINDS = [("text", "texte"), ("place", "lieu"), ("date", "date"), ("person", "personne")]
PARTIES = 2  # that sign, at least
SIGNATORIES = 4
EMPTIED = typography("L’article n’a plus de texte : écrivez-le, ou supprimez l’article.")
_DECLARED = re.compile(r"new_(?P<name>[a-z][a-z0-9_]*)_label")


class MarkupField(forms.CharField):
    """Text in the small markup, its lines ended alike whatever the browser."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows, "spellcheck": "true"}), **kwargs)

    def to_python(self, value: Any) -> str:
        """The text as it is kept."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class PartForm(forms.Form):
    """One part of a version: `part` takes it out of an edition, `edit` puts what was typed in its place.

    A variable that the text calls and that nobody declared may be declared on the same page, its fields then appear.
    """

    groups: tuple[tuple[str, list[str]], ...] = ()

    def __init__(self, *args: Any, version: ModelVersion, **kwargs: Any) -> None:
        self.version, self.edition = version, edition_of(version)
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[FIELD] = version_of(version)
        self.conflict: Difference | None = None
        self.saved: ModelVersion | None = None
        for key in self.data:
            if found := _DECLARED.fullmatch(key):
                self._offer(found["name"])

    def part(self, edition: Edition) -> Text:
        """What this form edits, as a text that holds nothing else."""
        raise NotImplementedError

    def edit(self, edition: Edition) -> Edition:
        """The edition with what was typed in its place."""
        raise NotImplementedError

    def field_of(self, problem: Problem) -> str | None:
        """The field where a problem stands, if it is one of this form."""
        raise NotImplementedError

    def save(self, by: Any) -> bool:
        """Save a valid form, or say on it why not. Raises Refused for a version in use."""
        try:
            self.saved = model_texts.change(
                self.version,
                by=by,
                seen=self.cleaned_data[FIELD],
                part=self.part,
                edit=self._edited,
                note=self.cleaned_data.get("note"),
            )
        except Unsound as unsound:
            self._tell(unsound.problems)
        except Overtaken as overtaken:
            self._explain(overtaken.current)
        return self.saved is not None

    @property
    def new_names(self) -> list[str]:
        """The variables that this form offers to declare."""
        return [found["name"] for key in self.fields if (found := _DECLARED.fullmatch(key))]

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:
        """The fields of the part, then those of each variable to declare."""
        facts = ("label", "kind", "default")
        new = [(f"Nouvelle variable : {name}", [f"new_{name}_{fact}" for fact in facts]) for name in self.new_names]
        return [*self.groups, *new]

    def _edited(self, edition: Edition) -> Edition:
        """The edition as typed, with the variables that were declared on this page."""
        edited = self.edit(edition)
        names = model_texts.undeclared(edited)
        new = [variable for name in names if (variable := self._declared(name))]
        return Edition(edited.text, (*edited.variables, *new))

    def _declared(self, name: str) -> Variable | None:
        label = self.cleaned_data.get(f"new_{name}_label")
        if not label:
            return None
        kind, default = self.cleaned_data[f"new_{name}_kind"], self.cleaned_data[f"new_{name}_default"]
        value = (model_texts.iso_date(default) or default) if kind == "date" else default
        return Variable(name, label, kind, "asked", True, value)

    def _offer(self, name: str) -> None:
        self.fields[f"new_{name}_label"] = OneLineInput(
            label="Libellé",
            max_length=120,
            required=False,
            help_text="Pour la déclarer\u00a0; sinon, corrigez le texte.",
        )
        self.fields[f"new_{name}_kind"] = forms.ChoiceField(label="Nature", choices=KINDS)
        self.fields[f"new_{name}_default"] = OneLineInput(label="Valeur", max_length=200, required=False)

    def _tell(self, problems: list[Problem]) -> None:
        """Each problem beside its field, with the words around it; those of other parts above."""
        names = model_texts.undeclared(self.edit(self.edition))
        for problem, field in [(problem, self._field_of(problem)) for problem in problems]:
            is_whole = field is not None and problem.excerpt == self.data.get(field, "").strip()
            excerpt = f" « {problem.excerpt} »" if problem.excerpt and not is_whole else ""
            place = "" if field else f"Dans {problem.place} : "
            self.add_error(field, typography(f"{place}{problem.message}{excerpt}"))
        for name in names:
            if model_texts.known_variable(name) is None and name not in self.new_names:
                self._offer(name)

    def _field_of(self, problem: Problem) -> str | None:
        for name in self.new_names:
            label = self.cleaned_data.get(f"new_{name}_label")
            is_empty = label and problem.message.startswith(f"«\u00a0{label}\u00a0»")
            if is_empty or problem.path == f"variables.{name}":
                return f"new_{name}_default"
        field = self.field_of(problem)
        return field if field in self.fields else None

    def _explain(self, current: ModelVersion) -> None:
        """Someone else has saved this part: what differs is shown, and the next sending overrides."""
        self.add_error(None, typography(who_changed(current)))
        now = edition_of(current)
        self.conflict = compare(self.part(now), self.part(self.edit(now)))
        self.data = self.data.copy()  # type: ignore[union-attr]  # a bound form’s data is a QueryDict
        self.data[FIELD] = version_of(current)


class FrameForm(PartForm):
    """What stands around the articles, and what the list of versions says of this one."""

    title = MarkupField(label="Titre", rows=3, max_length=1000)
    preamble = MarkupField(label="Préambule", rows=10, required=False, help_text="Avant l’article 1.")
    closing = MarkupField(
        label="Formule finale", rows=3, required=False, help_text="« Fait en … exemplaires, à …, le … »"
    )
    note = OneLineInput(
        label="Ce qui change dans cette version",
        max_length=200,
        required=False,
        help_text="Pour la liste des versions.",
    )
    groups = (("Le texte", ["title", "preamble", "closing"]), ("Cette version", ["note"]))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.edition.text
        self.initial.update(title=text.title, preamble=text.preamble, closing=text.closing)
        self.initial["note"] = self.version.note

    def part(self, edition: Edition) -> Text:
        text = edition.text
        return Text(text.title, closing=text.closing, preamble=text.preamble)

    def edit(self, edition: Edition) -> Edition:
        typed = {name: self.cleaned_data[name] for name in ("title", "preamble", "closing")}
        typed["title"] = " ".join(typed["title"].split())
        return dataclasses.replace(edition, text=dataclasses.replace(edition.text, **typed))

    def field_of(self, problem: Problem) -> str | None:
        return problem.path


class ArticleForm(PartForm):
    """One article: the one at `index`, or a new one after that place (−1: before all)."""

    groups = (("", ["level", "title", "body"]),)
    level = forms.TypedChoiceField(
        label="Rang", coerce=int, choices=[(1, "Article"), (2, "Sous-article de celui qui précède")]
    )
    title = OneLineInput(label="Intitulé", max_length=250)
    body = MarkupField(
        label="Texte",
        rows=18,
        required=False,
        help_text=typography(
            "Une ligne vide sépare deux paragraphes. « - » en début de ligne fait une liste, « ### » un intertitre, "
            "« **mots** » met en gras. Une variable s’écrit entre deux accolades : {{ commune }}."
        ),
    )

    def __init__(self, *args: Any, index: int, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.index, self.is_new = index, is_new
        if is_new:
            self.initial["level"] = 2 if index >= 0 and self.edition.text.articles[index].level == 2 else 1
        elif article := self._article(self.edition):
            self.initial.update(level=article.level, title=article.title, body=article.body)

    def clean(self) -> dict[str, Any]:
        """What had text keeps some, its own or its sub-articles’; a new one may wait for these."""
        cleaned = super().clean() or self.cleaned_data
        had = not self.is_new and (article := self._article(self.edition)) and article.body.strip()
        if had and not self.errors and says_nothing(self.edit(self.edition).text, self.index):
            self.add_error("body", EMPTIED)
        return cleaned

    @property
    def place(self) -> int:
        """Where the article stands, or will stand, among the articles."""
        return self.index + 1 if self.is_new else self.index

    def part(self, edition: Edition) -> Text:
        article = self._article(edition)
        return Text("", (article,) if article else ())

    def edit(self, edition: Edition) -> Edition:
        typed = {name: self.cleaned_data[name] for name in ("level", "title", "body")}
        existing = self._article(edition)
        if self.is_new or existing is None:  # gone meanwhile: what was typed is added at the end
            after = min(self.index, len(edition.text.articles) - 1)
            text = with_new_article(edition.text, after, Article("", **typed))
        else:
            text = with_article(edition.text, self.index, dataclasses.replace(existing, **typed))
        return dataclasses.replace(edition, text=text)

    def field_of(self, problem: Problem) -> str | None:
        return problem.path.removeprefix(f"articles.{self.place}.")

    def _article(self, edition: Edition) -> Article | None:
        articles = edition.text.articles
        return articles[self.index] if 0 <= self.index < len(articles) else None


class SignaturesForm(PartForm):
    """Who signs, in what capacity, under what name; a line left empty goes (R45)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signature = self.edition.text.signature
        self.rows = range(max(SIGNATORIES, len(signature)))
        for row in self.rows:
            signatory = signature[row] if row < len(signature) else Signatory("", "")
            self.fields |= _signatory_fields(row, signatory)
            names = [f"{name}_{row}" for name in ("party", "capacity", "name")]
            self.groups = (*self.groups, (typography(f"Signataire n° {row + 1}"), names))

    def clean(self) -> dict[str, Any]:
        """Both parties sign (R45); who signs for nobody is a mistake."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            is_someone = cleaned.get(f"capacity_{row}") or cleaned.get(f"name_{row}")
            if is_someone and not cleaned.get(f"party_{row}"):
                self.add_error(f"party_{row}", "Dites pour qui cette personne signe.")
        unsigned = [row for row in self.rows[:PARTIES] if not cleaned.get(f"party_{row}")]
        if len(self._filled()) < PARTIES and not self.errors:
            self.add_error(f"party_{unsigned[0]}", "Deux parties signent une convention : la commune et la Communauté.")
        return cleaned

    def part(self, edition: Edition) -> Text:
        return Text("", signature=edition.text.signature)

    def edit(self, edition: Edition) -> Edition:
        signature = tuple(self._signatory(row) for row in self._filled())
        return dataclasses.replace(edition, text=dataclasses.replace(edition.text, signature=signature))

    def field_of(self, problem: Problem) -> str | None:
        found = re.fullmatch(r"signature\.(\d+)\.(\w+)", problem.path)
        return f"{found[2]}_{self._filled()[int(found[1])]}" if found else None

    def _filled(self) -> list[int]:
        return [row for row in self.rows if self.cleaned_data.get(f"party_{row}")]

    def _signatory(self, row: int) -> Signatory:
        return Signatory(*(self.cleaned_data[f"{name}_{row}"] for name in ("party", "capacity", "name")))


def _signatory_fields(row: int, signatory: Signatory) -> Mapping[str, forms.Field]:
    asked = {"party": "Pour", "capacity": "En qualité de", "name": "Nom"}
    return {
        f"{name}_{row}": OneLineInput(label=label, max_length=300, required=False, initial=getattr(signatory, name))
        for name, label in asked.items()
    }
