"""The closing lines of script/test: what failed, what was skipped or left out, and the sums over all runs.

A folder of results holds `passed` and `failed` (one check a line), `left_out` (one thing a line) and, for each suite,
the exit status of pytest and its JUnit file (`sqlite.status`, `sqlite.xml`). A suite that ended badly without a failing
test, or in which no test ran, is a failure too. With REQUIRE_SERVICES=1 (CI) so is whatever was skipped or left out.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

NOTHING_COLLECTED = 5  # pytest’s exit status


@dataclass
class Sums:
    """What was counted so far; failures by name, skips by reason."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def lines(path: Path) -> list[str]:
    """The lines of a file, none when it is absent."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def count_tests(report: Path, sums: Sums) -> int:
    """Add the tests of a JUnit file to the sums; how many failed."""
    before = len(sums.failed)
    for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314 - our own file
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            where = ".".join(filter(None, (case.get("classname"), case.get("name"))))
            sums.failed.append(f"{report.stem}: {where}")
        elif skip is not None:
            sums.skipped[f"{report.stem}: {skip.get('message')}"] += 1
        else:
            sums.passed += 1
    return len(sums.failed) - before


def count_suite(status_file: Path, sums: Sums, *, may_be_empty: bool) -> None:
    """Add one suite to the sums: its tests, and what its exit status says beyond them."""
    name, status = status_file.stem, int(status_file.read_text(encoding="utf-8"))
    if status == NOTHING_COLLECTED:
        if not may_be_empty:
            sums.failed.append(f"{name}: no test ran")
        return
    try:
        failures = count_tests(status_file.with_suffix(".xml"), sums)
    except (FileNotFoundError, ElementTree.ParseError):
        sums.failed.append(f"{name}: ended with status {status}, without results")
        return
    if status and not failures:
        sums.failed.append(f"{name}: ended with status {status}")


def count(folder: Path, *, is_selected: bool) -> Sums:
    """All that a folder of results holds. `is_selected`: tests were chosen by hand, a suite may have none of them."""
    sums = Sums(failed=lines(folder / "failed"))
    for status_file in sorted(folder.glob("*.status")):
        count_suite(status_file, sums, may_be_empty=is_selected)
    if not sums.passed and not sums.failed:
        sums.failed.append("no test ran")
    sums.passed += len(lines(folder / "passed"))
    return sums


def main(folder: Path, *, is_selected: bool, is_strict: bool) -> int:
    """Print what failed, what was not tried and the sums; return the exit status."""
    sums, left_out = count(folder, is_selected=is_selected), lines(folder / "left_out")
    skipped = sums.skipped.total()
    failed = len(sums.failed) + (len(left_out) + skipped if is_strict else 0)
    sys.stdout.writelines(f"FAILED {name}\n" for name in sums.failed)
    sys.stdout.writelines(f"SKIPPED {number} × {reason}\n" for reason, number in sorted(sums.skipped.items()))
    sys.stdout.writelines(f"LEFT OUT {thing}\n" for thing in left_out)
    if is_strict and left_out + [*sums.skipped]:
        sys.stdout.write("With REQUIRE_SERVICES=1 nothing may be skipped or left out: each counts as a failure.\n")
    sys.stdout.write(f"{sums.passed} passed, {failed} failed, {skipped} skipped\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(
        main(
            Path(sys.argv[1]),
            is_selected="--selected" in sys.argv[2:],
            is_strict=os.environ.get("REQUIRE_SERVICES") == "1",
        )
    )
