"""The forms of what is written to the vendor: read once as it will be read there, then confirmed (R10, R17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms

from foundation import clock, documents
from foundation.confirming import CONFIRMED, ConfirmedForm
from foundation.documents import Altered, Arrived, KeptUpload
from foundation.french import enumerate_fr, typography
from foundation.keys import KeyField, KeysField
from foundation.one_line import OneLineInput
from foundation.uploads import KeepsUploads
from network.models import Assignment, Person, Vendor
from tickets.files import of_thread
from tickets.first_words import proposed
from tickets.forms.declaring import LongText, files_field
from tickets.guarding import Guard, Parcel
from tickets.models import Ticket, VendorCase
from tickets.models.vendor_case import regrading
from tickets.priorities import Urgency
from tickets.states import Severity

GRAVE = {Urgency.STOPPED: Severity.BLOCKING, Urgency.DEGRADED: Severity.MAJOR, Urgency.UNSEEN: Severity.MINOR}
LONGEST_SUBJECT = 160
LEFT, LOOKED_AT = "left", "looked_at"


@dataclass(frozen=True)
class Letter:
    """What leaves once it is confirmed: nothing of what was masked is in it."""

    subject: str
    body: str
    masked: int
    vouched: list[list[str]]
    files: Sequence[tuple[str, Arrived]]
    token: UUID


class ToVendorForm(KeepsUploads, ConfirmedForm, forms.Form):
    """Words and files for the vendor. Sent once, it shows what leaves; sent again unchanged, it is confirmed.

    What a mask hides is let pass by a tick of its own; files to be looked at need one for them all.
    """

    takes_files = True

    body = LongText(
        label="Ce que lira l’éditeur",
        rows=12,
        help_text="Rien d’autre du ticket ne lui est transmis. Les données de lecteurs seront masquées.",
    )
    picked = forms.MultipleChoiceField(
        label="Fichiers du ticket à joindre", required=False, widget=forms.CheckboxSelectMultiple
    )
    attachments = files_field(label="Autres fichiers")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, vendor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.vendor = ticket, vendor
        self.parcel: Parcel | None = None
        self.initial.setdefault("token", str(uuid4()))
        self.of_ticket = {str(one.key): one for one in of_thread(ticket)}
        self.fields["picked"].choices = [(key, str(one)) for key, one in self.of_ticket.items()]
        if not self.of_ticket:
            del self.fields["picked"]

    def clean(self) -> None:
        """Read all that is about to leave, as soon as it is complete."""
        super().clean()
        if self.errors:
            return
        said = self.cleaned_data
        guard = Guard(self.ticket, self.vendor or said["vendor"])
        picked = [(one.name, one) for one in map(self.of_ticket.__getitem__, said.get("picked", []))]
        given = [(one.name or "fichier", one) for one in said.get("attachments", [])]
        try:
            self.parcel = guard.parcel(said.get("subject", ""), said["body"], [*picked, *given])
        except Altered as refusal:
            self.add_error("picked", str(refusal))
            return
        if len(self.shown_subject) > LONGEST_SUBJECT:
            self.add_error("subject", typography(f"Une fois masqué, l’objet dépasse {LONGEST_SUBJECT} caractères."))

    # --- what is read before it leaves -------------------------------------------------------------------------------

    @property
    def left(self) -> set[str]:
        """The masks that the sender takes back, of those that are there."""
        ticked = self.data.getlist(LEFT) if hasattr(self.data, "getlist") else self.data.get(LEFT, [])
        return {one.key for one in self.parcel.masks} & set(ticked) if self.parcel else set()

    @property
    def shown_subject(self) -> str:
        """As it leaves."""
        return self.parcel.subject.without(self.left) if self.parcel else ""

    @property
    def shown_text(self) -> str:
        """The message as it leaves."""
        return self.parcel.body.without(self.left) if self.parcel else ""

    @property
    def opening(self) -> str:
        """What Maillage itself says before these words; nothing most of the time."""
        return ""

    def effects(self, by: Any) -> list[str]:
        """What leaves, all of it masked: when it changes, it is read again."""
        if self.parcel is None:
            return []
        to = str(self.vendor or self.cleaned_data["vendor"])
        words = [to, self.opening, self.parcel.subject.without(), self.parcel.body.without()]
        masks = [f"{one.kind.label}, {one.key}" for one in self.parcel.masks]
        return [*words, *masks, *(f"{one.name}, {one.digest} : {one.told}" for one in self.parcel.files)]

    def to_confirm(self, by: Any) -> list[str]:
        """What leaves, to be read, unless it was; then what still lacks its tick is asked."""
        unread = super().to_confirm(by)
        if self.parcel is None:
            return unread
        if unread:
            self.data.pop(LOOKED_AT, None)  # of the files that were there before
        self._ask(self.parcel)
        if not unread and self.parcel.to_look_at and not self.data.get(LOOKED_AT):
            self.add_error(LOOKED_AT, "Regardez ces fichiers, puis cochez cette case.")
        return unread

    def _ask(self, parcel: Parcel) -> None:
        """The ticks that this parcel needs, before the rest of the form."""
        names = []
        if parcel.masks:
            names.append(LEFT)
            self.fields[LEFT] = forms.MultipleChoiceField(
                label="Laisser passer, si le masque se trompe",
                required=False,
                choices=[(one.key, one.question) for one in parcel.masks],
                widget=forms.CheckboxSelectMultiple,
                help_text="Tout est masqué sauf ce que vous cochez ; vos réponses sont gardées avec le message.",
            )
        if parcel.to_look_at:
            names.append(LOOKED_AT)
            self.fields[LOOKED_AT] = forms.BooleanField(
                label=typography("J’ai vérifié : aucune donnée de lecteur n’y apparaît"),
                required=False,
                help_text=f"Dans {enumerate_fr([one.name for one in parcel.to_look_at])}.",
            )
        others = [name for name in self.fields if name not in (*names, CONFIRMED, "token")]
        self.fieldsets = [("À vérifier avant l’envoi", names)] if names else []
        self.fieldsets.append(("Ce que vous envoyez", others))

    # --- once it is confirmed ----------------------------------------------------------------------------------------

    def letter(self) -> Letter:
        """What leaves, its files on the disk; the originals of those that are masked are forgotten."""
        if self.parcel is None:
            raise ValueError("a form that is not valid has nothing to send")
        parcel, left = self.parcel, self.left
        return Letter(
            self.shown_subject,
            self.shown_text,
            parcel.masked(left),
            parcel.vouched(left),
            [one.arrive() for one in parcel.files],
            self.cleaned_data["token"],
        )

    def forget_originals(self) -> None:
        """Once it has left: what waited and was sent masked is not kept as it was."""
        for one in self.parcel.files if self.parcel else ():
            if one.content is not None and isinstance(one.source, KeptUpload):
                documents.discard(one.source.document)


class OpenCaseForm(ToVendorForm):
    """A new case: to whom, how grave, in which words. Nothing of the thread is sent but what is written here."""

    vendor = KeyField(label="Éditeur", queryset=Vendor.objects.none(), empty_label=None)
    contacts = KeysField(
        label="Interlocuteurs", queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Le message part aussi à l’adresse de l’éditeur.",
    )  # fmt: skip
    severity = forms.ChoiceField(label="Gravité", choices=Severity)
    subject = OneLineInput(label="Objet", max_length=LONGEST_SUBJECT)

    field_order = ["vendor", "contacts", "severity", "subject", "body", "picked", "attachments", "token"]

    def __init__(self, *args: Any, ticket: Ticket, person: Person, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        vendors = Vendor.objects.visible_to(person)
        self.fields["vendor"].queryset = vendors
        self.fields["contacts"].queryset = people
        if not any(one.email for one in self.fields["vendor"].queryset):
            self.fields["contacts"].required = True
            self.fields["contacts"].help_text = "L’éditeur n’a pas d’adresse dans Maillage : le message part à eux."
            self.initial.setdefault("contacts", [one.pk for one in people[:2]] if people.count() == 1 else [])
        if not self.is_bound:
            guard = Guard(ticket, vendors.first())
            self.initial.setdefault("severity", GRAVE[Urgency(ticket.urgency)])
            self.initial.setdefault("subject", guard.masked(ticket.subject)[:LONGEST_SUBJECT])
            self.initial.setdefault("body", guard.masked(proposed(ticket)))

    def clean_contacts(self):
        """People of this vendor alone: another’s would read what is not for it."""
        chosen, vendor = self.cleaned_data["contacts"], self.cleaned_data.get("vendor")
        if vendor is None:
            return chosen
        of_vendor = Assignment.objects.current(clock.today()).filter(vendor=vendor).values("person")
        if strangers := list(chosen.exclude(pk__in=of_vendor)):
            told = enumerate_fr([str(one) for one in strangers])
            raise forms.ValidationError(typography(f"{told} : pas chez {vendor}."))
        if not chosen and not vendor.email:
            raise forms.ValidationError(
                typography(f"{vendor} n’a pas d’adresse e-mail dans Maillage : choisissez un interlocuteur.")
            )
        return chosen


class WriteAgainForm(ToVendorForm):
    """Something more to a vendor that has the case already."""

    def __init__(self, *args: Any, case: VendorCase, **kwargs: Any) -> None:
        super().__init__(*args, ticket=case.ticket, vendor=case.vendor, **kwargs)


class SeverityForm(ToVendorForm):
    """How grave a case is from now on, and why: these words leave too, and are read first as the vendor will."""

    takes_files = False

    severity = forms.ChoiceField(
        label="Nouvelle gravité",
        widget=forms.RadioSelect,
        help_text="Les délais de l’éditeur deviennent ceux de cette gravité ; le temps déjà compté le reste.",
        error_messages={"invalid_choice": "Choisissez une autre gravité que celle du dossier."},
    )

    field_order = ["severity", "body", "token"]

    def __init__(self, *args: Any, case: VendorCase, **kwargs: Any) -> None:
        super().__init__(*args, ticket=case.ticket, vendor=case.vendor, **kwargs)
        self.case = case
        for name in ("picked", "attachments"):
            self.fields.pop(name, None)
        self.fields["severity"].label = f"Nouvelle gravité (aujourd’hui {case.get_severity_display()})"
        self.fields["severity"].choices = [one for one in Severity.choices if one[0] != case.severity]
        self.fields["body"].label = "Pourquoi ? L’éditeur le lira."
        self.fields["body"].widget.attrs["rows"] = 4

    @property
    def opening(self) -> str:
        """From which severity to which."""
        return typography(regrading(self.case.severity, self.cleaned_data["severity"])) if self.parcel else ""
