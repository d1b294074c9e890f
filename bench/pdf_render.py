"""How long the press takes for a deed of about ten pages, and how much memory.

    .venv/bin/python bench/pdf_render.py                             one worker, 10 documents
    .venv/bin/python bench/pdf_render.py --documents 73 --workers 2  the conventions of the 73 communes, on two cores

The goal (docs/performance.md) is 60 s for the 73 and 300 MB a worker. Prints the pages, the seconds of each document on
the clock and on the processor (they differ when the machine has other work), the time in all with the start of the
workers, and the highest memory of a worker. Needs the fonts: script/assets.py.
"""

import argparse
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 5  # eleven pages


def start_worker() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - only in the workers, once their settings are chosen

    django.setup()


@dataclass(frozen=True)
class Measure:
    pages: int
    seconds: float
    processor_seconds: float
    memory: int  # the worker’s highest so far, in MB


def print_one(number: int) -> Measure:
    from tests.foundation.pdf_specimen import deed_context, printed  # noqa: PLC0415 - Django must be set up before

    begun, begun_on_processor = time.perf_counter(), time.process_time()
    document = printed("specimen.html", deed_context(ARTICLES, commune=f"d’Exempleville n° {number}"))
    seconds, on_processor = time.perf_counter() - begun, time.process_time() - begun_on_processor
    return Measure(document.pages, seconds, on_processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def measure(documents: int, workers: int) -> None:
    begun = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=start_worker) as pool:
        results = list(pool.map(print_one, range(1, documents + 1)))
    total = time.perf_counter() - begun
    clock, processor = (
        median(getattr(result, name) for result in results) for name in ("seconds", "processor_seconds")
    )
    print(f"{documents} documents of {results[0].pages} pages, {workers} worker(s): {total:.1f} s in all")
    print(f"each: {clock:.2f} s, {processor:.2f} s of processor (medians); the first {results[0].seconds:.2f} s")
    print(f"highest memory of a worker: {max(result.memory for result in results)} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10, help="how many documents (10)")
    parser.add_argument("--workers", type=int, default=1, help="how many processes (1)")
    arguments = parser.parse_args()
    measure(arguments.documents, arguments.workers)
