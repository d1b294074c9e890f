"""What the lists of the network are narrowed by; every choice is already visible to the person."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from foundation import clock
from network.models import Assignment, Commune, Library, Person, Vendor
from network.models.folded import containing
from network.roles import Role
from network.rules import may_reach_everyone, may_read_sign_ins


class CommuneFilter(django_filters.FilterSet):
    """By name, arrondissement, having a library or not, and what is still missing there."""

    q = django_filters.CharFilter(method="by_name", label="Nom ou code")
    arrondissement = django_filters.ChoiceFilter(label="Arrondissement", choices=[], empty_label="Tous")
    library = django_filters.ChoiceFilter(
        method="by_library",
        label="Bibliothèque",
        empty_label="Avec ou sans",
        choices=[("with", "avec bibliothèque"), ("without", "sans bibliothèque")],
    )
    lacks = django_filters.ChoiceFilter(
        method="by_lack",
        label="Il manque",
        empty_label="Peu importe",
        choices=[("contact", "sans contact"), ("participant", "sans participant désigné")],
    )

    class Meta:
        model = Commune
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = self.queryset.exclude(arrondissement="").order_by("arrondissement").values_list("arrondissement")
        self.filters["arrondissement"].extra["choices"] = [(name, name) for (name,) in names.distinct()]

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name") | Q(insee=value.strip()) | Q(postal_code=value.strip()))

    def by_library(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(library_count__gt=0) if value == "with" else queryset.filter(library_count=0)

    def by_lack(self, queryset: Any, name: str, value: str) -> QuerySet:
        on = clock.today()
        return queryset.without_contact(on) if value == "contact" else queryset.without_participant(on)


class LibraryFilter(django_filters.FilterSet):
    """By name, commune, status, and having a référent informatique or not."""

    q = django_filters.CharFilter(method="by_name", label="Nom, commune ou code")
    status = django_filters.ChoiceFilter(label="Statut", choices=Library.Status.choices, empty_label="Tous")
    lacks = django_filters.ChoiceFilter(
        method="by_lack", label="Il manque", empty_label="Peu importe", choices=[("correspondent", "sans référent")]
    )

    class Meta:
        model = Library
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name", "commune__sort_name") | Q(code__iexact=value.strip()))

    def by_lack(self, queryset: Any, name: str, value: str) -> QuerySet:
        return queryset.without_correspondent(clock.today())


class VendorFilter(django_filters.FilterSet):
    """By name."""

    q = django_filters.CharFilter(method="by_name", label="Nom")

    class Meta:
        model = Vendor
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name"))


class PersonFilter(django_filters.FilterSet):
    """By name, function held today, and being able to sign in or not; by what the reader may read, and no more."""

    q = django_filters.CharFilter(method="by_name", label="Nom ou adresse")
    role = django_filters.ChoiceFilter(method="by_role", label="Fonction", choices=Role.choices, empty_label="Toutes")
    sign_in = django_filters.ChoiceFilter(
        method="by_sign_in",
        label="Connexion",
        empty_label="Toutes",
        choices=[("never", "jamais connectée"), ("none", "sans adresse")],
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_told = may_reach_everyone(self.request.user)
        if not self.is_told:
            self.filters["q"].label = "Nom"
            del self.filters["sign_in"]
        elif not may_read_sign_ins(self.request.user):
            self.filters["sign_in"].extra["choices"] = [("none", "sans adresse")]

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        found = containing(value, "sort_name")
        return queryset.filter(found | Q(email__icontains=value.strip()) if self.is_told else found)

    def by_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        holders = Assignment.objects.current(clock.today()).filter(role=value)
        return queryset.filter(pk__in=holders.values("person"))

    def by_sign_in(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(email=None) if value == "none" else queryset.filter(last_login=None)
