"""The form of a declaration: few fields, those of the category, what makes it pressing."""

from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.urls import reverse

from foundation import clock, documents
from foundation.articles import at_institution
from foundation.files.refusals import megabytes
from foundation.french import number, typography
from foundation.keys import is_key
from foundation.one_line import OneLineInput
from foundation.uploads import DocumentsField, KeepsUploads
from network.forms.libraries import LibraryField, by_name
from network.models import Library, Person
from tickets import rules
from tickets.declaring import Asked, told_of_closed
from tickets.files import ATTACHABLE, MOST
from tickets.forms.requesters import ME, Colleague, RequesterField, colleagues
from tickets.models import Category, CategoryField
from tickets.priorities import Urgency
from tickets.states import Kind

LONGEST = 20_000  # characters of a text that people read; a log is a file


class LongText(forms.CharField):
    """A text of several lines, refused when it is a pasted log; the browser must not cut it, so it is not told."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 6)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value or "") > LONGEST:
            told = f"Ce texte compte {number(len(value))} caractères : gardez l’essentiel ({number(LONGEST)} au plus) "
            raise forms.ValidationError(typography(f"{told}et joignez le reste en fichier texte."))


def files_field(**kwargs: Any) -> DocumentsField:
    """The attachments of a ticket or of a message."""
    most = f"{MOST} fichiers au plus, {megabytes(settings.MAX_UPLOAD_BYTES)} chacun."
    help_text = typography(f"Images, PDF, textes, tableurs, archives ZIP : {most}")
    facts = {"label": "Pièces jointes", "help_text": help_text, **kwargs}
    return DocumentsField(kinds=ATTACHABLE, most=MOST, required=False, **facts)


def arrived(form: Any, name: str = "attachments") -> list[tuple[str, Any]]:
    """The files of a valid form, put on the disk before the transaction that keeps them."""
    return [(one.name or "fichier", documents.arrive(one)) for one in form.cleaned_data.get(name) or []]


class PlaceField(LibraryField):
    """Where one declares; of a library that is closed, it says so, rather than that there is none of this key."""

    closed: Any = Library.objects.none()

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            found = self.closed.filter(pk=value).first() if is_key(value) else None
            if found is None:
                raise
            raise forms.ValidationError(typography(told_of_closed(found)), code="closed") from None


class PageInput(forms.CheckboxInput):
    """A box whose value is the page joined: what is sent is its path, or nothing once it is unticked."""

    offered = ""  # the page that may be joined again

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, check_test=bool)

    def format_value(self, value: Any) -> str:
        return str(value or self.offered)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name) or ""


class PageField(forms.CharField):
    """The page that one comes from: shown, so that who sends it knows, and may not join it; nothing without one."""

    def __init__(self, **kwargs: Any) -> None:
        facts: dict[str, Any] = {"widget": PageInput, "template_name": "tickets/_page.html", **kwargs}
        super().__init__(required=False, max_length=300, **facts)

    @property
    def offered(self) -> str:
        """The page that may be joined."""
        return self.widget.offered


class DeclareForm(KeepsUploads, forms.Form):
    """One category’s own form, in the libraries where this person may declare."""

    subject = OneLineInput(
        label="En quelques mots", max_length=160, help_text="« Le portail affiche erreur 502 » dit mieux que « Panne »."
    )
    description = LongText(
        label="Que se passe-t-il ?", help_text="Depuis quand, sur combien de postes, ce qui a été essayé."
    )
    urgency = forms.ChoiceField(label="Pour le public", choices=Urgency, widget=forms.RadioSelect)
    library = PlaceField(label="Bibliothèque", queryset=Library.objects.none())
    requester = RequesterField(label="Pour qui ?")
    attachments = files_field()
    page = PageField(label="Joindre l’adresse de la page d’où vous venez")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, category: Category, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category, self.person = category, person
        self.initial.setdefault("token", str(uuid4()))
        self.own_fields = list(category.fields.all())
        for one in self.own_fields:
            self.fields[_name(one)] = _field(one)
        if category.kind == Kind.REQUEST:
            self._ask_for_a_request()
        self._offer_places()
        self.fields["page"].widget.offered = self.initial.get("page", "")
        self.fields["subject"].template_name = "tickets/_subject.html"  # what is known already comes under it
        self.fields["subject"].widget.attrs |= {
            "hx-get": reverse("tickets:similar"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#similar",  # with what is typed here alone: an address holds no more, and is kept in logs
        }

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:
        """The fields in groups, as the page shows them; a place is asked where there are several."""
        names = [_name(one) for one in self.own_fields]
        where = [
            name for name in ("library", "requester") if not isinstance(self.fields[name].widget, forms.HiddenInput)
        ]
        return [
            (self.title, ["subject", *names, "description"]),
            ("À quel point est-ce pressant ?", ["urgency"]),
            *([("Où et pour qui", where)] if where else []),
            ("Ce qui aide à comprendre", ["attachments", "page"]),
        ]

    @property
    def title(self) -> str:
        """Of what is told first."""
        return "Ce que vous demandez" if self.category.kind == Kind.REQUEST else "Ce qui se passe"

    def _ask_for_a_request(self) -> None:
        """Nothing has broken down: what is wanted is asked for, in its own words."""
        self.fields["subject"].help_text = "« Prêter les DVD quatre semaines » dit mieux que « Demande »."
        self.fields["description"].label = typography("Que demandez-vous ?")
        self.fields["description"].help_text = "Pour qui, pour quand, et à quoi cela servira."
        self.initial.setdefault("urgency", Urgency.UNSEEN)

    def _offer_places(self) -> None:
        libraries = libraries_of(self.person)
        self.fields["library"].queryset = by_name(libraries)
        self.fields["library"].closed = closed_libraries_of(self.person)
        found = list(libraries[:2])
        if len(found) == 1:
            self.fields["library"].initial = found[0]
            self.initial["library"] = found[0].pk
            self.fields["library"].widget = forms.HiddenInput()
        else:
            self.fields["library"].widget.attrs |= {
                "data-choice": "",
                "hx-get": reverse("tickets:declare", args=[self.category.code]),
                "hx-include": "#id_requester",
                "hx-target": "#requester",
                "hx-swap": "outerHTML",
            }
        self.libraries = libraries
        if not (self.is_bound and self._said("requester") == ME):
            self.offer_colleagues()

    def offer_colleagues(self) -> None:
        """Have them to choose from: before the form is shown; one that is sent for oneself has no need of them."""
        self.fields["requester"].offer(self.colleagues, self._said("library"), self._said("requester"))

    @cached_property
    def colleagues(self) -> dict[str, Colleague]:
        """For whom one may declare, by key."""
        return colleagues(self.person, self.libraries)

    def _said(self, name: str) -> Any:
        """What was sent, or what the form begins with."""
        return (self.data if self.is_bound else self.initial).get(name)

    @property
    def chosen_library(self) -> Library | None:
        """The one that the form shows, once there is one."""
        key = self._said("library")
        return self.libraries.filter(pk=key).first() if is_key(key) else None

    def clean(self) -> None:
        """For someone: they work in the library named."""
        super().clean()
        library, key = self.cleaned_data.get("library"), self.cleaned_data.get("requester", ME)
        chosen = None if key == ME else self.colleagues[key]
        if chosen and library and str(library.pk) not in chosen.libraries:
            told = f"{chosen.person} ne travaille pas {at_institution(library.name)} : choisissez quelqu’un de cette "
            self.add_error("requester", typography(f"{told}bibliothèque, ou corrigez la bibliothèque."))

    def asked(self) -> Asked:
        """What is declared, its files on the disk."""
        said, chosen = self.cleaned_data, self.cleaned_data["requester"]
        answers = [(one.label, _text(said.get(_name(one)))) for one in self.own_fields if said.get(_name(one))]
        return Asked(
            library=said["library"],
            category=self.category,
            subject=said["subject"],
            description=said["description"],
            urgency=said["urgency"],
            answers=answers,
            page=said["page"],
            requester=None if chosen == ME else self.colleagues[chosen].person,
            token=UUID(str(said["token"])),
            files=arrived(self),
        )


def libraries_of(person: Person) -> Any:
    """Where this person may declare: their own libraries, all of them for level 2."""
    return _places_of(person).open_on(clock.today()).select_related("commune")


def closed_libraries_of(person: Person) -> Any:
    """Where this person would declare, had the library not closed for good."""
    return _places_of(person).filter(closed_on__lte=clock.today())


def _places_of(person: Person) -> Any:
    visible = Library.objects.visible_to(person)
    if rules.is_second_level(person):
        return visible
    own = {one.library_id for one in person.current_assignments(clock.today()) if one.library_id}
    return visible.filter(pk__in=own)


def _name(field: CategoryField) -> str:
    return f"own_{field.code}"


def _field(one: CategoryField) -> forms.Field:
    """The form’s field for what a category asks."""
    how = {"label": one.label, "help_text": one.help_text, "required": one.is_required}
    if one.input == CategoryField.Input.CHOICE:
        values = [line.strip() for line in one.choices.splitlines() if line.strip()]
        return forms.ChoiceField(choices=[("", "Choisissez"), *((value, value) for value in values)], **how)
    if one.input == CategoryField.Input.NUMBER:
        return forms.IntegerField(min_value=0, max_value=999_999_999, **how)
    if one.input == CategoryField.Input.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **how)
    if one.input == CategoryField.Input.TEXT:
        return LongText(rows=3, **how)
    return OneLineInput(max_length=200, **how)


def _text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value)
