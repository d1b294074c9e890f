"""Forms of the mechanisms that anyone may use."""

from django import forms

from foundation import paper_codes
from foundation.french import typography
from foundation.one_line import OneLineInput

UNREADABLE = typography(
    "Ce n’est pas un code : il a douze caractères, sans 0 ni O, sans 1, ni I, ni L. "
    "Vérifiez que vous l’avez bien recopié."
)


class CodeForm(forms.Form):
    """The code of a printed paper, as one copies it; in small letters or not, with or without its hyphens."""

    code = OneLineInput(
        label="Code du document",
        help_text="Douze caractères, écrits à côté du QR code.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Recopiez le code qui est sur le document."},
    )

    def clean_code(self) -> str:
        code = paper_codes.read(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(UNREADABLE)
        return code
