"""Numbers follow each other without gap nor double, per kind and year."""

import pytest
from django.db import IntegrityError, transaction

from foundation.models import Sequence
from foundation.numbers import next_number
from tests.foundation.processes import environment, start_python


@pytest.mark.django_db
def test_numbers_follow_each_other_per_kind_and_year():
    given = [next_number("CONV", 2026), next_number("CONV", 2026), next_number("CONV", 2027), next_number("T", 2026)]

    assert given == ["CONV-2026-0001", "CONV-2026-0002", "CONV-2027-0001", "T-2026-0001"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "digits", "number"),
    [(0, 5, "T-2026-00001"), (9998, 4, "T-2026-9999"), (9999, 4, "T-2026-10000")],
)
def test_a_number_has_as_many_digits_as_asked_and_more_when_it_must(last, digits, number):
    Sequence.objects.create(kind="T", year=2026, last=last)

    assert next_number("T", 2026, digits=digits) == number


@pytest.mark.django_db
def test_a_number_taken_in_a_transaction_that_fails_is_given_again():
    next_number("CONV", 2026)
    with transaction.atomic():
        next_number("CONV", 2026)
        transaction.set_rollback(True)

    assert next_number("CONV", 2026) == "CONV-2026-0002"


@pytest.mark.django_db(transaction=True)
def test_a_number_cannot_be_taken_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        next_number("CONV", 2026)


@pytest.mark.django_db
def test_the_database_keeps_one_counter_per_kind_and_year():
    Sequence.objects.create(kind="CONV", year=2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sequence.objects.create(kind="CONV", year=2026)


TAKE = """
    from django.db import transaction
    from foundation.numbers import next_number
    for attempt in range(40):
        with transaction.atomic():
            number = next_number("CONV", 2026)
            if attempt % 4 == 0:
                transaction.set_rollback(True)
            else:
                print(number)
"""


@pytest.mark.django_db(transaction=True)
def test_three_processes_that_take_and_fail_leave_neither_gap_nor_double(tmp_path):
    takers = [start_python(TAKE, environment(tmp_path)) for _ in range(3)]
    taken = [number for taker in takers for number in taker.communicate(timeout=60)[0].split()]

    assert sorted(taken) == [f"CONV-2026-{number:04d}" for number in range(1, 91)]
