"""The variables of a version: label, nature, who knows each, its value; one more, or one less."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from convention import model_texts
from convention.forms.model_parts import KINDS
from convention.model_texts import Edition, Overtaken, Unsound, edition_of
from convention.models import ModelVersion
from convention.text.checks import Problem
from convention.text.variables import Variable, places_of
from convention.values import prevails
from foundation.french import enumerate_fr, typography
from foundation.one_line import OneLineInput
from foundation.versions import FIELD, version_of, who_changed

SOURCES = [("asked", "demandée"), ("commune", "la commune"), ("network", "le réseau"), ("convention", "la convention")]
NEW = "0"  # stands where the name of a variable stands; no name begins with a figure
FACTS = ("label", "kind", "source", "default", "required")
_NAME = RegexValidator(
    r"^[a-z][a-z0-9_]*$", "Des minuscules sans accent, des chiffres et « _ », par exemple : lieu_depot."
)


class VariablesForm(forms.Form):
    """Every variable of a version on one page, and room for a new one."""

    new_name = OneLineInput(label="Nom", max_length=40, required=False, validators=[_NAME])

    def __init__(self, *args: Any, version: ModelVersion, **kwargs: Any) -> None:
        self.version, self.edition = version, edition_of(version)
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[FIELD] = version_of(version)
        self.places = places_of(self.edition.text, self.edition.variables)
        self.saved: ModelVersion | None = None
        for variable in self.edition.variables:
            self.fields |= _fields_of(variable.name, variable, may_go=not self.places[variable.name])
        self.fields |= _fields_of(NEW, None, may_go=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each variable with its fields, for the page."""
        return [
            {
                "name": variable.name,
                "places": enumerate_fr(self.places[variable.name]),
                "fields": [self[f"{fact}_{variable.name}"] for fact in FACTS],
                "drop": self[f"drop_{variable.name}"] if f"drop_{variable.name}" in self.fields else None,
            }
            for variable in self.edition.variables
        ]

    @property
    def new_row(self) -> list[Any]:
        """The fields of one variable more."""
        return [self["new_name"], *(self[f"{fact}_{NEW}"] for fact in FACTS)]

    def clean(self) -> dict[str, Any]:
        """A new variable has a name that no other bears, and a label."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("new_name")
        if name and name in self.places:
            self.add_error("new_name", "Une variable porte déjà ce nom.")
        elif name and not cleaned.get(f"label_{NEW}"):
            self.add_error(f"label_{NEW}", "Donnez-lui un libellé : c’est lui que les pages montrent.")
        elif not name and cleaned.get(f"label_{NEW}") and "new_name" not in self.errors:
            self.add_error("new_name", "Donnez-lui un nom : c’est lui que le texte appelle.")
        return cleaned

    def save(self, by: Any) -> bool:
        """Save a valid form, or say on it why not. Raises Refused for a version in use."""
        try:
            self.saved = model_texts.change(
                self.version,
                by=by,
                seen=self.cleaned_data[FIELD],
                part=lambda edition: edition.variables,
                edit=self.edit,
            )
        except Unsound as unsound:
            for problem, field in [(problem, self._field_of(problem)) for problem in unsound.problems]:
                place = "" if field else f"Dans {problem.place} : "
                self.add_error(field, typography(f"{place}{problem.message}"))
        except Overtaken as overtaken:
            self._explain(overtaken.current)
        return self.saved is not None

    def edit(self, edition: Edition) -> Edition:
        """The edition with the variables as typed; one declared by someone else meanwhile stays."""
        others = [variable for variable in edition.variables if variable.name not in self.places]
        kept = [name for name in self.places if not self.cleaned_data.get(f"drop_{name}")]
        new = self.cleaned_data.get("new_name")
        typed = [self._typed(name, name) for name in kept] + ([self._typed(new, NEW)] if new else [])
        return Edition(edition.text, (*typed, *(one for one in others if one.name != new)))

    def _typed(self, name: str, suffix: str) -> Variable:
        facts = {fact: self.cleaned_data[f"{fact}_{suffix}"] for fact in FACTS}
        if facts["kind"] == "date":
            facts["default"] = model_texts.iso_date(facts["default"]) or facts["default"]
        return Variable(name=name, **facts)

    def _field_of(self, problem: Problem) -> str | None:
        """The value or the origin that a problem is about."""
        names = {**{name: name for name in self.places}, self.cleaned_data.get("new_name"): NEW}
        for name, suffix in names.items():
            if problem.path == f"variables.{name}":
                is_source = problem.message.startswith("Cette origine")
                return f"source_{suffix}" if is_source else f"default_{suffix}"
            label = self.cleaned_data.get(f"label_{suffix}")
            if label and problem.message.startswith(f"«\u00a0{label}\u00a0»"):
                return f"default_{suffix}"
        return None

    def _explain(self, current: ModelVersion) -> None:
        """Someone else has saved the variables: what is kept now stands beside each that differs."""
        self.add_error(None, typography(who_changed(current)))
        for now in edition_of(current).variables:
            if now.name in self.places and now != self._typed(now.name, now.name):
                kept = now.default or "sans valeur"
                message = f"Enregistré entre-temps : {now.label}, {kept}. Votre valeur est restée dans le champ."
                self._errors_of(f"label_{now.name}").append(typography(message))
        self.data = self.data.copy()  # type: ignore[union-attr]  # a bound form’s data is a QueryDict
        self.data[FIELD] = version_of(current)

    def _errors_of(self, field: str) -> Any:
        """The errors of a field, which keeps its cleaned value."""
        return self.errors.setdefault(field, self.error_class(renderer=self.renderer))


def _fields_of(name: str, variable: Variable | None, *, may_go: bool) -> Mapping[str, forms.Field]:
    is_new = variable is None
    facts = variable or Variable("x", "", "text", "asked")
    help_text = typography(prevails(facts.name, facts.source))
    fields: dict[str, forms.Field] = {
        f"label_{name}": OneLineInput(label="Libellé", max_length=120, required=not is_new, initial=facts.label),
        f"kind_{name}": forms.ChoiceField(label="Nature", choices=KINDS, initial=facts.kind),
        f"source_{name}": forms.ChoiceField(label="Qui la connaît", choices=SOURCES, initial=facts.source),
        f"default_{name}": OneLineInput(
            label="Valeur", max_length=200, required=False, initial=facts.default, help_text=help_text
        ),
        f"required_{name}": forms.BooleanField(label="Obligatoire", required=False, initial=facts.required),
    }
    if may_go:
        fields[f"drop_{name}"] = forms.BooleanField(label="Retirer", required=False)
    return fields
