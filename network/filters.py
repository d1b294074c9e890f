"""What the lists of the network are narrowed by; every choice is already visible to the person."""

import django_filters
from django.db.models import Q

from foundation import clock
from foundation.french import fold
from network.models import Assignment, Commune, Library, Person
from network.roles import Role


class CommuneFilter(django_filters.FilterSet):
    """By name, arrondissement, and having a library or not."""

    q = django_filters.CharFilter(method="by_name", label="Nom ou code")
    arrondissement = django_filters.ChoiceFilter(label="Arrondissement", choices=[], empty_label="Tous")
    library = django_filters.ChoiceFilter(
        method="by_library",
        label="Bibliothèque",
        empty_label="Avec ou sans",
        choices=[("with", "avec bibliothèque"), ("without", "sans bibliothèque")],
    )

    class Meta:
        model = Commune
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = self.queryset.exclude(arrondissement="").order_by("arrondissement").values_list("arrondissement")
        self.filters["arrondissement"].extra["choices"] = [(name, name) for (name,) in names.distinct()]

    def by_name(self, queryset, name, value):
        return queryset.filter(Q(sort_name__contains=fold(value)) | Q(insee=value) | Q(postal_code=value))

    def by_library(self, queryset, name, value):
        return queryset.filter(library_count__gt=0) if value == "with" else queryset.filter(library_count=0)


class LibraryFilter(django_filters.FilterSet):
    """By name, commune and status."""

    q = django_filters.CharFilter(method="by_name", label="Nom, commune ou code")
    status = django_filters.ChoiceFilter(label="Statut", choices=Library.Status.choices, empty_label="Tous")

    class Meta:
        model = Library
        fields: list[str] = []

    def by_name(self, queryset, name, value):
        folded = Q(commune__sort_name__contains=fold(value))
        return queryset.filter(folded | Q(name__icontains=value) | Q(code__iexact=value))


class PersonFilter(django_filters.FilterSet):
    """By name, function held today, and being able to sign in or not."""

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

    def by_name(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
            )
        return queryset

    def by_role(self, queryset, name, value):
        holders = Assignment.objects.current(clock.today()).filter(role=value)
        return queryset.filter(pk__in=holders.values("person"))

    def by_sign_in(self, queryset, name, value):
        return queryset.filter(email=None) if value == "none" else queryset.filter(last_login=None)
