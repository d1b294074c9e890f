"""What moving a mandate of the President would do to conventions that are frozen (R40, art. 6)."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from convention.models import Convention
from foundation.french import long_date
from network.models import PresidentMandate

TOLD = 3


def objections(mandate: PresidentMandate) -> list[str]:
    """Conventions of one commune that would come to run on the same days; not those that do already."""
    stored = list(PresidentMandate.objects.all())
    wanted = [one for one in stored if one.pk != mandate.pk] + [mandate]
    known = {(first.pk, second.pk) for first, second in clashes(stored)}
    new = [pair for pair in clashes(wanted) if (pair[0].pk, pair[1].pk) not in known]
    told = [
        f"La convention {first.number}, {first.commune}, courrait jusqu’au {long_date(first.end.date)}, alors que "
        f"{second.number} commence le {long_date(second.starts_on)}."
        for first, second in new[:TOLD]
    ]
    return [*told, f"Et {len(new) - TOLD} autres."] if len(new) > TOLD else told


def clashes(mandates: Iterable[PresidentMandate]) -> Iterator[tuple[Any, Any]]:
    """Each two frozen conventions of one commune, one after the other, that share a day under these mandates."""
    begun = sorted(mandates, key=lambda one: one.starts_on)
    frozen = Convention.objects.frozen().select_related("commune").order_by("commune", "starts_on", "pk")
    for _, conventions in groupby(frozen, key=lambda one: one.commune_id):
        real = [one for one in (under(begun, each) for each in conventions) if one.end.date >= one.starts_on]
        yield from ((one, other) for one, other in pairwise(real) if one.end.date >= other.starts_on)


def under(begun: list[PresidentMandate], convention: Any) -> Any:
    """The convention as it would be with these mandates, in the order of their beginnings."""
    convention.mandate = next((one for one in reversed(begun) if one.starts_on <= convention.starts_on), None)
    return convention
