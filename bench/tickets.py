"""What the service desk costs at its volume: lists, a ticket’s page, searches, a declaration, a reply.

    .venv/bin/python bench/tickets.py --server postgres://postgres@127.0.0.1:5432/postgres
    .venv/bin/python bench/tickets.py --server … --tickets 10000       the smaller size to compare with

Fills a database of its own with tickets in ten categories, of sixty libraries over five years, and two and a half
messages each, in French sentences whose words follow Zipf’s law (bench/fulltext.py); serves it by gunicorn with four
workers; then asks as one signed-in person of the DSINum, one request after another, and prints the median milliseconds
of each; then as eight clients at once, and prints how many answers were not what they should be. The goals, at 100,000
tickets, are in docs/performance.md.
"""

import argparse
import contextlib
import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from urllib.parse import urlencode

from convention_list import ROOT, prepare
from fulltext import Writer

LIBRARIES, CATEGORIES, WORKERS, CLIENTS = 60, 10, 4, 8
UNIQUE, RARE, COMMON = "quasarium", "palimpseste", "bibliothèque"
RARE_ONE_IN = 2_000  # tickets
OPEN_ONE_IN = 20
AT_ONCE = 2_000
GOALS = {
    "list of 50, sorted": 30, "filtered list": 25, "page of a ticket": 25, "search, common word": 45,
    "search, rare word": 35, "search, unique word": 20, "declaration": 15, "reply": 18,
}  # fmt: skip


def fill(tickets: int) -> dict[str, object]:
    """So many tickets with their whole life; who asks, and what they ask for."""
    from foundation import clock  # noqa: PLC0415 - Django must be set up before
    from tests.tickets.factories import Desk  # noqa: PLC0415 - the same
    from tickets.models import Category, Ticket  # noqa: PLC0415 - the same

    desk, chance, writer = Desk(), random.Random(4), Writer(4)
    places = _libraries(desk)
    categories = list(Category.objects.all()[:CATEGORIES])
    now = clock.now()
    for start in range(0, tickets, AT_ONCE):
        rows = []
        for rank in range(start, min(start + AT_ONCE, tickets)):
            opened = now - timedelta(days=1825 * (tickets - rank) / tickets)
            rows.append(_ticket(rank, opened, chance.choice(places), chance.choice(categories), writer, desk, tickets))
        made = Ticket.objects.bulk_create(rows)
        _lives(made, desk)
        _messages(made, writer, chance, desk)
    looked_at = Ticket.objects.filter(messages__isnull=False).order_by("-opened_at").values_list("pk", flat=True)
    return {"person": desk.technician.pk, "ticket": looked_at[0], "library": desk.library.pk}


def _libraries(desk) -> list:
    """The library of the desk and others, each with who asks there."""
    from network.roles import Role  # noqa: PLC0415 - Django must be set up before
    from tests.factories import LibraryFactory, person_as  # noqa: PLC0415 - the same

    others = [LibraryFactory(commune=desk.commune) for _ in range(LIBRARIES - 1)]
    return [(desk.library, desk.agent), *((one, person_as(Role.LIBRARIAN, one)) for one in others)]


