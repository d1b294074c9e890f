"""What the list of conventions costs beside the plainest view of the same rows.

    .venv/bin/python bench/convention_list.py                      1,000 conventions, 60 requests each
    .venv/bin/python bench/convention_list.py --conventions 5000   another size
    .venv/bin/python bench/convention_list.py --server postgres://postgres@127.0.0.1:5432/postgres       on PostgreSQL

Makes a database of its own, signs one coordinator in, and asks in turn, in the same run, for the list (filters, light
table, saved views, export links) and for a Django view with the same middleware, sign-in and queryset that renders the
same 25 rows with a plain loop; then for both with the same filters: a state, an expiry window, an arrondissement and
words. Prints the queries and the median milliseconds of both. The goal (docs/performance.md) is 8 queries and 4 times
the plain view, with filters and without.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
FILTERS = ["", "?state=NOTIFIED", "?situation=TO_RENEW", "?ends=90", "?q=mu", "?sort=-ends_on&page=20"]
ALL_FILTERS = "?state=NOTIFIED&ends=180&arrondissement=Mantes-la-Jolie&q=conv"
PLAIN = """<!doctype html>
<title>Conventions</title>
<table>
  {% for one in rows %}
    <tr>
      <td><a href="{{ one.get_absolute_url }}">{{ one.number }}</a></td>
      <td>{{ one.commune.name }}</td>
      <td>{{ one.get_state_display }}</td>
      <td>{{ one.starts_on }}</td>
      <td>{{ one.ends_on }}</td>
    </tr>
  {% endfor %}
</table>"""


def prepare(var: str, server: str, *, make: bool = True) -> Callable[[], None]:
    """Settings and database of this run alone, made unless it is there already; what removes it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["MAILLAGE_VAR"] = var
    os.environ["DATABASE_URL"] = server or f"sqlite:///{var}/bench.sqlite3"
    os.environ["LOG_LEVEL"] = "WARNING"
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - once the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - the same

    if not make:
        return lambda: None
    if not server:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        return lambda: None
    from django.db import connection  # noqa: PLC0415 - the same

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    return lambda: connection.creation.destroy_test_db(name, verbosity=0)


def fill(conventions: int):
    """The 73 communes, a mandate, as many conventions as asked, spread over ten years; the coordinator."""
    from convention.models import Convention  # noqa: PLC0415 - Django must be set up before
    from convention.states import State  # noqa: PLC0415 - the same
    from foundation import clock  # noqa: PLC0415 - the same
    from network.models import Commune  # noqa: PLC0415 - the same
    from network.roles import Role  # noqa: PLC0415 - the same
    from network.territory import load_communes  # noqa: PLC0415 - the same
    from tests.factories import PresidentMandateFactory, person_as  # noqa: PLC0415 - the same

    load_communes()
    today = clock.today()
    PresidentMandateFactory(starts_on=today - timedelta(days=4000), estimated_end=today + timedelta(days=2000))
    communes, states = list(Commune.objects.all()), list(State)
    rows = []
    for rank in range(conventions):
        state = State.NOTIFIED if rank % 3 else states[rank % 5]
        row = Convention(number=f"CONV-2026-{rank:05d}", commune=communes[rank % len(communes)], state=state)
        row.set_start(today - timedelta(days=3600) + timedelta(days=rank * 4300 // conventions))
        rows.append(row)
    Convention.objects.bulk_create(rows)
    return person_as(Role.COORDINATOR)


def plain_view(request):
    """The same queryset, the same 25 rows, a loop, nothing else."""
    from django.http import HttpResponse  # noqa: PLC0415 - Django must be set up before
    from django.template import Context  # noqa: PLC0415 - the same

    from convention.models import Convention  # noqa: PLC0415 - the same
    from foundation import clock  # noqa: PLC0415 - the same

    rows = Convention.objects.visible_to(request.user).with_end().select_related("commune")
    if request.GET:
        rows = (
            rows.filter(state=request.GET["state"], commune__arrondissement=request.GET["arrondissement"])
            .ending_within(int(request.GET["ends"]), after=clock.today())
            .matching(request.GET["q"])
        )
    return HttpResponse(plain_view.template.render(Context({"rows": rows[:25]})))


def measure(requests: int, person) -> None:
    from django.conf import settings  # noqa: PLC0415 - Django must be set up before
    from django.db import connection  # noqa: PLC0415 - the same
    from django.template import Engine  # noqa: PLC0415 - the same
    from django.test import Client  # noqa: PLC0415 - the same
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - the same
    from django.urls import path  # noqa: PLC0415 - the same

    from config import urls  # noqa: PLC0415 - the same

    settings.ALLOWED_HOSTS = ["testserver"]
    plain_view.template = Engine.get_default().from_string(PLAIN)
    urls.urlpatterns.insert(0, path("bench/", plain_view))
    client = Client()
    client.force_login(person)
    addresses = [f"/conventions/{query}" for query in [*FILTERS, ALL_FILTERS]]
    for address in [*addresses, "/bench/", f"/bench/{ALL_FILTERS}"]:
        assert client.get(address).status_code == 200, address
    for address in [*addresses, "/bench/"]:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        print(f"{address:86} {len(asked):3} queries")
    compare(client, "", "", requests)
    compare(client, ALL_FILTERS, ", all filters", requests)


def compare(client, query: str, name: str, requests: int) -> None:
    """The list and the plain loop in turn, on the same rows."""
    times: dict[str, list[float]] = {f"/bench/{query}": [], f"/conventions/{query}": []}
    shown = [client.get(address).content.decode().count('href="/conventions/') for address in times]
    rows = shown[0]
    assert 0 < rows <= shown[1], shown
    for _ in range(requests):
        for address, found in times.items():
            begun = time.perf_counter()
            client.get(address)
            found.append((time.perf_counter() - begun) * 1000)
    plain, full = (median(found) for found in times.values())
    ratio = f"{full / plain:.1f} times (medians of {requests}, {rows} rows)"
    print(f"plain loop{name} {plain:.1f} ms, list {full:.1f} ms: {ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conventions", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--server", default="", help="a PostgreSQL where this run may make a database and remove it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        remove = prepare(var, given.server)
        try:
            person = fill(given.conventions)
            print(f"{given.conventions} conventions on {'PostgreSQL' if given.server else 'SQLite'}")
            measure(given.requests, person)
        finally:
            remove()


if __name__ == "__main__":
    main()
