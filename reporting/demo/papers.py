"""The demo’s papers to read: the usage charter, that most have accepted, and a guide that has just come out."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from foundation import clock, reading
from foundation.clock import PARIS
from foundation.models import OutboxMessage, Paper, PaperVersion
from network.models import Person
from reporting.demo.personas import PERSONAS
from training import papers
from training.people import at_work

GUIDE = "guide-rechercher-une-notice"
TEXTS = Path(__file__).parent / "texts"
CHARTER_BEFORE, GUIDE_BEFORE = 60, 3  # days since they were published
DELAY = 15  # days to read them
SPREAD = 20  # days over which people read the charter: some after its day
NOT_YET = 6  # one person in so many has not accepted the charter
QUICK = 4  # one person in so many has read the guide already
LATE = "agent"  # this persona has not accepted the charter: the way to what it closes is shown


def load(today: date) -> None:
    """Both papers, published in the past by the coordination, and who has read them."""
    people = {persona.account: Person.objects.get(email=persona.email) for persona in PERSONAS}
    by, personas = people["coordinatrice"], {person.pk for person in people.values()}
    charter = _published(papers.USAGE_CHARTER, "Charte d’usage du SIGB et du portail", by, today, CHARTER_BEFORE)
    guide = _published(
        "guide-rechercher-une-notice", "Rechercher une notice avant d’en créer une", by, today, GUIDE_BEFORE
    )
    for rank, person in enumerate(_readers(today)):
        is_late = person == people[LATE]
        if not is_late and (person.pk in personas or rank % NOT_YET):
            _read(charter, person, days=rank % SPREAD)
        if person == by or (person.pk not in personas and rank % QUICK == 0):
            _read(guide, person, days=rank % GUIDE_BEFORE)


def _published(key: str, title: str, by: Person, today: date, before: int) -> PaperVersion:
    is_charter = key == papers.USAGE_CHARTER
    day = today - timedelta(days=before)
    with clock.frozen_at(datetime.combine(day, time(9), tzinfo=PARIS)):
        paper = Paper.objects.create(
            key=key, shelf=papers.SHELF, title=title, asks_acceptance=is_charter, is_fictional=True
        )
        text = (TEXTS / f"{key}.md").read_text(encoding="utf-8")
        draft = PaperVersion.objects.create(paper=paper, number=1, text=text)
        version = papers.publish(draft, by=by, required_on=day + timedelta(days=DELAY))
        OutboxMessage.objects.about(version).update(sent_at=clock.now())  # told as sent that day: it is the past
    return version


def _readers(today: date) -> list[Person]:
    """Who works on the shared tools and can sign in, in the order of their arrival."""
    found = Person.objects.filter(pk__in=at_work(today).values("person")).exclude(email=None)
    return list(found.order_by("pk"))


def _read(version: PaperVersion, person: Person, *, days: int) -> None:
    published = version.published_on or clock.today()
    moment = datetime.combine(published + timedelta(days=days), time(10 + days % 7, 12), tzinfo=PARIS)
    with clock.frozen_at(moment):
        reading.acknowledge(version, person)
