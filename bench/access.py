"""What the rule of access to the SIGB costs: one decision, a review of the whole network, the closings to come.

    .venv/bin/python bench/access.py                       5,000 people, 7 modules
    .venv/bin/python bench/access.py --people 500          another size
    .venv/bin/python bench/access.py --server postgres://postgres@127.0.0.1:5432/postgres       on PostgreSQL

Makes a database of its own: the 73 communes, each under a convention, libraries, and people of whom nearly all are
trained for, and were given, nearly all modules. Prints the queries and the median milliseconds of one decision, the
seconds of a review of every person and module (yes or no, with what is missing), and those of who will lose which
access within 60 days. The goals (docs/performance.md) are 2 queries and 3 ms, and 10 s.
"""

import argparse
import random
import tempfile
import time
from datetime import timedelta
from statistics import median

from convention_list import prepare

DECISIONS = 300


def fill(people: int) -> None:
    """Conventions in force, libraries, people, attestations and grants; one in ten lacks something."""
    from convention.models import Convention  # noqa: PLC0415 - Django must be set up before
    from convention.states import State  # noqa: PLC0415 - the same
    from foundation import clock, documents  # noqa: PLC0415 - the same
    from ils.models import Grant  # noqa: PLC0415 - the same
    from ils.states import GrantState  # noqa: PLC0415 - the same
    from network.models import Assignment, Commune, Library, Person  # noqa: PLC0415 - the same
    from network.modules import Module  # noqa: PLC0415 - the same
    from network.roles import Role  # noqa: PLC0415 - the same
    from network.territory import load_communes  # noqa: PLC0415 - the same
    from tests.factories import PresidentMandateFactory  # noqa: PLC0415 - the same
    from training.models import Certification, CertificationModule  # noqa: PLC0415 - the same
    from training.states import CertificationState  # noqa: PLC0415 - the same

    load_communes()
    chance, today = random.Random(7), clock.today()
    PresidentMandateFactory(starts_on=today - timedelta(days=900), estimated_end=today + timedelta(days=900))
    communes = list(Commune.objects.all())
    conventions = [Convention(number=f"CONV-{one.pk}", commune=one, state=State.NOTIFIED) for one in communes]
    for one in conventions:
        one.set_start(today - timedelta(days=chance.randrange(10, 800)))
    Convention.objects.bulk_create(conventions)
    libraries = Library.objects.bulk_create(
        Library(commune=one, code=f"B{one.pk}", name=f"Médiathèque {one.pk}") for one in communes
    )
    crowd = Person.objects.bulk_create(
        Person(first_name="Camille", last_name=f"Exemple{rank}", sort_name=f"exemple{rank}", is_fictional=True)
        for rank in range(people)
    )
    Assignment.objects.bulk_create(
        Assignment(person=one, role=Role.LIBRARIAN, library=libraries[rank % 73], starts_on=today - timedelta(days=400))
        for rank, one in enumerate(crowd)
    )
    proof = documents.keep(b"%PDF-1.4 bench", name="justificatif.pdf", by=None)
    trained = Certification.objects.bulk_create(
        Certification(
            person=one,
            kind=Certification.Kind.EQUIVALENCE,
            state=CertificationState.ISSUED,
            title="Mesure",
            proof=proof,
            issued_on=today - timedelta(days=300),
            expires_on=today + timedelta(days=chance.randrange(-20, 700)),
        )
        for one in crowd
    )
    CertificationModule.objects.bulk_create(
        CertificationModule(certification=one, module=module)
        for one in trained
        for module in Module
        if chance.random() < 0.9
    )
    Grant.objects.bulk_create(
        Grant(
            person=one,
            module=module,
            library=libraries[rank % 73],
            state=GrantState.GRANTED,
            asked_by=one,
            asked_on=today - timedelta(days=300),
            granted_on=today - timedelta(days=300),
        )
        for rank, one in enumerate(crowd)
        for module in Module
        if chance.random() < 0.9
    )


def measure() -> None:
    from django.db import connection  # noqa: PLC0415 - Django must be set up before
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - the same

    from foundation import clock  # noqa: PLC0415 - the same
    from ils import access  # noqa: PLC0415 - the same
    from ils.losses import losses  # noqa: PLC0415 - the same
    from network.models import Person  # noqa: PLC0415 - the same
    from network.modules import Module  # noqa: PLC0415 - the same

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    crowd, modules, today = list(Person.objects.order_by("pk")), list(Module), clock.today()
    access.is_open(crowd[0], modules[0])
    with CaptureQueriesContext(connection) as asked:
        access.is_open(crowd[0], modules[0])
    queries = len(asked)
    times = []
    for rank in range(DECISIONS):
        begun = time.perf_counter()
        access.is_open(crowd[rank * 7 % len(crowd)], modules[rank % len(modules)])
        times.append((time.perf_counter() - begun) * 1000)
    print(f"one decision: {queries} query, {median(times):.2f} ms (median of {DECISIONS}), {max(times):.2f} at most")
    begun = time.perf_counter()
    found = [access.access_of(row, one, today) for one in modules for row in _at_work(one, today)]
    seconds = time.perf_counter() - begun
    print(f"review: {len(found)} accesses, {sum(one.is_open for one in found)} open, {seconds:.1f} s")
    begun = time.perf_counter()
    closing = losses(access.workplaces(), today)
    print(f"closings within 60 days: {len(closing)}, {time.perf_counter() - begun:.1f} s")


def _at_work(module: str, on):
    from ils import access  # noqa: PLC0415 - Django must be set up before

    return access.judged(access.workplaces().current(on), module, on).with_place().select_related("person")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--server", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        remove = prepare(var, asked.server)
        try:
            fill(asked.people)
            measure()
        finally:
            remove()


if __name__ == "__main__":
    main()
