"""How long the conventions of the 73 communes take, from the click to the last frozen PDF, and how much memory.

    .venv/bin/python bench/convention_pdfs.py                                                   the shipped model
    .venv/bin/python bench/convention_pdfs.py --text ../shared/convention/convention-sigb.txt    the user’s own text
    .venv/bin/python bench/convention_pdfs.py --server postgres://postgres@127.0.0.1:5432/postgres    on PostgreSQL

Starts a worker of two processes on a database of its own, asks for one convention per commune as the screen does, and
waits for the job. Prints the seconds in all, the pages of one PDF, the processor’s seconds (they differ when the
machine has other work), and the highest memory of each process of the worker. The goal (docs/performance.md) is 60 s
and 300 MB. Needs the fonts: script/assets.py.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "warning"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def prepare(var: str, server: str) -> Callable[[], None]:
    """Settings, database and files of this run alone; what removes the database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["MAILLAGE_VAR"] = var
    os.environ["DATABASE_URL"] = server or f"sqlite:///{var}/bench.sqlite3"
    os.environ["LOG_LEVEL"] = "WARNING"
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - once the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - the same

    if not server:
        call_command("migrate", verbosity=0)
        return lambda: None
    from django.db import connection  # noqa: PLC0415 - the same

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    os.environ["DATABASE_URL"] = f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}"  # the worker’s
    return lambda: connection.creation.destroy_test_db(name, verbosity=0)


def model_of(path: str | None):
    """The shipped text, or the one of a file with every proposal accepted."""
    from convention.model_text import load_model_text  # noqa: PLC0415 - Django must be set up before
    from convention.text.parse import parse  # noqa: PLC0415 - the same
    from convention.text.proposals import accept, name_the_commune, propose  # noqa: PLC0415 - the same

    if path is None:
        return load_model_text()
    text = name_the_commune(parse(Path(path).read_text(encoding="utf-8")).text)
    return accept(text, propose(text))


def ask(path: str | None):
    """The job that the coordinator starts for the whole territory."""
    from convention import generation  # noqa: PLC0415 - Django must be set up before
    from convention.models import ModelText, ModelVersion  # noqa: PLC0415 - the same
    from convention.values import asked_of_user  # noqa: PLC0415 - the same
    from foundation import clock  # noqa: PLC0415 - the same
    from network.models import Commune  # noqa: PLC0415 - the same
    from network.roles import Role  # noqa: PLC0415 - the same
    from network.territory import load_communes  # noqa: PLC0415 - the same
    from tests.factories import PresidentMandateFactory, UrbanCommunityFactory, person_as  # noqa: PLC0415 - the same

    load_communes()
    UrbanCommunityFactory()
    PresidentMandateFactory()
    text, variables = model_of(path)
    version = ModelVersion.objects.create(
        model=ModelText.objects.create(name="Modèle"),
        number=1,
        content=text.as_dict(),
        variable_list=[variable.as_dict() for variable in variables],
        created_at=clock.now(),
    )
    given = {variable.name: variable.default for variable in asked_of_user(text, variables)}
    wish = generation.Wish(version, date(2027, 1, 1), given)
    communes = list(Commune.objects.all())
    return generation.launch(wish, communes, by=person_as(Role.COORDINATOR), once_key="bench")


def processes_of(parent: int) -> list[int]:
    """The processes that this one started (Linux)."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in found]


def highest_memory(pid: int) -> int:
    """The most that a process has held so far, in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def processor_seconds(pid: int) -> float:
    """The processor’s time that a process has taken so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(path: str | None, worker: subprocess.Popen) -> None:
    import pikepdf  # noqa: PLC0415 - Django must be set up before

    from convention.models import Convention  # noqa: PLC0415 - the same
    from foundation.documents import open_document  # noqa: PLC0415 - the same

    job = ask(path)
    begun = time.perf_counter()
    memory: dict[int, int] = {}
    taken: dict[int, float] = {}
    at_rest = {pid: processor_seconds(pid) for pid in processes_of(worker.pid)}
    while job.finished_at is None:
        time.sleep(0.1)
        memory |= {pid: highest_memory(pid) for pid in [worker.pid, *processes_of(worker.pid)]}
        taken |= {pid: processor_seconds(pid) for pid in processes_of(worker.pid)}
        job.refresh_from_db()
    total = time.perf_counter() - begun
    with open_document(Convention.objects.first().document) as file:
        pages = len(pikepdf.open(io.BytesIO(file.read())).pages)
    tally = job.tally()
    print(f"{tally.done} conventions of {pages} pages: {total:.1f} s in all; {tally.failed} in error")
    spent = sum(taken.values()) - sum(at_rest.values())
    print(f"processor: {spent:.0f} s, hence {spent / 2:.0f} s on two cores that have nothing else to do")
    held = ", ".join(f"{megabytes} MB" for megabytes in memory.values())
    print(f"highest memory of the worker’s processes, its parent first: {held}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="a plain text file of the convention, instead of the shipped model")
    parser.add_argument("--server", default="", help="a PostgreSQL where this run may make a database and remove it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        remove = prepare(var, given.server)
        worker = subprocess.Popen([*WORKER, *QUIET], cwd=ROOT)
        time.sleep(5)  # the worker is there before the click
        try:
            measure(given.text, worker)
        finally:
            worker.terminate()
            worker.wait()
            remove()


if __name__ == "__main__":
    main()
