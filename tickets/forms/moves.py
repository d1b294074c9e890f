"""The forms of what is done with a ticket: each asks only what the act needs."""

from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms

from foundation import clock
from foundation.clock import PARIS
from foundation.differences import value_text
from foundation.french import typography
from foundation.keys import KeyField
from foundation.uploads import KeepsUploads
from foundation.versions import kept_meanwhile, version_of, who_changed
from foundation.workcalendar import next_working_day
from network.forms.dates import DayField
from network.models import Person
from tickets import rules
from tickets.forms.declaring import LongText, files_field
from tickets.models import Category, Ticket
from tickets.priorities import Impact, Urgency
from tickets.states import Cause, HandoverReason, Kind, Level, WaitingReason

MORNING = time(8, 30)
TOLD_TO_LIBRARY = "La bibliothèque le lit."
READ_BY_LIBRARY = "La bibliothèque le lit ; ce qui ne la regarde pas s’écrit dans une note interne."
FOUND = "Postes, navigateurs, heure, messages, ce qui marche encore."
WAITS_FOR = (WaitingReason.REQUESTER, WaitingReason.PLANNED_DATE, WaitingReason.COMMUNE)


class ReplyForm(KeepsUploads, forms.Form):
    """A word in the thread; the services may keep it between themselves."""

    body = LongText(label="Votre message", rows=4)
    internal = forms.BooleanField(
        label="Note interne",
        required=False,
        help_text=typography(
            "Lue par la DSINum et le SCLP seulement ; elle ne part dans aucun e-mail à la bibliothèque."
        ),
    )
    attachments = files_field()
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", str(uuid4()))
        if not rules.may_read_internal(person):
            del self.fields["internal"]


class EscalateForm(forms.Form):
    """To which service, and what was found: who receives it must not ask again."""

    to = forms.ChoiceField(label="À qui ?", choices=[(one.value, one.label) for one in (Level.DSINUM, Level.SCLP)])
    diagnosis = LongText(
        label="Ce que vous avez constaté et essayé",
    )
    public_stopped = forms.BooleanField(
        label="Le service au public est arrêté",
        required=False,
        help_text=typography("Deux mots de diagnostic suffisent alors : ce qui presse d’abord."),
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in self.fields["to"].choices if value != ticket.level]
        self.fields["to"].choices = others
        self.initial.setdefault("to", ticket.category.second_level)
        is_incident, is_first = ticket.kind == Kind.INCIDENT, ticket.level == Level.CORRESPONDENT
        told = TOLD_TO_LIBRARY if is_first else READ_BY_LIBRARY  # a référent keeps no internal notes
        self.fields["diagnosis"].help_text = typography(f"{FOUND} {told}" if is_incident else told)
        if not is_first or not is_incident:
            del self.fields["public_stopped"]

    @property
    def reason(self) -> str:
        """Why it goes, as the hand-over keeps it; empty for the usual reason of its level."""
        return HandoverReason.PUBLIC_STOPPED if self.cleaned_data.get("public_stopped") else ""


class HandBackForm(forms.Form):
    """Why it goes back, and what is missing."""

    reason = forms.ChoiceField(label="Pourquoi ?", choices=[])
    diagnosis = LongText(label="Ce qu’il faut savoir ou compléter", help_text=typography(READ_BY_LIBRARY))
    level = forms.CharField(widget=forms.HiddenInput, required=False)  # whose turn it was when the page was shown

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["level"] = ticket.level
        reasons = [HandoverReason.MORE_NEEDED, HandoverReason.LOCAL]
        if ticket.level == Level.VENDOR:
            reasons = [HandoverReason.VENDOR_ANSWERED, HandoverReason.MORE_NEEDED]
        self.fields["reason"].choices = [(one.value, one.label) for one in reasons]


