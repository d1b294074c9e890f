"""The demo network: the real communes, and invented libraries, people, vendor and mandates."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress

from foundation.legal_dates import add_years
from network.models import Assignment, Commune, Library, Person, PresidentMandate, Service, Vendor
from network.roles import Role
from network.territory import load_communes, load_institutions
from reporting.demo import opening
from reporting.demo.names import SECOND_LIBRARIES, library_name, mayor_name, person_name
from reporting.demo.personas import PASSWORD, PERSONAS, Persona

COMMUNES_WITHOUT_LIBRARY = 24  # the smallest ones; the real territory has 25
ASSOCIATIVE_UNDER = 1500  # inhabitants: libraries run by volunteers


def load(today: date) -> None:
    """Create the whole network around a day; the same day gives the same network."""
    _institutions(today)
    load_communes()
    _mayors()
    libraries = _libraries()
    opening.load(libraries, today)
    _staff(libraries, today)
    for persona in PERSONAS:
        _persona(persona, today)


def mandates(today: date) -> tuple[date, date]:
    """First day of the current mandate and of the one before it: far enough back for conventions to end of both."""
    current = today - timedelta(days=715)
    return current, add_years(current, -6)


def _institutions(today: date) -> None:
    load_institutions()
    _services()
    Vendor.objects.create(name="Éditions logicielles Démo", is_fictional=True)
    current, before = mandates(today)
    PresidentMandate.objects.create(
        president="Hector Rondeau-Demo",
        title="Le Président",
        starts_on=before,
        estimated_end=current - timedelta(days=30),
        actual_end=current - timedelta(days=1),
        is_fictional=True,
    )
    PresidentMandate.objects.create(
        president="Bérénice Vélin-Demo",
        title="La Présidente",
        starts_on=current,
        estimated_end=add_years(current, 6) - timedelta(days=1),
        is_fictional=True,
    )


def _mayors() -> None:
    for index, commune in enumerate(Commune.objects.order_by("insee")):
        commune.mayor = mayor_name(index)
        commune.mayor_title = "La Maire" if index % 2 else "Le Maire"
        commune.save()


def _services() -> None:
    for rank, service in enumerate(Service.objects.order_by("-code"), start=1):
        service.email = f"{service.short_name.lower()}@demo.example"
        service.phone = f"01 99 00 10 0{rank}"  # numbers kept for fiction (Arcep)
        service.address = f"{service.name}\nAdresse fictive\n78410 Aubergenville"
        service.save()


def _libraries() -> list[Library]:
    communes = list(Commune.objects.order_by("-population", "insee"))
    created = []
    for index, commune in enumerate(communes[:-COMMUNES_WITHOUT_LIBRARY]):
        names = [library_name(index)] + ([SECOND_LIBRARIES[index % 2]] if index in (1, 3) else [])
        for rank, name in enumerate(names):
            created.append(_library(commune, name, rank))
    return created


def _library(commune: Commune, name: str, rank: int) -> Library:
    is_associative = commune.population < ASSOCIATIVE_UNDER
    return Library.objects.create(
        commune=commune,
        code=f"D{commune.insee}{rank}",
        name=name,
        status=Library.Status.ASSOCIATIVE if is_associative else Library.Status.MUNICIPAL,
        address=f"{3 + rank * 8} place de la Mairie",
        postal_code=commune.postal_code,
        email=f"bibliotheque-{commune.insee}-{rank}@demo.example",
        is_fictional=True,
    )


def _staff(libraries: list[Library], today: date) -> None:
    """A head and one or two colleagues per library; a contact per commune that has a library."""
    index = 0
    since = today - timedelta(days=900)
    for library in libraries:
        helper = Role.VOLUNTEER if library.status == Library.Status.ASSOCIATIVE else Role.LIBRARIAN
        for role in (Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT, helper)[: 2 + library.commune.population % 2]:
            person = _person(index, with_email=role != Role.VOLUNTEER or index % 3 == 0)
            Assignment.objects.create(person=person, role=role, library=library, starts_on=since)
            index += 1
    for commune in Commune.objects.filter(libraries__in=libraries).distinct():
        person = _person(index, with_email=True)
        Assignment.objects.create(person=person, role=Role.COMMUNE_CONTACT, commune=commune, starts_on=since)
        index += 1


def _person(index: int, *, with_email: bool) -> Person:
    first, last = person_name(index)
    email = f"personne{index:03d}@demo.example" if with_email else None
    return Person.objects.create_user(email, None, first_name=first, last_name=last, is_fictional=True)


def _persona(persona: Persona, today: date) -> None:
    person = Person.objects.create_user(
        persona.email, PASSWORD, first_name=persona.first_name, last_name=persona.last_name, is_fictional=True
    )
    EmailAddress.objects.create(user=person, email=persona.email, verified=True, primary=True)
    Assignment.objects.create(
        person=person, role=persona.role, starts_on=today - timedelta(days=3000), **_place(persona.place)
    )


def _place(place: str) -> dict[str, object]:
    if place in ("SCLP", "DSINUM"):
        return {"service": Service.objects.get(code=place)}
    if place == "VENDOR":
        return {"vendor": Vendor.objects.get(is_fictional=True)}
    if place.startswith("library "):
        return {"library": Library.objects.filter(commune__insee=place.removeprefix("library ")).earliest("code")}
    return {"commune": Commune.objects.get(insee=place)}
