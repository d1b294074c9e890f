"""Objects for tests: the smallest that the database accepts; names are fictional."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from foundation.french import fold
from network.models import (
    Assignment,
    Commune,
    Library,
    OpeningHours,
    Person,
    PresidentMandate,
    Service,
    UrbanCommunity,
    Vendor,
)
from network.roles import Role
from network.weeks import LIBRARY_HOURS, kept_week


class PersonFactory(DjangoModelFactory):
    """Someone who can sign in."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Exemple{n}")
    email = factory.Sequence(lambda n: f"personne{n}@demo.example")
    is_fictional = True


class CommuneFactory(DjangoModelFactory):
    """A commune of nowhere."""

    class Meta:
        model = Commune

    name = factory.Sequence(lambda n: f"Commune-{n:03d}")
    insee = factory.Sequence(lambda n: f"{90000 + n}")
    siren = factory.Sequence(lambda n: f"{910000000 + n}")
    postal_code = "90000"
    population = 1000
    sort_name = factory.LazyAttribute(lambda commune: fold(commune.name))


class LibraryFactory(DjangoModelFactory):
    """A municipal library."""

    class Meta:
        model = Library

    commune = factory.SubFactory(CommuneFactory)
    code = factory.Sequence(lambda n: f"B{n:04d}")
    name = factory.Sequence(lambda n: f"Médiathèque {n}")


class ServiceFactory(DjangoModelFactory):
    """The SCLP, unless told otherwise."""

    class Meta:
        model = Service
        django_get_or_create = ("code",)

    code = "SCLP"
    name = "Service communautaire de la lecture publique"
    short_name = factory.SelfAttribute("code")


class VendorFactory(DjangoModelFactory):
    """A fictional vendor."""

    class Meta:
        model = Vendor

    name = factory.Sequence(lambda n: f"Éditeur {n}")
    is_fictional = True


class OpeningHoursFactory(DjangoModelFactory):
    """The first hours of the place given, from Tuesday to Saturday, since 2020."""

    class Meta:
        model = OpeningHours

    number = 1
    applies_from = date(2020, 1, 1)
    week = factory.LazyFunction(lambda: kept_week(LIBRARY_HOURS))


class UrbanCommunityFactory(DjangoModelFactory):
    """The Communauté urbaine."""

    class Meta:
        model = UrbanCommunity
        django_get_or_create = ("siren",)

    name = "Communauté urbaine d’Exemple"
    short_name = "CU d’Exemple"
    siren = "200000000"
    seat = "Exempleville"
    court = "Versailles"


class PresidentMandateFactory(DjangoModelFactory):
    """A mandate from 2026 to an estimated 2032."""

    class Meta:
        model = PresidentMandate

    president = "Dominique Exemple"
    title = "Le Président"
    starts_on = date(2026, 4, 10)
    estimated_end = date(2032, 4, 9)
    is_fictional = True


class AssignmentFactory(DjangoModelFactory):
    """A function in a place, begun in 2020, without end."""

    class Meta:
        model = Assignment

    person = factory.SubFactory(PersonFactory)
    role = Role.COORDINATOR
    starts_on = date(2020, 1, 1)


def person_as(role: Role, place=None, **fields) -> Person:
    """A person who holds this function; at the SCLP when no place is given."""
    place = place or ServiceFactory()
    kind = type(place).__name__.lower()
    return AssignmentFactory(role=role, person=PersonFactory(**fields), **{kind: place}).person
