"""The password chosen when accepting an invitation."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation.french import typography
from network.models import Person


class NewPasswordForm(forms.Form):
    """Twelve characters at least, typed twice; told what is wrong under the field."""

    password = forms.CharField(
        label="Mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=typography("Douze caractères au moins : trois ou quatre mots sans rapport font l’affaire."),
    )
    again = forms.CharField(
        label="Le même, une seconde fois", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise ValidationError("Les deux mots de passe diffèrent.")
        return again
