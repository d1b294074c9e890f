"""The forms of an incident of the network: declared, « moi aussi », what is told, its end."""

from typing import Any
from uuid import uuid4

from django import forms

from foundation.confirming import ConfirmedForm
from foundation.french import typography
from foundation.one_line import OneLineInput
from foundation.versions import VersionedForm
from network.forms.libraries import LibraryField, by_name
from network.models import Library, Person
from tickets import broadcasts
from tickets.forms.declaring import LongText, libraries_of
from tickets.models import NetworkIncident, Ticket

LONGEST = 2000  # characters that everybody is told: the page says the rest
TOUCHED, NETWORK = "touched", "network"


class IncidentForm(forms.Form):
    """What everybody reads: no name, nothing of the ticket."""

    title = OneLineInput(label="Ce qui ne va pas", max_length=160, help_text="Toutes les bibliothèques le liront.")
    told_to_all = LongText(
        label="Ce que nous en savons",
        max_length=LONGEST,
        help_text="Depuis quand, ce qui marche encore, ce qui est fait. Rien du ticket n’est montré aux bibliothèques.",
    )
    is_major = forms.BooleanField(
        label="Incident majeur",
        required=False,
        help_text="Tout le monde s’y met ; des nouvelles sont données chaque heure.",
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_major"].help_text = typography(self.fields["is_major"].help_text)
        self.initial.setdefault("title", ticket.subject)
        self.initial.setdefault("is_major", ticket.is_major)
        if ticket.is_major:
            del self.fields["is_major"]


class EditIncidentForm(VersionedForm, forms.ModelForm):
    """What stands on the page of an incident; nothing is sent."""

    class Meta:
        model = NetworkIncident
        fields = ["title", "told_to_all"]
        widgets = {"told_to_all": forms.Textarea(attrs={"rows": 6})}


class MeTooForm(forms.Form):
    """Which library, if one has several; and what one sees there, if one wants to say it."""

    library = LibraryField(label="Bibliothèque", queryset=Library.objects.none())
    detail = OneLineInput(
        label="Ce que vous voyez", max_length=200, required=False, help_text="En quelques mots, si c’est utile."
    )

    def __init__(self, *args: Any, incident: NetworkIncident, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        libraries = libraries_of(person)
        self.fields["library"].queryset = by_name(libraries)
        found = list(libraries[:2])
        if len(found) == 1:
            self.initial["library"] = found[0].pk
            self.fields["library"].widget = forms.HiddenInput()
        else:
            self.fields["library"].widget.attrs["data-choice"] = ""


class BroadcastForm(ConfirmedForm, forms.Form):
    """What is told and to whom: shown with every name before it leaves."""

    body = LongText(label="Ce que vous leur dites", rows=5, max_length=LONGEST)
    to = forms.ChoiceField(
        label="À qui ?",
        choices=[
            (TOUCHED, "aux bibliothèques touchées et à ceux dont le ticket en fait partie"),
            (NETWORK, "à tout le réseau : responsables et référents de chaque bibliothèque ouverte"),
        ],
        initial=TOUCHED,
        widget=forms.RadioSelect,
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    audience: broadcasts.Audience | None = None

    def __init__(self, *args: Any, incident: NetworkIncident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.initial.setdefault("token", str(uuid4()))
        self.fields["to"].choices = [(value, typography(label)) for value, label in self.fields["to"].choices]

    @property
    def is_to_all(self) -> bool:
        """Whether the whole network is told."""
        return self.cleaned_data["to"] == NETWORK

    def effects(self, by: Any) -> list[str]:
        """The text, and everyone who receives it."""
        self.audience = broadcasts.audience(self.incident, by=by, is_to_all=self.is_to_all)
        return [self.cleaned_data["body"], *self.audience.names]


class EndForm(BroadcastForm):
    """The same, to say that it is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Ce que vous dites de la fin"
        self.fields["body"].help_text = "Ce qui a été fait, et ce qui reste à vérifier dans les bibliothèques."
