"""What people keep of their own account: how they are named and called, the colours they read in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.versions import VersionedForm
from network.addresses import TAKEN, is_taken
from network.forms.addresses import INVALID_EMAIL
from network.models import Person

THEMES = [("auto", "Comme l’appareil"), ("light", "Claires"), ("dark", "Sombres")]


class OwnForm(VersionedForm, forms.ModelForm):
    """One’s own name and telephone; the address is changed by proving the new one."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "phone"]
        help_texts = {
            "last_name": "Tel qu’il doit apparaître sur les listes, les convocations et les comptes rendus.",
            "phone": "Visible de la coordination et du responsable de votre bibliothèque ; de vos collègues aussi "
            "si votre fonction est de celles qu’on appelle (responsable, référent, contact).",
        }


class AddressForm(forms.Form):
    """The new address of an account, which nobody else has."""

    email = forms.EmailField(
        label="Nouvelle adresse e-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=INVALID_EMAIL["email"],
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"]).lower()
        if address == self.person.email:
            raise ValidationError("C’est déjà votre adresse.")
        if is_taken(address, self.person):
            raise ValidationError(TAKEN)
        return address


class ThemeForm(forms.Form):
    """Light, dark, or as the device says."""

    theme = forms.ChoiceField(label="Couleurs", choices=THEMES, widget=forms.RadioSelect)
