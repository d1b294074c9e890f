"""Form of a person: how they are named and reached."""

from django import forms

from foundation.versions import VersionedForm
from network.forms.addresses import INVALID_EMAIL
from network.models import Person
from network.models.person import EMAIL_TAKEN


class PersonForm(VersionedForm, forms.ModelForm):
    """A person; without an address they cannot sign in, which is said."""

    class Meta:
        model = Person
        error_messages = INVALID_EMAIL
        fields = ["first_name", "last_name", "email", "phone", "is_active"]
        help_texts = {
            "email": "Sans adresse, cette personne peut être formée et siéger, mais pas se connecter.",
            "is_active": "Décochez pour fermer l’accès tout de suite.",
        }

    def clean_email(self) -> str | None:
        """In lower case; one that is taken is told here, once, as the field and the constraint would both tell it."""
        email = (self.cleaned_data.get("email") or "").lower() or None
        if email and Person.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email
