"""How long the guard of patron data takes to read a pasted log, line by worst line.

    .venv/bin/python bench/redaction.py                  2 MB of each line
    .venv/bin/python bench/redaction.py --megabytes 10   another size

Prints the seconds of processor of each, the slowest last. That a log twice as long takes twice as long, and not four
times, is a test (tests/tickets/test_redaction.py); how long it takes here is in docs/performance.md.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_SHOWN = 60  # characters of a line


def seconds(line: str, size: int) -> float:
    """Of processor, to read the line repeated up to so many characters."""
    from tickets.redaction import find  # noqa: PLC0415 - once its folder is known

    text = line * (size // len(line))
    began = time.process_time()
    find(text)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=2)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from tests.tickets.worst_lines import WORST_LINES  # noqa: PLC0415 - the same

    found = sorted((seconds(line, given.megabytes * 1_000_000), line) for line in WORST_LINES)
    for spent, line in found:
        print(f"{spent:6.2f} s  {line[:LONGEST_SHOWN]!r}")


if __name__ == "__main__":
    main()
