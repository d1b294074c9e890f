"""Form of a person: how they are named and reached."""

from django import forms

from foundation.versions import VersionedForm
from network.models import Person


class PersonForm(VersionedForm, forms.ModelForm):
    """A person; without an address they cannot sign in, which is said."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "phone", "is_active"]
        help_texts = {
            "email": "Sans adresse, cette personne peut être formée et siéger, mais pas se connecter.",
            "is_active": "Décochez pour fermer l’accès tout de suite.",
        }

    def clean_email(self) -> str | None:
        return (self.cleaned_data.get("email") or "").lower() or None
