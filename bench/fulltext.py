"""What the search by words costs: the first fifty newest tickets that say it, or whose messages do, for one person.

    .venv/bin/python bench/fulltext.py                                  100,000 tickets, 250,000 messages, on SQLite
    .venv/bin/python bench/fulltext.py --tickets 10000                  another size, two and a half messages each
    .venv/bin/python bench/fulltext.py --server postgres://postgres@127.0.0.1:5432/postgres       on PostgreSQL

Makes a database of its own with two tables that stand for tickets and messages, and fills it with French sentences of
which each word comes as often as its rank says (Zipf), each ticket dated and of one library out of sixty. Then asks,
as somebody who sees everything and as somebody of one library (who reads no internal message), for the fifty newest
that hold a common word (more than half of the tickets), a rare one, one that is once, two words, a phrase, a beginning
and what is nowhere. Prints the median, the lowest and the highest milliseconds, and those of a count up to 10,001. The
goals (docs/performance.md) are on PostgreSQL.
"""

import argparse
import importlib
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import median

from convention_list import prepare

LIBRARIES = 60
PAGE = 50
# Pieces of words that look French; words of a desk, the most frequent first.
STARTS = "im con pro re dé sur por bi mé ca lo gar for ma par cha ré no vi to sa bou"
MIDDLES = "pri nec ta ser blio dia ta gi cu mi ri ra lo na ti vo pè lé"
ENDS = "mante xion tion ment thèque teur trice age eur ier al if ence ité oir ure el ée ant"
KNOWN = """
bibliothèque de la le les à en est l’imprimante ne pas un une des pour dans portail lecteur depuis code-barres notice
plus réservation compte bloqué poste prêt écran message erreur serveur réseau catalogue douchette carte abonné panne
lundi matin impossible connexion accueil retour exemplaire médiathèque mot passe mise jour test
"""


def vocabulary(chance: random.Random, size: int = 30_000) -> list[str]:
    """Words by how often they come: those of a desk first, then words that look French."""
    words, starts, middles, ends = dict.fromkeys(KNOWN.split()), STARTS.split(), MIDDLES.split(), ENDS.split()
    while len(words) < size:
        middle = "".join(chance.choice(middles) for _ in range(chance.randrange(3)))
        words[f"{chance.choice(starts)}{middle}{chance.choice(ends)}{chance.choice(['', '', 's'])}"] = None
    return list(words)