def _ticket(rank: int, opened, place, category, writer, desk, total: int):
    from tickets.models import Ticket  # noqa: PLC0415 - Django must be set up before
    from tickets.priorities import Impact, Urgency  # noqa: PLC0415 - the same
    from tickets.states import Level, State  # noqa: PLC0415 - the same

    library, asker = place
    words = [writer.text(15, 60)]
    words += [COMMON] * (rank % 5 < 3) + [RARE] * (rank % RARE_ONE_IN == 7) + [UNIQUE] * (rank == total // 2)
    is_open = rank % OPEN_ONE_IN == 0
    ticket = Ticket(
        number=f"T-{opened.year}-B{rank:06d}", subject=writer.text(4, 9)[:150], description=" ".join(words),
        kind=category.kind, category=category, library=library, requester=asker, declared_by=asker,
        state=State.IN_PROGRESS if is_open else State.CLOSED, level=list(Level)[rank % 3] if is_open else Level.DSINUM,
        holder=desk.technician if rank % 3 else None, opened_at=opened, taken_at=opened,
        closed_at=None if is_open else opened + timedelta(days=3), resolved_at=None if is_open else opened,
        solution="" if is_open else writer.text(8, 20), due_at=opened + timedelta(days=5),
    )  # fmt: skip
    ticket.prioritise(list(Impact)[rank % 3], list(Urgency)[rank // 3 % 3])
    return ticket


def _lives(tickets: list, desk) -> None:
    """Three intervals and two passages each, and what the search knows of them."""
    from foundation.fulltext import entries  # noqa: PLC0415 - Django must be set up before
    from tickets.models import Handover, TicketInterval  # noqa: PLC0415 - the same
    from tickets.states import HandoverReason, Level, State  # noqa: PLC0415 - the same

    intervals, hops = [], []
    for one in tickets:
        for hours, state, level in [(0, State.NEW, Level.CORRESPONDENT), (2, State.NEW, Level.DSINUM)]:
            at = one.opened_at + timedelta(hours=hours)
            intervals.append(TicketInterval(ticket=one, at=at, state=state, level=level, priority=one.priority))
        at = one.opened_at + timedelta(hours=5)
        intervals.append(TicketInterval(ticket=one, at=at, state=one.state, level=one.level, priority=one.priority))
        first = {"from_level": "", "to_level": Level.CORRESPONDENT, "reason": HandoverReason.FIRST}
        then = {"from_level": Level.CORRESPONDENT, "to_level": Level.DSINUM, "reason": HandoverReason.BEYOND_LEVEL}
        for number, facts in enumerate([first, then], start=1):
            hops.append(Handover(ticket=one, number=number, by=desk.correspondent, at=one.opened_at, **facts))
    TicketInterval.objects.bulk_create(intervals, batch_size=AT_ONCE)
    Handover.objects.bulk_create(hops, batch_size=AT_ONCE)
    entries.index_many(tickets)


def _messages(tickets: list, writer, chance, desk) -> None:
    """Two or three messages each, one in five kept between services."""
    from foundation.fulltext import entries  # noqa: PLC0415 - Django must be set up before
    from tickets.models import Message  # noqa: PLC0415 - the same
    from tickets.states import Visibility  # noqa: PLC0415 - the same

    rows = []
    for one in tickets:
        for rank in range(chance.choice([2, 3])):
            sort = Visibility.INTERNAL if chance.random() < 0.2 else Visibility.PUBLIC
            at = one.opened_at + timedelta(hours=rank + 1)
            body = writer.text(10, 40)
            rows.append(Message(ticket=one, author=desk.technician, at=at, body=body, visibility=sort))
    entries.index_many(Message.objects.bulk_create(rows, batch_size=AT_ONCE))


class Browser:
    """One signed-in client over one connection, as a browser keeps it."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies, self.token = {"sessionid": session}, ""

    def ask(self, path: str, sent: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of a page; of a form when something is sent."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if sent is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token, **sent})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if sent is not None else "GET", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text


def questions(facts: dict[str, object]) -> dict[str, tuple[str, dict[str, str] | None, int]]:
    """What is asked: the address, what is sent, the status of a good answer."""
    form = {
        "subject": "Le retour ne passe pas", "description": "Depuis ce matin.", "urgency": "DEGRADED",
        "library": str(facts["library"]), "requester": "me", "own_ecran": "Retour",
    }  # fmt: skip
    page = f"/tickets/{facts['ticket']}/"
    return {
        "list of 50, sorted": ("/tickets/?state=all&per_page=50&sort=-due_at", None, 200),
        "filtered list": ("/tickets/?state=all&level=DSINUM&priority=P3&per_page=50", None, 200),
        "page of a ticket": (page, None, 200),
        "search, common word": (f"/tickets/?state=all&per_page=50&{urlencode({'q': COMMON})}", None, 200),
        "search, rare word": (f"/tickets/?state=all&per_page=50&{urlencode({'q': RARE})}", None, 200),
        "search, unique word": (f"/tickets/?state=all&per_page=50&{urlencode({'q': UNIQUE})}", None, 200),
        "declaration": ("/tickets/nouveau/sigb-anomalie/", form, 302),
        "reply": (f"{page}repondre/", {"body": "Nous regardons."}, 302),
    }


def timed(browser: Browser, question: tuple[str, dict[str, str] | None, int]) -> float:
    """The milliseconds of one answer; AssertionError when it is not a good one."""
    path, sent, good = question
    if sent is not None:
        sent = {**sent, "token": str(uuid.uuid4())}
    begun = time.perf_counter()
    status, text = browser.ask(path, sent)
    spent = (time.perf_counter() - begun) * 1000
    assert status == good, f"{path}: {status}\n{text[:2000]}"
    return spent


def measure(port: int, session: str, facts: dict[str, object], requests: int) -> None:
    """One client, one request after another: the medians; then eight at once: the faults."""
    browser, asked = Browser(port, session), questions(facts)
    browser.ask("/tickets/nouveau/sigb-anomalie/")  # for its proof that the forms are ours
    for question in asked.values():
        for _ in range(WORKERS * 2):
            timed(browser, question)
    for name, question in asked.items():
        found = sorted(timed(browser, question) for _ in range(requests))
        print(f"{name:22} {median(found):7.1f} ms (goal {GOALS[name]}; {found[0]:.1f} to {found[-1]:.1f})", flush=True)
    faults: list[str] = []
    threads = [threading.Thread(target=_client, args=(port, session, asked, requests, faults)) for _ in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = CLIENTS * requests * len(asked)
    print(f"{CLIENTS} clients at once: {total} requests, {len(faults)} faults, {time.perf_counter() - begun:.0f} s")
    for fault in faults[:3]:
        print(fault)


def _client(port: int, session: str, asked, requests: int, faults: list[str]) -> None:
    browser = Browser(port, session)
    browser.ask("/tickets/nouveau/sigb-anomalie/")
    for _ in range(requests):
        for question in asked.values():
            try:
                timed(browser, question)
            except (AssertionError, OSError, http.client.HTTPException) as fault:
                faults.append(str(fault))
                browser = Browser(port, session)
                browser.ask("/tickets/nouveau/sigb-anomalie/")


@contextlib.contextmanager
def served(var: str, database: str) -> Iterator[int]:
    """The port on which gunicorn serves this database, with four workers."""
    port = random.Random().randrange(20_000, 40_000)
    environment = {**os.environ, "DATABASE_URL": database, "MAILLAGE_VAR": var, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen([*command, "--keep-alive", "60", "--log-level", "warning"], cwd=ROOT, env=environment) as one:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
                    break
                time.sleep(0.2)
            yield port
        finally:
            one.terminate()


def session_of(person: object) -> str:
    """A session in which this person is signed in."""
    from django.test import Client  # noqa: PLC0415 - Django must be set up before

    from network.models import Person  # noqa: PLC0415 - the same

    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client.cookies["sessionid"].value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--server", required=True, help="a PostgreSQL where this run may make a database and remove it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        remove = prepare(var, given.server)
        try:
            from django.conf import settings  # noqa: PLC0415 - Django is set up now
            from django.db import connection  # noqa: PLC0415 - the same

            begun = time.perf_counter()
            facts = fill(given.tickets)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            print(f"{given.tickets} tickets, filled in {time.perf_counter() - begun:.0f} s", flush=True)
            session, name = session_of(facts["person"]), settings.DATABASES["default"]["NAME"]
            database = f"{given.server.rpartition('/')[0]}/{connection.settings_dict['NAME'] or name}"
            connection.close()
            with served(var, database) as port:
                measure(port, session, facts, given.requests)
        finally:
            remove()


if __name__ == "__main__":
    main()
