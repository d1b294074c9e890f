"""The people of the network, who are also those who sign in."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models.assignment import Assignment
from network.models.folded import FoldedField
from network.roles import Role, Scope, roles_seeing


@lru_cache(maxsize=64)
def _held_on(on: date) -> str:
    return f"_held_on_{on:%Y_%m_%d}"


class PersonQuerySet(models.QuerySet):
    """People by what they hold and by who may see them."""

    def holding(self, role: Role, on: date):
        """Who holds this function that day, wherever."""
        return self.filter(assignments__in=Assignment.objects.current(on).filter(role=role)).distinct()

    def with_assignments(self, on: date):
        """Each with what they hold that day, which `current_assignments(on)` then gives without a query."""
        held = Assignment.objects.current(on).with_place()
        return self.prefetch_related(models.Prefetch("assignments", held, to_attr=_held_on(on)))

    def visible_to(self, person: Person):
        """Oneself; everyone for a function that sees the network; else colleagues of one’s own places."""
        on = clock.today()
        if not person.is_active:
            return self.none()
        if person.sees_network(on):
            return self
        own = Assignment.objects.current(on).filter(person=person)
        communes = own.filter(role__in=roles_seeing("network", Scope.OWN_COMMUNE))
        libraries = own.filter(role__in=roles_seeing("network", Scope.OWN_LIBRARY))
        colleagues = Assignment.objects.current(on).filter(
            models.Q(library__in=libraries.values("library"))
            | models.Q(commune__in=communes.values("commune"))
            | models.Q(library__commune__in=communes.values("commune"))
        )
        return self.filter(models.Q(pk=person.pk) | models.Q(pk__in=colleagues.values("person")))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # made by Django at import
    """Creates people; an e-mail and a password are for those who sign in."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> Person:
        """A person, able to sign in when both an e-mail and a password are given."""
        person = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        if password:
            person.set_password(password)
        person.save(using=self._db)
        return person


EMAIL_TAKEN = "Une autre personne a déjà cette adresse e-mail."


def no_password() -> str:
    """What stands for the password of someone who has not chosen one: nothing typed ever matches it."""
    return make_password(None)


class Person(AbstractBaseUser):
    """Someone who works in or for the network, paid or volunteer (design: layers).

    An e-mail is unique and optional: who has none cannot sign in, yet can be trained and sit on a committee.
    """

    email = models.EmailField(  # noqa: DJ001 - unique when present
        "adresse e-mail", unique=True, null=True, blank=True, error_messages={"unique": EMAIL_TAKEN}
    )
    first_name = OneLineField("prénom", max_length=80)
    last_name = OneLineField("nom", max_length=80)
    sort_name = FoldedField("nom de tri", max_length=200, of=("last_name", "first_name"))
    phone = OneLineField("téléphone", max_length=20, blank=True)
    password = models.CharField("mot de passe", max_length=128, default=no_password)
    is_active = models.BooleanField("peut se connecter", default=True)
    is_fictional = models.BooleanField("personne fictive", default=False)
    joined_at = models.DateTimeField("inscrite le", default=clock.now)
    anonymised_at = models.DateTimeField("anonymisée le", null=True, blank=True)

    # What identifies someone, and what `foundation.privacy.anonymise` puts in its place; the key stays, as proof.
    PERSONAL_FIELDS = {
        "first_name": "Personne",
        "last_name": lambda person: f"anonymisée n° {person.pk}",
        "email": None,
        "phone": "",
        "password": "!",
        "last_login": None,
        "is_active": False,
    }

    # Of those, what names nobody: erased in the row alone, for its history says what was true on a day (design: audit).
    DATED_FIELDS = ("is_active",)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = PersonManager()
    history = History(excluded_fields=["password", "last_login", "sort_name"])
    told = Told("a ajouté la personne", "a modifié la fiche", "a supprimé la personne")

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_unique",
                violation_error_message=EMAIL_TAKEN,
            ),
            models.CheckConstraint(
                condition=~models.Q(email=""),
                name="person_email_not_empty",
                violation_error_message="Laissez l’adresse vide ou donnez-en une.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_absolute_url(self) -> str:
        return reverse("network:person", args=[self.pk])

    def get_full_name(self) -> str:
        """First and last name, as one says it."""
        return f"{self.first_name} {self.last_name}"

    def get_short_name(self) -> str:
        """The first name."""
        return self.first_name

    def current_assignments(self, on: date):
        """What this person holds that day, fetched once per instance and day."""
        name = _held_on(on)
        if name not in self.__dict__:
            setattr(self, name, list(self.assignments.current(on).with_place()))
        return self.__dict__[name]

    def roles(self, on: date) -> set[str]:
        """The functions held that day, wherever."""
        return {assignment.role for assignment in self.current_assignments(on)}

    def sees_network(self, on: date) -> bool:
        """Whether one of today’s functions sees every commune, library and person."""
        return bool(self.roles(on) & set(roles_seeing("network", Scope.NETWORK)))
