"""What the lists of the desk are narrowed by; every choice is already visible to the person."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from foundation import clock
from foundation.keys import KeyFilter
from foundation.offers import OnOfferFilter
from network.forms.libraries import LibraryFilter, by_name
from network.models import Commune, Library
from tickets import case_standing, piles, rules, searching
from tickets.chart_filters import ChartFilter
from tickets.models import Category, NetworkIncident, Ticket, VendorCase
from tickets.models.vendor_case import NOT_CLOSED
from tickets.priorities import Priority
from tickets.states import OPEN, CaseState, Kind, Level, Severity, State

OPEN_ONES, ALL, ENDED = "open", "all", "ended"


class TicketFilter(ChartFilter):
    """By words, state, level, library, priority, category, who follows it, what it waits for, being late."""

    q = django_filters.CharFilter(method="by_words", label="Numéro ou mots")
    state = django_filters.ChoiceFilter(
        method="by_state",
        label="État",
        empty_label="Ouverts",
        choices=[(OPEN_ONES, "Ouverts"), (ALL, "Tous"), *State.choices],
    )
    level = django_filters.ChoiceFilter(label="Niveau", choices=Level, empty_label="Tous")
    library = LibraryFilter(label="Bibliothèque", queryset=Library.objects.none(), empty_label="Toutes")
    commune = KeyFilter(
        field_name="library__commune", label="Commune", queryset=Commune.objects.none(), empty_label="Toutes"
    )
    priority = django_filters.ChoiceFilter(label="Priorité", choices=Priority, empty_label="Toutes")
    category = KeyFilter(label="Catégorie", queryset=Category.objects.all(), empty_label="Toutes")
    mine = django_filters.ChoiceFilter(
        method="by_person",
        label="À qui",
        empty_label="Peu importe",
        choices=[("held", "Suivis par moi"), ("asked", "Déclarés par moi"), ("free", "Que personne ne suit")],
    )
    waits = django_filters.ChoiceFilter(method="by_pile", label="Attend", choices=[], empty_label="Peu importe")
    late = django_filters.ChoiceFilter(
        method="by_delay",
        label="Délai",
        empty_label="Peu importe",
        choices=[("late", "À résoudre, en retard"), ("today", "À résoudre aujourd’hui"), ("any", "Un délai dépassé")],
    )

    class Meta:
        model = Ticket
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.request.user
        self.filters["library"].queryset = by_name(Library.objects.visible_to(person))
        self.filters["waits"].extra["choices"] = piles.offered_to(person)
        if self.data.get("q"):
            self.filters["state"].extra["empty_label"] = "Tous"
            self.filters["state"].extra["choices"] = self.filters["state"].extra["choices"][:1] + State.choices
        else:
            self.filters["state"].extra["choices"] = self.filters["state"].extra["choices"][1:]
        if rules.reads_all(person):
            self.filters["commune"].queryset = Commune.objects.visible_to(person).with_library()
        else:
            del self.filters["level"], self.filters["commune"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A number; else all the words, in the ticket or in a message that this person reads."""
        return searching.matching(queryset, self.request.user, value)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those in this state, those that are open, or all."""
        if value == OPEN_ONES:
            return queryset.filter(state__in=OPEN)
        return queryset if value == ALL else queryset.filter(state=value)

    def by_person(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those one follows, those one has asked for, those that nobody follows."""
        person = self.request.user
        if value == "held":
            return queryset.filter(holder=person)
        if value == "asked":
            return queryset.filter(Q(requester=person) | Q(declared_by=person))
        return queryset.filter(holder__isnull=True)

    def by_delay(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose delay to be solved is past or ends today, those of which any delay is past."""
        now = clock.now()
        if value == "any":
            return queryset.filter(piles.overdue(self.request.user, now))
        return queryset.filter(piles.late(now) if value == "late" else piles.due_today(now))

    def by_pile(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that wait for this."""
        return queryset.filter(piles.of(value, self.request.user))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those that are open, unless the others are asked for: by words, a state, a pile, or the number of a chart."""
        found, asked = super().filter_queryset(queryset), self.form.cleaned_data
        is_wider = asked.get("q") or asked.get("state") or asked.get("waits") or self.is_of_chart
        return found if is_wider else found.filter(state__in=OPEN)


class CaseFilter(django_filters.FilterSet):
    """By number, reference or words, by state, by severity: those not closed, unless the others are asked for."""

    q = django_filters.CharFilter(method="by_words", label="Numéro, référence ou mots")
    state = django_filters.ChoiceFilter(
        method="by_state", label="État", empty_label="En cours", choices=[(ALL, "Tous"), *CaseState.choices]
    )
    severity = django_filters.ChoiceFilter(label="Gravité", choices=Severity, empty_label="Toutes")
    follow = django_filters.ChoiceFilter(
        method="by_follow",
        label="À suivre",
        empty_label="Peu importe",
        choices=[
            ("receipt", "Sans réception"),
            ("remind", "À relancer"),
            ("answer", "Sans réponse"),
            ("late", "En retard"),
        ],
    )

    class Meta:
        model = VendorCase
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rules.may_read_internal(self.request.user):
            del self.filters["follow"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Part of the number, of the reference or of the subject."""
        word = value.strip()
        return queryset.filter(Q(number__icontains=word) | Q(reference__icontains=word) | Q(subject__icontains=word))

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those in this state, or all."""
        return queryset if value == ALL else queryset.filter(state=value)

    def by_follow(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that nothing proves received, of these those to ask again about, those not answered yet, those whose
        delay under the market is past.
        """
        if value == "remind":
            return queryset.filter(pk__in=case_standing.to_remind(queryset, clock.now()))
        conditions = {"receipt": piles.WITHOUT_RECEIPT, "answer": piles.WITHOUT_ANSWER}
        return queryset.filter(conditions.get(value) or piles.late_case(clock.now()))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those not closed, unless the others are asked for: by words or a state."""
        found, asked = super().filter_queryset(queryset), self.form.cleaned_data
        return found if asked.get("q") or asked.get("state") else found.filter(state__in=NOT_CLOSED)


class CategoryFilter(OnOfferFilter):
    """By words, by kind, by who answers for it; those withdrawn when they are asked for."""

    q = django_filters.CharFilter(method="by_words", label="Nom ou famille")
    kind = django_filters.ChoiceFilter(label="Sorte", choices=Kind, empty_label="Toutes")
    responsible = django_filters.ChoiceFilter(label="À la charge de", choices=Level, empty_label="Tous")
    offer = django_filters.ChoiceFilter(
        method="by_offer", label="Proposée", empty_label="Oui", choices=[("withdrawn", "Retirées")]
    )

    class Meta:
        model = Category
        fields: list[str] = []

    def said(self, one: Category) -> str:
        """Its name and its family."""
        return f"{one.name} {one.family}"


class IncidentFilter(django_filters.FilterSet):
    """By words; those that last, unless the others are asked for."""

    q = django_filters.CharFilter(method="by_words", label="Mots")
    state = django_filters.ChoiceFilter(
        method="by_state", label="État", empty_label="En cours", choices=[(ALL, "Tous"), (ENDED, "Terminés")]
    )

    class Meta:
        model = NetworkIncident
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose title or text says it."""
        return queryset.filter(Q(title__icontains=value.strip()) | Q(told_to_all__icontains=value.strip()))

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that are over, or all."""
        return queryset if value == ALL else queryset.filter(ended_at__isnull=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those that last, unless the others are asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(ended_at__isnull=True)
