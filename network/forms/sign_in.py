"""The forms of signing in, in the words of the site: an « adresse e-mail », a label above, nothing in the field."""

from typing import Any

from allauth.account import forms


def _in_our_words(form: Any, address: str) -> None:
    form.fields[address].label = "Adresse e-mail"
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    """Who one is, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, "login")


class ResetPasswordForm(forms.ResetPasswordForm):
    """Where to send the link that lets one choose another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, "email")