class Writer:
    """Sentences whose words follow Zipf’s law."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = vocabulary(self.chance)
        self.weights = list(accumulate(1 / rank for rank in range(2, len(self.words) + 2)))

    def text(self, shortest: int, longest: int) -> str:
        """So many words, between these."""
        number = self.chance.randint(shortest, longest)
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=number))


def declare() -> tuple[type, type]:
    """The two tables, and what is searched of them."""
    from django.db import models  # noqa: PLC0415 - Django must be set up before

    from foundation.fulltext import entries  # noqa: PLC0415 - the same

    class Ticket(models.Model):
        subject = models.CharField(max_length=200)
        library = models.IntegerField(db_index=True)
        asked_by = models.IntegerField(db_index=True)
        opened_at = models.DateTimeField()

        class Meta:
            app_label = "bench"
            indexes = [models.Index(fields=["-opened_at", "-id"], name="bench_ticket_opened")]

        def __str__(self) -> str:
            return self.subject

    class Message(models.Model):
        ticket = models.ForeignKey(Ticket, models.CASCADE)
        text = models.TextField()
        is_internal = models.BooleanField()

        class Meta:
            app_label = "bench"

        def __str__(self) -> str:
            return self.text

    entries.register(Ticket, lambda one: {"A": f"T-2026-{one.pk:06} {one.subject}"})
    entries.register(Message, lambda one: {"B": one.text, "D": one.ticket.subject}, leads_to="ticket")
    return Ticket, Message


def fill(ticket_model, message_model, tickets: int) -> None:
    """The rows and their entries; PostgreSQL’s index is made after them, as when a database is restored."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up before

    from foundation.fulltext import entries  # noqa: PLC0415 - the same

    made = importlib.import_module("foundation.migrations.0014_search_entries")
    is_server = connection.vendor == "postgresql"
    with connection.schema_editor() as editor:
        editor.create_model(ticket_model)
        editor.create_model(message_model)
        if is_server:
            made.remove(None, editor)
    writer, first, begun = Writer(7), datetime.fromisoformat("2020-01-01T08:00+00:00"), time.perf_counter()

    def ticket(rank: int):
        unique = " zinzolin" if rank == tickets // 3 else " chrysoprase" if rank % 1000 == 5 else ""
        return ticket_model(
            subject=writer.text(4, 9) + unique,
            library=writer.chance.randrange(LIBRARIES),
            asked_by=writer.chance.randrange(500),
            opened_at=first + timedelta(minutes=20 * rank),
        )

    def messages(some) -> Iterator:
        for one in some:
            for _ in range(writer.chance.choice([2, 3])):
                internal = writer.chance.random() < 0.2
                yield message_model(ticket=one, text=writer.text(20, 90), is_internal=internal)

    for start in range(0, tickets, 2000):
        opened = ticket_model.objects.bulk_create(map(ticket, range(start, min(start + 2000, tickets))))
        said = message_model.objects.bulk_create(messages(opened))
        entries.index_many([*opened, *said])
    with connection.schema_editor() as editor:
        if is_server:
            made.make(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if is_server else "ANALYZE")
    seconds = time.perf_counter() - begun
    print(f"{tickets} tickets and {message_model.objects.count()} messages written and indexed in {seconds:.0f} s")


def questions(ticket_model, message_model) -> dict[str, tuple]:
    """Who asks → the tickets and the messages that they may see."""
    from django.db.models import Q  # noqa: PLC0415 - Django must be set up before

    own = Q(library=7) | Q(asked_by=7)
    inside = Q(ticket__library=7) | Q(ticket__asked_by=7)
    return {
        "everything": (ticket_model.objects.all(), message_model.objects.all()),
        "one library": (ticket_model.objects.filter(own), message_model.objects.filter(inside, is_internal=False)),
    }


ASKED = {
    "common": "bibliothèque",
    "frequent": "douchettes",
    "rare": "chrysoprases",
    "unique": "zinzolin",
    "absent": "zzzzzz",
    "common and rare": "bibliothèques chrysoprase",
    "two frequent": "douchette médiathèques",
    "phrase": '"poste prêt"',
    "common but": "bibliothèque -imprimante",
    "beginning": "impri*",
}


def measure(ticket_model, message_model, requests: int, *, explain: str) -> None:
    from foundation.fulltext.search import matching  # noqa: PLC0415 - Django must be set up before

    for who, (tickets, messages) in questions(ticket_model, message_model).items():
        for name, text in ASKED.items():
            times: list[float] = []
            for _ in range(requests):
                begun = time.perf_counter()
                asked = matching(tickets, text, also=[messages]).order_by("-opened_at", "-id")[:PAGE]
                shown = len(list(asked))
                times.append((time.perf_counter() - begun) * 1000)
            rows = matching(tickets, text, also=[messages]).order_by()[:10_001]
            begun = time.perf_counter()
            number = rows.count()
            counted = (time.perf_counter() - begun) * 1000
            print(
                f"{who:12} {name:16} {shown:3} of {number:6}  median {median(times):7.1f} ms, "
                f"from {min(times):7.1f} to {max(times):7.1f}; counted in {counted:7.1f} ms"
            )
            if explain == name:
                print(asked.explain())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=25)
    parser.add_argument("--explain", default="", help="the name of a question whose plan is printed")
    parser.add_argument("--server", default="", help="a PostgreSQL where this run may make a database and remove it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        remove = prepare(var, given.server)
        try:
            models = declare()
            fill(*models, given.tickets)
            measure(*models, given.requests, explain=given.explain)
        finally:
            remove()


if __name__ == "__main__":
    main()
