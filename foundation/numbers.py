"""Human numbers without gaps: `CONV-2026-0007` (design: numbers)."""

from django.db import transaction

from foundation.models import Sequence


def next_number(kind: str, year: int, *, digits: int = 4) -> str:
    """The next number of this kind in this year, held by a row lock until the caller’s transaction ends.

    A rollback gives the number back, so none is ever missing. Raises TransactionManagementError outside `atomic()`:
    a number taken without the row that bears it would be a gap.
    """
    sequence = _locked(kind, year)
    if sequence.given_back:
        number, *sequence.given_back = sequence.given_back
    else:
        number = sequence.last = sequence.last + 1
    sequence.save(update_fields=["last", "given_back"])
    return f"{kind}-{year}-{number:0{digits}d}"


def give_back(written: str) -> None:
    """Give a number back because what bore it never was: the next one taken of that kind and year is this one again.

    Raises TransactionManagementError outside `atomic()`, ValueError for what was never given.
    """
    kind, year, figures = written.rsplit("-", 2)
    sequence, number = _locked(kind, int(year)), int(figures)
    if not 0 < number <= sequence.last or number in sequence.given_back:
        raise ValueError(f"{written} was not given.")
    sequence.given_back = sorted([*sequence.given_back, number])
    sequence.save(update_fields=["given_back"])


def _locked(kind: str, year: int) -> Sequence:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken in the transaction that uses it.")
    Sequence.objects.get_or_create(kind=kind, year=year)
    return Sequence.objects.select_for_update().get(kind=kind, year=year)
