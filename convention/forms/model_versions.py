"""What is asked about a version as a whole: for which commune, for what, compared with which."""

from typing import Any

from django import forms

from convention.models import ModelVersion
from foundation.keys import KeyField
from foundation.one_line import OneLineInput
from network.models import Commune


class PreviewForm(forms.Form):
    """For which commune."""

    commune = KeyField(
        Commune.objects.none(),
        label="Commune",
        empty_label="Choisir une commune…",
        widget=forms.Select({"data-choice": ""}),
        error_messages={
            "required": "Choisissez la commune pour laquelle imprimer l’aperçu.",
            "invalid_choice": "Choisissez une commune de la liste.",
        },
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.with_conventions_visible_to(person)


class NewVersionForm(forms.Form):
    """What the next version is for."""

    note = OneLineInput(
        label="Ce qui change", max_length=200, required=False, help_text="En quelques mots, pour la liste des versions."
    )


class ComparisonForm(forms.Form):
    """Which two versions; the older one first."""

    avant = KeyField(ModelVersion.objects.none(), label="Version de départ")
    apres = KeyField(ModelVersion.objects.none(), label="Comparée à")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = ModelVersion.objects.visible_to(person).select_related("model")
        for field in self.fields.values():
            field.queryset = versions
