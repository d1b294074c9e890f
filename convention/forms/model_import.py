"""What a person gives to make a model of a text: the text, then what becomes a variable in it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from convention import model_texts
from convention.model_texts import Edition
from convention.models import ModelText
from convention.text.checks import Problem
from convention.text.editing import is_numbered_in_order, renumbered
from convention.text.parse import Parsed
from convention.text.proposals import COMMUNE, Proposal, Spot, accept
from convention.text.spoken import in_words
from convention.values import prevails
from foundation.files.kinds import Kind
from foundation.files.refusals import MEGABYTE, UnacceptableFile
from foundation.files.uploads import check_upload
from foundation.french import count, typography
from foundation.keys import KeyField
from foundation.one_line import OneLineInput
from foundation.uploads import DocumentField, KeepsUploads
from foundation.versions import VersionedForm

TEXTS = frozenset({Kind.CSV})  # what plain text is found to be by its content
LARGEST = MEGABYTE  # a convention of ten pages weighs 20 Kio
PASTED = "texte collé.txt"
AROUND = 60  # characters shown on each side of a gap
LONG = {"rows": 12, "spellcheck": "true"}


class SourceForm(KeepsUploads, forms.Form):
    """A text, as a file or pasted: one of the two."""

    at_least_one = ("file", "pasted")
    file = DocumentField(
        label="Fichier texte",
        kinds=TEXTS,
        max_bytes=LARGEST,
        required=False,
        help_text=typography(
            "Au format texte (.txt), 1 Mo au plus. "
            "Depuis un traitement de texte : « Enregistrer sous », puis « Texte brut »."
        ),
    )
    pasted = forms.CharField(label="Ou le texte, collé ici", required=False, strip=False, widget=forms.Textarea(LONG))

    def clean_pasted(self) -> str:
        """Text that may be kept: not longer than a file, without control characters."""
        pasted = self.cleaned_data["pasted"]
        if pasted.strip():
            try:
                check_upload(ContentFile(pasted.encode()), accepted=TEXTS, max_bytes=LARGEST)
            except UnacceptableFile as refusal:
                raise ValidationError(refusal.message_fr) from refusal
        return pasted

    def clean(self) -> dict[str, Any]:
        """One text, and only one."""
        cleaned = super().clean() or self.cleaned_data
        is_given = [bool(cleaned.get("file")), bool((cleaned.get("pasted") or "").strip())]
        if all(is_given):
            raise ValidationError("Donnez un fichier ou un texte collé, pas les deux.")
        if not any(is_given) and not self.errors:
            raise ValidationError("Choisissez un fichier, ou collez un texte.")
        return cleaned

    @property
    def source(self) -> File:
        """What a valid form gives, as a file with a name."""
        return self.cleaned_data["file"] or ContentFile(self.cleaned_data["pasted"].encode(), name=PASTED)


class CorrectionForm(SourceForm):
    """The whole text, corrected by hand."""

    file = None  # type: ignore[assignment]  # Django removes an inherited field so
    pasted = forms.CharField(
        label="Texte",
        strip=False,
        widget=forms.Textarea({**LONG, "rows": 30}),
        error_messages={"required": "Le texte est vide."},
    )

    def clean(self) -> dict[str, Any]:
        """Nothing to choose between."""
        return self.cleaned_data

    @property
    def source(self) -> File:
        """The corrected text as a file."""
        return ContentFile(self.cleaned_data["pasted"].encode(), name=PASTED)


class ReviewForm(forms.Form):
    """Which proposals become variables, under which label and value; then of which model this is a version."""

    at_least_one = ("model", "name")
    model = KeyField(ModelText.objects.all(), label="Modèle", required=False, empty_label="Un nouveau modèle")
    name = OneLineInput(
        label="Nom du nouveau modèle", max_length=120, required=False, help_text="Par exemple « Convention du SIGB »."
    )
    note = OneLineInput(
        label="Ce qui change", max_length=200, required=False, help_text="En quelques mots, pour la liste des versions."
    )
    renumber = forms.BooleanField(
        label="Renuméroter les articles à la suite : 1, 2, 2.1…", required=False, initial=True
    )

    def __init__(self, *args: Any, parsed: Parsed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parsed = parsed
        if is_numbered_in_order(parsed.text):
            del self.fields["renumber"]
        for proposal in parsed.proposals:
            self.fields |= _fields_of(proposal)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each proposal with its fields, for the page."""
        parts = {part.path: part for part in self.parsed.text.parts()}
        return [
            {
                "proposal": proposal,
                "spots": [
                    {"place": parts[spot.path].label, "excerpt": _excerpt(parts[spot.path].content, spot)}
                    for spot in proposal.spots
                ],
                "accept": self[f"accept_{proposal.name}"],
                "label": self[f"label_{proposal.name}"],
                "default": self[f"default_{proposal.name}"],
                "origin": model_texts.ORIGINS[proposal.source],
            }
            for proposal in self.parsed.proposals
        ]

    def clean_name(self) -> str:
        """A name that no model bears yet."""
        name = self.cleaned_data["name"]
        if not self.cleaned_data.get("model") and ModelText.objects.filter(name=name).exists():
            raise ValidationError("Un modèle porte déjà ce nom : choisissez-le ci-dessus pour lui ajouter une version.")
        return name

    def clean(self) -> dict[str, Any]:
        """What the text lacks once the proposals are written in is said where it stands."""
        cleaned = super().clean() or self.cleaned_data
        self._forget_refused()
        if not cleaned.get("model") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Donnez un nom au modèle, ou choisissez celui dont ce texte est une version.")
        for message in blocking(self.parsed):
            self.add_error(None, message)
        placed = [(problem, self._field_of(problem)) for problem in self.problems]
        placed = [(problem, field) for problem, field in placed if field not in self.errors]
        for problem, field in placed:
            if field:
                self.add_error(field, problem.message)
        if in_text := sum(field is None for _, field in placed):
            self.add_error(None, typography(f"{count(in_text, 'point')} à corriger dans le texte : voyez ci-dessous."))
        return cleaned

    @property
    def edition(self) -> Edition:
        """The text and variables that the ticks and values make."""
        text, variables = accept(self.parsed.text, self._accepted())
        if self._value("renumber"):
            text = dataclasses.replace(text, articles=renumbered(text.articles))
        return model_texts.with_known_variables(Edition(text, variables))

    @property
    def problems(self) -> list[Problem]:
        """What still prevents saving, as the form stands."""
        return model_texts.problems_of(self.edition)

    def _forget_refused(self) -> None:
        """What is wrong with a proposal that was not accepted does not matter."""
        for proposal in self.parsed.proposals:
            if not self.cleaned_data.get(f"accept_{proposal.name}"):
                for field in (f"label_{proposal.name}", f"default_{proposal.name}"):
                    self.errors.pop(field, None)

    def _accepted(self) -> list[Proposal]:
        return [
            dataclasses.replace(
                proposal,
                label=self._value(f"label_{proposal.name}") or proposal.label,
                default=_as_kept(proposal, self._value(f"default_{proposal.name}") or ""),
            )
            for proposal in self.parsed.proposals
            if self._value(f"accept_{proposal.name}")
        ]

    def _value(self, name: str) -> Any:
        """What a field holds: checked, else as it will be shown."""
        if name not in self.fields:
            return None
        return self.cleaned_data.get(name) if self.is_bound else self.get_initial_for_field(self.fields[name], name)

    def _field_of(self, problem: Problem) -> str | None:
        """The value that a problem is about: the one of a proposal that was accepted without any."""
        for proposal in self._accepted():
            is_empty = not proposal.default and problem.message.startswith(f"«\u00a0{proposal.label}\u00a0»")
            if is_empty or problem.path == f"variables.{proposal.name}":
                return f"default_{proposal.name}"
        return None


