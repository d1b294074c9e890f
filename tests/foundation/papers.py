"""Papers of no domain, in a state, for the tests of reading."""

from datetime import date, datetime, time

from foundation.clock import PARIS
from foundation.models import Acknowledgement, Paper, PaperVersion

SHELF = "trial"


def paper(**fields) -> Paper:
    """A paper that nothing is written in yet."""
    return Paper.objects.create(**{"shelf": SHELF, "title": "Règles", **fields})


def draft(of: Paper, **fields) -> PaperVersion:
    """Its version in preparation."""
    number = of.versions.count() + 1
    return PaperVersion.objects.create(**{"paper": of, "number": number, "text": f"Texte {number}", **fields})


def published(of: Paper, on: date, required_on: date | None = None, **fields) -> PaperVersion:
    """Its next version, published that day and asked from that day on, or from another."""
    dates = {"published_on": on, "required_on": required_on or on}
    return draft(of, state=PaperVersion.State.PUBLISHED, **dates, **fields)


def read(version: PaperVersion, person, on: date) -> Acknowledgement:
    """Someone acknowledged it that day, at noon."""
    at = datetime.combine(on, time(12), tzinfo=PARIS)
    return Acknowledgement.objects.create(version=version, person=person, at=at)
