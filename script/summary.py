"""The closing line of script/test: passed, failed and skipped over all runs; non-zero when anything failed.

With REQUIRE_SERVICES=1 a skipped test or a left-out run is a failure too, since CI counts on it.
"""

import os
import sys
from pathlib import Path
from xml.etree import ElementTree


def lines(path: Path) -> list[str]:
    """The lines of a file, none when it is absent."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def main(folder: Path) -> int:
    """Add up the checks and the JUnit files of a folder, print the line, return the exit status."""
    passed, failed, skipped = len(lines(folder / "passed")), len(lines(folder / "failed")), 0
    for report in sorted(folder.glob("*.xml")):
        suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - our own file
        assert suite is not None, report
        total, bad = int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        passed, failed = passed + total - bad - int(suite.get("skipped", 0)), failed + bad
        skipped += int(suite.get("skipped", 0))
        if not total:
            failed += 1
            sys.stdout.write(f"{report.stem}: no test ran\n")
    left_out = lines(folder / "left_out")
    is_strict = os.environ.get("REQUIRE_SERVICES") == "1"
    sys.stdout.writelines(f"Left out: {text}\n" for text in left_out)
    if is_strict:
        failed += len(left_out) + skipped
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
