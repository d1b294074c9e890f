"""Human numbers without gaps: `CONV-2026-0007` (design: numbers)."""

from django.db import transaction

from foundation.models import Sequence


def next_number(kind: str, year: int, *, digits: int = 4) -> str:
    """The next number of this kind in this year, held by a row lock until the caller’s transaction ends.

    A rollback gives the number back, so none is ever missing; what was saved keeps its own, whatever becomes of it.
    Raises TransactionManagementError outside `atomic()`: a number taken without the row that bears it would be a gap.
    """
    sequence = _locked(kind, year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return f"{kind}-{year}-{sequence.last:0{digits}d}"


def _locked(kind: str, year: int) -> Sequence:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken in the transaction that uses it.")
    rows = Sequence.objects.select_for_update().filter(kind=kind, year=year)
    if found := rows.first():
        return found
    Sequence.objects.get_or_create(kind=kind, year=year)
    return rows.get()
