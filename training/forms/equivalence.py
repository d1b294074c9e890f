"""Forms of equivalences: what was followed elsewhere and its proof; for how long the SCLP accepts it."""

from datetime import date
from typing import Any

from django import forms

from foundation import clock
from foundation.files.kinds import Kind
from foundation.french import typography
from foundation.uploads import DocumentField, KeepsUploads
from foundation.versions import VersionedForm
from network.forms.dates import DayField
from network.models import Vendor
from network.modules import Module
from training import equivalence, rules
from training.models import Certification

WHO_GAVE_IT = typography("Dites quel organisme a donné cette formation.")
WHAT_IT_TEACHES = typography("Dites ce qu’elle apprend : un module au moins, ou la fonction de référent informatique.")
ONE_OF_BOTH = typography("Choisissez l’organisme dans la liste, ou écrivez son nom ici : pas les deux.")


class EquivalenceForm(KeepsUploads, VersionedForm, forms.ModelForm):
    """Who followed what, where and when; the modules that it should count for; the proof."""

    person = forms.ChoiceField(label="Qui a suivi cette formation ?", widget=forms.Select(attrs={"data-choice": ""}))
    modules = forms.MultipleChoiceField(
        label="Modules du SIGB",
        choices=Module,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux que cette formation apprend : le SCLP peut n’en retenir qu’une partie.",
    )
    file = DocumentField(label="Justificatif", kinds={Kind.PDF, Kind.PNG, Kind.JPEG})

    class Meta:
        model = Certification
        fields = ["title", "vendor", "provider", "followed_on", "trains_correspondent"]
        labels = {
            "title": "Intitulé de la formation",
            "provider": "Organisme",
            "followed_on": "Dernier jour de la formation",
            "trains_correspondent": "Elle forme à la fonction de référent informatique",
        }
        help_texts = {
            "trains_correspondent": typography(
                "Un référent désigné n’est effectif qu’une fois formé (art. 4.1) : le SCLP dit si elle suffit."
            ),
        }
        field_classes = {"followed_on": DayField}

    at_least_one = ("vendor", "provider")

    def __init__(self, *args: Any, by: Any, assignments: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.people = {str(one.person_id): one.person for one in assignments}
        choices = [(str(one.person_id), f"{one.person}, {one}") for one in assignments]
        self.fields["person"].choices = [*([("", "Choisir…")] if len(choices) > 1 else []), *choices]
        self.fields["followed_on"].required = True
        self.fields["file"].help_text += typography(" L’attestation de l’organisme, par exemple.")
        vendors = Vendor.objects.visible_to(by)
        if vendors.exists():
            self.fields["vendor"].queryset = vendors
            self.fields["vendor"].label = "Titulaire du marché"
            self.fields["vendor"].empty_label = "Un autre organisme"
            self.fields["provider"].label = "Autre organisme"
        else:
            del self.fields["vendor"]
        where = [name for name in self.at_least_one if name in self.fields]
        self.fieldsets = [
            ("La formation suivie", ["person", "title", *where, "followed_on"]),
            ("Ce qu’elle apprend, et la preuve", ["modules", "trains_correspondent", "file"]),
        ]

    def clean_followed_on(self) -> date:
        followed_on = self.cleaned_data["followed_on"]
        if why := rules.refusal_of_followed(followed_on, clock.today()):
            raise forms.ValidationError(why)
        return followed_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [bool(cleaned.get(name)) for name in self.at_least_one]
        if "provider" in cleaned and not any(given):
            self.add_error("provider", WHO_GAVE_IT)
        elif all(given):
            self.add_error("provider", ONE_OF_BOTH)
        if "modules" in cleaned and not cleaned["modules"] and not cleaned.get("trains_correspondent"):
            self.add_error("modules", WHAT_IT_TEACHES)
        if cleaned.get("person"):
            self.instance.person = self.people[cleaned["person"]]
        return cleaned

    def save(self, commit: bool = True) -> Certification:
        return equivalence.declare(self.instance, self.cleaned_data["file"], self.cleaned_data["modules"], by=self.by)


class AcceptForm(forms.Form):
    """For which of the modules asked for, as a training of référents or not, and until when."""

    modules = forms.MultipleChoiceField(
        label="Elle vaut pour",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Décochez ce que cette formation n’apprend pas.",
    )
    trains_correspondent = forms.BooleanField(
        label="Elle vaut formation de référent informatique (art. 4.1)", required=False
    )
    expires_on = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Laissez vide quand elle vaut sans limite de durée.",
    )

    def __init__(self, *args: Any, certification: Certification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = equivalence.module_choices(certification)
        self.fields["modules"].choices = choices
        self.initial["modules"] = [value for value, _ in choices]
        if not choices:
            del self.fields["modules"]
        is_asked = certification.trains_correspondent
        self.initial["trains_correspondent"] = is_asked
        asked = "La déclaration le demande." if is_asked else "La déclaration ne le demande pas."
        self.fields["trains_correspondent"].help_text = asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("modules") and not cleaned.get("trains_correspondent") and "modules" not in self.errors:
            self.add_error("modules" if "modules" in self.fields else None, equivalence.NOTHING_KEPT)
        return cleaned

    def clean_expires_on(self) -> date | None:
        expires_on = self.cleaned_data["expires_on"]
        if expires_on and (why := rules.refusal_of_expiry(expires_on, clock.today())):
            raise forms.ValidationError(why)
        return expires_on
