"""Forms of the Communauté urbaine, of its services and of the vendors."""

from typing import Any

from django import forms
from stdnum.fr import siren

from foundation.french import typography
from foundation.one_line import OneLineInput
from foundation.versions import VersionedForm
from network.forms.addresses import INVALID_EMAIL
from network.forms.printed import PrintedField
from network.models import Service, UrbanCommunity, Vendor


class CommunityForm(VersionedForm, forms.ModelForm):
    """What every convention says of the Communauté (R44, R45)."""

    siren = OneLineInput(label="SIREN", max_length=20, help_text="Neuf chiffres.")

    class Meta:
        model = UrbanCommunity
        fields = ["name", "short_name", "siren", "seat", "court"]
        field_classes = dict.fromkeys(("name", "short_name", "seat", "court"), PrintedField)
        help_texts = {
            "name": "En entier, tel que les conventions l’écrivent.",
            "seat": "La ville où les conventions sont signées.",
            "court": typography("La ville du tribunal qui connaît des litiges, par exemple « Versailles »."),
        }

    def clean_siren(self) -> str:
        """Nine figures whose key is right, typed with or without spaces."""
        found = siren.compact(self.cleaned_data["siren"])
        if not siren.is_valid(found):
            raise forms.ValidationError("Ce n’est pas un numéro SIREN : un chiffre manque ou est faux.")
        return found


class ServiceForm(VersionedForm, forms.ModelForm):
    """How a service is named and reached; which of the two it is never changes, rights depend on it."""

    class Meta:
        model = Service
        error_messages = INVALID_EMAIL
        fields = ["name", "short_name", "email", "phone", "address"]
        help_texts = {"address": "Où les communes renvoient leurs exemplaires signés."}
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}


class NewServiceForm(ServiceForm):
    """A service that is not recorded yet: the convention knows two (art. 3.2 and 3.3)."""

    class Meta(ServiceForm.Meta):
        fields = ["code", *ServiceForm.Meta.fields]
        labels = {"code": "Service de la convention"}

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = choices


class VendorForm(VersionedForm, forms.ModelForm):
    """A company that holds the market, and how to reach it."""

    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Vendor
        error_messages = INVALID_EMAIL
        fields = ["name", "email", "phone", "website"]
        field_classes = {"name": PrintedField}
        help_texts = {
            "name": "Quand il est seul, les conventions le nomment comme hébergeur et mainteneur.",
            "email": "Celle de l’assistance, si elle en a une.",
        }
