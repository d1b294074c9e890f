"""Forms of communes, libraries and the President’s mandates."""

from django import forms

from foundation import clock
from foundation.french import typography
from foundation.versions import VersionedForm
from network.forms.dates import day_input
from network.models import Commune, Library, PresidentMandate


class CommuneForm(VersionedForm, forms.ModelForm):
    """What changes in a commune: its Mayor; its identity comes from INSEE."""

    class Meta:
        model = Commune
        fields = ["mayor_title", "mayor", "population", "arrondissement", "postal_code"]
        help_texts = {
            "mayor": typography("Tel qu’il doit apparaître sur la convention, par exemple « Camille EXEMPLE »."),
        }


class LibraryForm(VersionedForm, forms.ModelForm):
    """A library, in a commune that the person may manage."""

    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Library
        fields = [
            "commune", "code", "name", "status", "address", "postal_code", "email", "phone", "website", "closed_on",
        ]  # fmt: skip
        widgets = {"closed_on": day_input()}
        help_texts = {
            "code": "Le code du ministère de la Culture quand il existe, sinon le vôtre.",
            "closed_on": "Laissez vide tant que la bibliothèque est ouverte.",
        }

    def __init__(self, *args, person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.visible_to(person)


class MandateForm(VersionedForm, forms.ModelForm):
    """A President’s mandate; its last day moves every convention’s end (R40)."""

    class Meta:
        model = PresidentMandate
        fields = ["title", "president", "starts_on", "estimated_end", "actual_end"]
        widgets = {name: day_input() for name in ("starts_on", "estimated_end", "actual_end")}
        help_texts = {
            "estimated_end": "La veille de la séance d’installation prévue du prochain conseil.",
            "actual_end": typography(
                "À remplir quand la séance d’installation a eu lieu : son jour est le dernier du mandat."
            ),
        }

    def clean_actual_end(self):
        """A day that has not come yet is an estimate: said to be real, it would move every end at once."""
        actual_end = self.cleaned_data["actual_end"]
        if actual_end and actual_end > clock.today():
            raise forms.ValidationError(typography("Ce jour n’est pas encore venu : donnez-le comme fin estimée."))
        return actual_end
