"""Who makes all the other accounts; an empty network has nobody to invite the first one (design: functions)."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field

from foundation import clock
from network.models import Assignment, Person, Service
from network.roles import PlaceKind, Role
from network.territory import load_institutions


def exist(on: date) -> bool:
    """Whether somebody holds the function of administrator that day, with an account to use it."""
    held = Assignment.objects.current(on).filter(role=Role.ADMINISTRATOR)
    return held.filter(person__is_active=True, person__email__isnull=False).exists()


def clean(name: str, value: str) -> str:
    """The first name, last name or address as it will be kept. Raises ValidationError, in French."""
    value = value.strip()
    if name == "email":
        value = value.lower()
    if not value:
        raise ValidationError("Une réponse est nécessaire.")
    if name == "email" and Person.objects.filter(email=value).exists():
        raise ValidationError("Une personne a déjà cette adresse e-mail.")
    field: Field = Person._meta.get_field(name)  # type: ignore[assignment]  # all three are columns
    return field.clean(value, None)


def clean_password(password: str, **facts: str) -> str:
    """The password, when it is good enough for the person with these names and address. Raises ValidationError."""
    validate_password(password, Person(**facts))
    return password


@transaction.atomic
def create(*, password: str | None = None, **facts: str) -> Person:
    """An administrator at the SCLP from today.

    Whoever sets the password here stands for the address, which counts as proved; without a password the person cannot
    sign in before an invitation (network.invitations).
    """
    load_institutions()
    person = Person.objects.create_user(facts.pop("email"), password, **facts)
    service = Service.objects.get(code=PlaceKind.SCLP)
    Assignment.objects.create(person=person, role=Role.ADMINISTRATOR, service=service, starts_on=clock.today())
    if password:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
