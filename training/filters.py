"""What the lists of training are narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from foundation import clock
from foundation.keys import KeyFilter
from foundation.offers import OnOfferFilter
from network.models import Library, Person
from network.models.folded import containing
from network.modules import Module
from training import papers
from training.models import Booking, Certification, Course, Session
from training.states import BookingState, SessionState, Standing
from training.trainers import leaving

TO_CLOSE, NOT_BEGUN, TO_STAFF = "to_close", "not_begun", "to_staff"


class CourseFilter(OnOfferFilter):
    """By words, by module, those withdrawn."""

    q = django_filters.CharFilter(method="by_words", label="Intitulé")
    module = django_filters.ChoiceFilter(
        label="Module", choices=Module, field_name="modules__module", empty_label="Tous"
    )
    offer = django_filters.ChoiceFilter(
        method="by_offer", label="Au catalogue", empty_label="Oui", choices=[("withdrawn", "Retirées")]
    )

    class Meta:
        model = Course
        fields: list[str] = []

    def said(self, one: Course) -> str:
        """Its title."""
        return one.title


class SessionFilter(django_filters.FilterSet):
    """By course, by state, to come, past or still to close."""

    course = KeyFilter(label="Formation", queryset=Course.objects.none(), empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=SessionState, empty_label="Tous")
    when = django_filters.ChoiceFilter(
        method="by_time",
        label="Quand",
        empty_label="À venir ou en cours",
        choices=[(TO_STAFF, "Formateur à remplacer"), (TO_CLOSE, "À terminer"), ("past", "Passées"), ("all", "Toutes")],
    )

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["course"].queryset = Course.objects.visible_to(self.request.user)

    def by_time(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that are over, of these those that this person is to close; those that a trainer has left; or all."""
        if value == TO_STAFF:
            return queryset.filter(pk__in=leaving(clock.now()).values("session"))
        if value == TO_CLOSE:
            return queryset.filter(pk__in=Session.objects.to_close_by(self.request.user, clock.now()).values("pk"))
        return queryset.filter(last_at__lte=clock.now()) if value == "past" else queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those to come or under way, unless the others are asked for; one without a date is to come."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("when") else found.exclude(last_at__lte=clock.now())


class BookingFilter(django_filters.FilterSet):
    """By state, to come or past."""

    state = django_filters.ChoiceFilter(label="État", choices=BookingState, empty_label="Tous")
    when = django_filters.ChoiceFilter(
        method="by_time",
        label="Quand",
        empty_label="Toutes",
        choices=[("to_come", "À venir ou en cours"), (NOT_BEGUN, "Pas encore commencées"), ("past", "Passées")],
    )

    class Meta:
        model = Booking
        fields: list[str] = []

    def by_time(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those of sessions that are not over, of these those not begun; or those of the past."""
        now = clock.now()
        if value == NOT_BEGUN:
            return queryset.filter(first_at__gt=now)
        return queryset.filter(last_at__gt=now) if value == "to_come" else queryset.filter(last_at__lte=now)


class CertificationFilter(django_filters.FilterSet):
    """By the name of who holds it, by module, by what it is worth today."""

    q = django_filters.CharFilter(method="by_name", label="Nom")
    module = django_filters.ChoiceFilter(
        label="Module", choices=Module, field_name="modules__module", empty_label="Tous"
    )
    standing = django_filters.ChoiceFilter(label="État", choices=Standing, empty_label="Tous")

    class Meta:
        model = Certification
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in the name."""
        return queryset.filter(containing(value, "person__sort_name"))


READ, ALL = "read", "all"


class ReaderFilter(django_filters.FilterSet):
    """By name, by library, by whether they have read it: those who have not, unless the others are asked for."""

    q = django_filters.CharFilter(method="by_name", label="Nom")
    library = KeyFilter(
        method="by_library", label="Bibliothèque", queryset=Library.objects.none(), empty_label="Toutes"
    )
    reading = django_filters.ChoiceFilter(
        method="by_reading", label="Lecture", empty_label="Pas encore", choices=[(READ, "Lu"), (ALL, "Tous")]
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.functions = papers.followed_by(self.request.user, clock.today())
        libraries = Library.objects.visible_to(self.request.user)
        self.filters["library"].queryset = libraries.filter(pk__in=self.functions.values("library"))

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name"))

    def by_library(self, queryset: QuerySet, name: str, value: Library) -> QuerySet:
        """Those who work there."""
        return queryset.filter(pk__in=self.functions.filter(library=value).values("person"))

    def by_reading(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those who have read it, or all."""
        return queryset.filter(read_at__isnull=False) if value == READ else queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those who have not read it, unless the others are asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("reading") else found.filter(read_at__isnull=True)


class LibraryReadingFilter(django_filters.FilterSet):
    """By name, by whether someone there has not read it."""

    q = django_filters.CharFilter(method="by_name", label="Nom ou commune")
    left = django_filters.ChoiceFilter(
        method="by_left", label="Lecture", empty_label="Toutes", choices=[("some", "Il reste des personnes")]
    )

    class Meta:
        model = Library
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name", "commune__sort_name"))

    def by_left(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those where someone is still to read it."""
        return queryset.filter(left_count__gt=0)
