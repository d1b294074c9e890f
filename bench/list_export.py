"""What an export of a big list costs in memory and time, as XLSX and as CSV.

    .venv/bin/python bench/list_export.py                        50,000 conventions
    .venv/bin/python bench/list_export.py --conventions 5000     another size

Makes a database of its own and asks for both exports as a signed-in coordinator, each in a process of its own, reading
the answer piece by piece as a server sends it. Prints the seconds, the size, and the highest memory of the process,
after the first page of the list and after the export. The limit of an XLSX is lifted for the measure.
"""

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from convention_list import fill, prepare

KINDS = ("xlsx", "csv")


def peak() -> float:
    """The highest memory of this process so far, in MB. Linux alone: getrusage also counts what it was before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def export(var: str, kind: str, person: int, rows: int) -> None:
    prepare(var, "", make=False)
    from django.conf import settings  # noqa: PLC0415 - Django must be set up before
    from django.test import Client  # noqa: PLC0415 - the same

    from foundation import exports  # noqa: PLC0415 - the same
    from network.models import Person  # noqa: PLC0415 - the same

    settings.ALLOWED_HOSTS = ["testserver"]
    exports.MOST_XLSX_ROWS = max(exports.MOST_XLSX_ROWS, rows)
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    client.get("/conventions/")
    before, begun = peak(), time.perf_counter()
    answer = client.get("/conventions/", {"export": kind})
    size = sum(len(piece) for piece in answer.streaming_content)
    seconds = time.perf_counter() - begun
    memory = f"memory {before:.0f} MB before, {peak():.0f} MB at most"
    print(f"{kind:5} {rows} rows: {seconds:.1f} s, {size / 2**20:.1f} MB, {memory}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conventions", type=int, default=50_000)
    rows = parser.parse_args().conventions
    start = multiprocessing.get_context("spawn")  # processes that inherit nothing of this one’s memory
    with tempfile.TemporaryDirectory() as var:
        prepare(var, "")
        person = fill(rows).pk
        for kind in KINDS:
            process = start.Process(target=export, args=(var, kind, person, rows))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
