"""The mail that a new version of the charter or of a guide causes, to each who is to read it."""

from foundation import clock, outbox, reading
from foundation.french import long_date
from foundation.models import OutboxMessage, PaperVersion
from network.models import Person
from training.people import at_work

PUBLISHED = "training-paper"


def register() -> None:
    """Have what is to be read looked at again before the mail leaves."""
    outbox.only_while(PUBLISHED, why_not)


def published(version: PaperVersion) -> None:
    """Ask everyone who works on the shared tools to read it; who has no address, their head sees in the list."""
    people = Person.objects.filter(pk__in=at_work(clock.today()).values("person"))
    for person in people.exclude(email=None).order_by("pk"):
        outbox.write_lines(
            PUBLISHED,
            about=version,
            to=person,
            subject=subject(version),
            lines=_lines(version),
            label="Lire le document",
            path=version.paper.get_absolute_url(),
        )


def asked(version: PaperVersion) -> str:
    """« à lire et à accepter », or « à lire »."""
    return "à lire et à accepter" if version.paper.asks_acceptance else "à lire"


def subject(version: PaperVersion) -> str:
    """What the mail is about."""
    return f"{asked(version).capitalize()} : {version.paper}"


def why_not(message: OutboxMessage) -> str:
    """Why a mail that still waits must not leave any more, or nothing."""
    version, person = message.about, message.recipient
    if not isinstance(version, PaperVersion) or person is None:
        return ""
    newest = reading.version_to_read(version.paper, clock.today())
    if newest is None:
        return "Le document est retiré."
    if newest.pk != version.pk:
        return "Une version plus récente est parue."
    if version.acknowledgements.filter(person=person.pk).exists():
        return "La personne a déjà lu cette version."
    if not at_work(clock.today()).filter(person=person.pk).exists():
        return "La personne ne travaille plus sur les outils partagés."
    return ""


def _lines(version: PaperVersion) -> list[str]:
    counts = version.required_on or clock.today()
    by_when = f"avant le {long_date(counts)}" if counts > clock.today() else "dès aujourd’hui"
    is_first = not version.paper.versions.published().filter(number__lt=version.number).exists()
    what = f"« {version.paper} »" if is_first else f"Une nouvelle version de « {version.paper} »"
    return [
        f"{what} est {asked(version)} {by_when}.",
        *([f"Ce qui change : {version.note}"] if version.note else []),
    ]
