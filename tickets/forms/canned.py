"""The form of a canned answer: its title, and a text whose blanks exist."""

from django import forms

from foundation.french import enumerate_fr, typography
from foundation.versions import VersionedForm
from tickets.canned import VARIABLES, unknown_in
from tickets.models import CannedAnswer

KNOWN = enumerate_fr([f"{{{name}}}" for name in VARIABLES])


class CannedAnswerForm(VersionedForm, forms.ModelForm):
    """A text that the services send often."""

    class Meta:
        model = CannedAnswer
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"body": f"{KNOWN} sont remplacés par ce que dit le ticket."}

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if unknown := unknown_in(body):
            told = enumerate_fr([f"« {{{name}}} »" for name in unknown])
            raise forms.ValidationError(typography(f"On ne sait pas remplacer {told}. On peut écrire {KNOWN}."))
        return body
