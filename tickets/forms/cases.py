"""The forms of the vendor’s cases."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst

from foundation import clock
from foundation.french import typography
from foundation.one_line import OneLineInput
from foundation.uploads import KeepsUploads
from tickets.cases import refusal_of_reference
from tickets.forms.declaring import LongText, files_field
from tickets.models import VendorCase
from tickets.states import Meaning, Receipt


class AnswerForm(KeepsUploads, forms.Form):
    """What the vendor answers, with its files: by itself, or recorded by the DSINum."""

    meaning = forms.ChoiceField(
        label="Choisissez ce que vous envoyez",
        choices=[
            ("", "Choisissez"),
            (Meaning.ANSWER, "Une réponse ou une correction, que la Communauté urbaine vérifie"),
            (Meaning.NEWS, "Une nouvelle : vous continuez d’y travailler"),
            (Meaning.QUESTION, "Une question : il vous manque quelque chose pour continuer"),
        ],
        error_messages={"required": typography("Choisissez : de ce que vous envoyez dépend votre délai.")},
        help_text="Votre délai s’arrête après une réponse, attend après une question, et continue après une nouvelle.",
    )
    body = LongText(label="Votre message", rows=8)
    attachments = files_field()
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", str(uuid4()))


class MomentField(forms.DateTimeField):
    """A day and an hour that have passed, now unless told: the vendor’s delay is counted from it or to it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is to come."""
        moment = super().clean(value)
        if moment and moment > clock.now():
            raise forms.ValidationError("Donnez un moment qui n’est pas à venir.")
        return moment


class RecordedAnswerForm(AnswerForm):
    """What the vendor has said by mail or by telephone, and when: typed later, it counts from that moment."""

    answered_at = MomentField(label="Répondu le", help_text="Quand l’éditeur a répondu, même si vous le notez après.")

    field_order = ["answered_at", "meaning", "body", "attachments", "token"]

    def __init__(self, *args: Any, case: VendorCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["body"].label = "Ce que l’éditeur a répondu"
        self.fields["meaning"].label = "Choisissez ce qu’il apporte"
        self.fields["meaning"].choices = [("", "Choisissez"), *((one.value, capfirst(one.label)) for one in Meaning)]
        refusal = typography("Choisissez : de ce qu’il apporte dépend son délai.")
        self.fields["meaning"].error_messages["required"] = refusal
        told = "Son délai s’arrête après une réponse, attend après une question, et continue après une nouvelle."
        self.fields["meaning"].help_text = told
        self.initial.setdefault("answered_at", clock.now())

    def clean_answered_at(self):
        moment, since = self.cleaned_data["answered_at"], self.case.received_at or self.case.sent_at
        if moment < since.replace(second=0, microsecond=0):
            raise forms.ValidationError(typography("L’éditeur n’a pas pu répondre avant de l’avoir reçu."))
        return max(moment, since)


class ReceiptForm(forms.Form):
    """When the vendor had it, and what proves it."""

    received_at = MomentField(label="Reçu le")
    receipt = forms.ChoiceField(
        label="Ce qui le prouve",
        choices=[(one.value, one.label) for one in Receipt if one != Receipt.SIGNED_IN],
    )

    def __init__(self, *args: Any, case: VendorCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.initial.setdefault("received_at", clock.now())

    def clean_received_at(self):
        moment = self.cleaned_data["received_at"]
        if moment < self.case.sent_at.replace(second=0, microsecond=0):
            raise forms.ValidationError(typography("L’éditeur n’a pas pu le recevoir avant son envoi."))
        return max(moment, self.case.sent_at)


class ReferenceForm(forms.Form):
    """The number that the vendor gives to the case."""

    reference = OneLineInput(label="Référence de l’éditeur", max_length=60)

    def __init__(self, *args: Any, case: VendorCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.initial.setdefault("reference", case.reference)

    def clean_reference(self):
        reference = self.cleaned_data["reference"]
        if refusal := refusal_of_reference(self.case, reference):
            raise forms.ValidationError(typography(refusal))
        return reference