class ModelNameForm(VersionedForm, forms.ModelForm):
    """The name of a model."""

    class Meta:
        model = ModelText
        fields = ["name"]


def blocking(parsed: Parsed) -> list[str]:
    """What the reader of the text found so wrong that nothing can be made of it."""
    return [found.message for found in parsed.findings if found.severity == "error"]


def _excerpt(content: str, spot: Spot) -> dict[str, str]:
    """The words on each side of what the variable would replace, and these."""
    read = content[spot.start : spot.end]
    words = read.strip()
    start = spot.start + len(read) - len(read.lstrip())  # the spaces around the words stay outside the highlight
    before, after = content[:start].rpartition("\n")[2], content[start + len(words) :].partition("\n")[0]
    before, after = in_words(before, [COMMUNE]), in_words(after, [COMMUNE])  # the only variable written in so far
    if not words and before and not before[-1].isspace():
        before += " "  # a blank that the text does not leave
    return {
        "before": before if len(before) <= AROUND else f"…{before[-AROUND:].partition(' ')[2]}",
        "words": words,
        "after": after if len(after) <= AROUND else f"{after[:AROUND].rpartition(' ')[0]}…",
    }


def _as_kept(proposal: Proposal, value: str) -> str:
    """A day as ISO text when it is one; the check says what is not."""
    return (model_texts.iso_date(value) or value) if proposal.kind == "date" and value else value


def _fields_of(proposal: Proposal) -> Mapping[str, forms.Field]:
    is_asked = proposal.source == "asked"
    return {
        f"accept_{proposal.name}": forms.BooleanField(label="En faire une variable", required=False, initial=True),
        f"label_{proposal.name}": OneLineInput(label="Libellé", max_length=120, initial=proposal.label),
        f"default_{proposal.name}": OneLineInput(
            label="Valeur" if is_asked else "Valeur par défaut",
            max_length=200,
            required=is_asked and proposal.required,
            initial=proposal.default,
            help_text=typography(prevails(proposal.name, proposal.source)),
            error_messages={
                "required": typography(f"Donnez une valeur à « {proposal.label} », ou décochez cette variable.")
            },
        ),
    }
