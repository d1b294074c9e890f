"""Forms of communes, libraries and the President’s mandates."""

from typing import Any

from django import forms

from foundation import clock, registry
from foundation.french import long_date, typography
from foundation.versions import VersionedForm
from network.forms.addresses import INVALID_EMAIL
from network.forms.dates import DayField
from network.forms.printed import PrintedField
from network.models import Commune, Library, PresidentMandate


class CommuneForm(VersionedForm, forms.ModelForm):
    """What changes in a commune: its Mayor; its identity comes from INSEE."""

    class Meta:
        model = Commune
        fields = ["mayor_title", "mayor", "population", "arrondissement", "postal_code"]
        field_classes = {"mayor": PrintedField}
        help_texts = {
            "mayor": typography("Tel qu’il doit apparaître sur la convention, par exemple « Camille EXEMPLE »."),
        }


class LibraryForm(VersionedForm, forms.ModelForm):
    """A library, in a commune that the person may manage."""

    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Library
        error_messages = INVALID_EMAIL
        fields = [
            "commune", "code", "name", "status", "address", "postal_code", "email", "phone", "website", "closed_on",
        ]  # fmt: skip
        field_classes = {"closed_on": DayField}
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
        field_classes = {"president": PrintedField} | dict.fromkeys(
            ("starts_on", "estimated_end", "actual_end"), DayField
        )
        help_texts = {
            "estimated_end": "Le jour prévu de la séance d’installation du prochain conseil.",
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

    def clean(self):
        """One President at a time, and no convention that would come to run on the days of another."""
        cleaned = super().clean() or self.cleaned_data
        names = ("starts_on", "estimated_end", "actual_end")
        if not all(name in cleaned for name in names):
            return cleaned
        wanted = PresidentMandate(
            pk=self.instance.pk, president=cleaned.get("president", ""), **{name: cleaned[name] for name in names}
        )
        others = PresidentMandate.objects.exclude(pk=wanted.pk)
        if other := others.between(wanted.starts_on, wanted.ends_on).first():
            self.add_error("starts_on", typography(in_the_way(other)))
        else:
            for why in registry.mandate_objections.collect(wanted):
                self.add_error(None, typography(why))
        return cleaned

    def effects(self, by: Any) -> list[str]:
        """What these dates change for what ends with a mandate, too."""
        told = [typography(effect) for effect in registry.mandate_effects.collect(self.instance)]
        return [*super().effects(by), *told]


def in_the_way(other: PresidentMandate) -> str:
    """Why a mandate cannot have these days: another one has them."""
    return (
        f"Le mandat de {other.president} court du {long_date(other.starts_on)} au {long_date(other.ends_on)} : "
        "deux mandats ne se recouvrent pas. Donnez d’abord son dernier jour réel."
    )