class WordsForm(forms.Form):
    """What is said with an act, and kept with it."""

    words = LongText(label="Motif")

    def __init__(self, *args: Any, label: str = "", help_text: str = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.fields["words"].label
        self.fields["words"].help_text = help_text
        self.fields["words"].required = required


class WaitForm(forms.Form):
    """What is waited for, until which day at the latest."""

    waiting_reason = forms.ChoiceField(
        label="Ce que l’on attend", choices=[(one.value, one.label) for one in WAITS_FOR]
    )
    resumes_on = DayField(label="Reprise au plus tard le")
    why = LongText(label="Ce que vous demandez ou convenez", rows=3, help_text="La bibliothèque le lit.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("resumes_on", next_working_day(clock.today() + timedelta(days=7)))

    def clean_resumes_on(self):
        day, today = self.cleaned_data["resumes_on"], clock.today()
        if day <= today:
            raise forms.ValidationError("Donnez un jour à venir.")
        if day > today + rules.LONGEST_WAIT:
            raise forms.ValidationError(typography("Un ticket attend 30 jours au plus : donnez un jour plus proche."))
        return day

    @property
    def resumes_at(self) -> datetime:
        """The morning of the day of resumption."""
        return datetime.combine(self.cleaned_data["resumes_on"], MORNING, PARIS)


class ResolveForm(forms.Form):
    """What was done, and where it came from."""

    solution = LongText(label="La solution", help_text="La bibliothèque la lit, et la retrouvera en cherchant.")
    cause = forms.ChoiceField(label="D’où cela venait-il ?", choices=[("", "Choisissez"), *Cause.choices])


class SeenForm(forms.Form):
    """A correction of a ticket as it was read: who comes second is told what the first has done, and sends again.

    Of many tickets at once (`ticket=None`), the list has said which version of each was read.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ticket is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = version_of(ticket)

    def explain_conflict(self, ticket: Ticket) -> None:
        """Say who changed it meanwhile, and what is kept now of each field; the next sending overrides, knowingly."""
        self.add_error(None, typography(who_changed(ticket)))
        for name, asked in list(self.cleaned_data.items()):
            if hasattr(ticket, name) and getattr(ticket, name) != asked:
                self.add_error(name, kept_meanwhile(value_text(ticket, name)))
        sent = cast(Any, self.data).copy()
        sent["seen"] = version_of(ticket)
        self.data = sent


class PriorityForm(SeenForm):
    """Both axes of the priority, and why they change."""

    impact = forms.ChoiceField(label="Étendue", choices=Impact, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label="Pour le public", choices=Urgency, widget=forms.RadioSelect)
    is_major = forms.BooleanField(
        label="Incident majeur",
        required=False,
        help_text="Tout le monde s’y met ; des nouvelles sont données chaque heure.",
    )
    why = LongText(label="Pourquoi ?", rows=2, help_text="La bibliothèque le lit.")

    def __init__(self, *args: Any, ticket: Ticket | None, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        for name in ("impact", "urgency", "is_major") if ticket else ():
            self.initial.setdefault(name, getattr(ticket, name))
        if case := ticket and ticket.cases.open().first():
            told = f"La gravité du dossier {case.number} reste {case.get_severity_display()}"
            self.fields["urgency"].help_text = typography(f"{told} : les délais de l’éditeur ne changent pas.")


class CategoryForm(SeenForm):
    """Another category, hence another party that answers for it."""

    category = KeyField(label="Catégorie", queryset=Category.objects.none(), empty_label=None)
    why = LongText(label="Pourquoi ?", rows=2, help_text="La bibliothèque le lit.")

    def __init__(self, *args: Any, ticket: Ticket | None, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        self.fields["category"].queryset = Category.objects.on_offer()
        if ticket:
            self.initial.setdefault("category", ticket.category_id)


class ApprovalForm(forms.Form):
    """Who is asked, and what."""

    approver = KeyField(label="Qui doit valider ?", queryset=Person.objects.none())
    question = LongText(label="Ce qui est à valider", rows=3)

    def __init__(self, *args: Any, ticket: Ticket, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        concerned = (ticket.requester_id, ticket.declared_by_id)
        self.fields["approver"].queryset = people.exclude(pk__in=concerned)


class DecisionForm(forms.Form):
    """The answer of who was asked."""

    is_agreed = forms.TypedChoiceField(
        label="Votre réponse",
        choices=[("yes", "je valide"), ("no", "je refuse")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = LongText(label="Ce que vous répondez", rows=3, help_text="Le demandeur le lit.")
