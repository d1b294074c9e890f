"""script/summary.py: the closing line counts every run once, and nothing that went wrong passes unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.long

SCRIPT = Path(settings.BASE_DIR) / "script" / "summary.py"
PASS, FAIL, ERROR = "", '<failure message="assert 1 == 2">trace</failure>', '<error message="no fixture">trace</error>'
SKIP = '<skipped type="pytest.skip" message="no Redis">where</skipped>'


def write_suite(folder: Path, name: str, *outcomes: str, status: int = 0) -> None:
    """What pytest leaves: its JUnit file, with one test for each outcome, and the status it ended with."""
    cases = "".join(
        f'<testcase classname="tests.app.test_{name}" name="test_{number}">{outcome}</testcase>'
        for number, outcome in enumerate(outcomes)
    )
    (folder / f"{name}.xml").write_text(
        f'<testsuites><testsuite tests="{len(outcomes)}">{cases}</testsuite></testsuites>'
    )
    (folder / f"{name}.status").write_text(f"{status}\n")


def summary(folder: Path, *arguments: str, strict: bool = False) -> tuple[int, list[str]]:
    """The exit status of the script and the lines it printed."""
    env = {**os.environ, "REQUIRE_SERVICES": "1" if strict else ""}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_checks_and_tests_of_all_suites_are_added_up(tmp_path):
    (tmp_path / "passed").write_text("style\nlayers\n")
    write_suite(tmp_path, "sqlite", PASS, PASS, SKIP)
    write_suite(tmp_path, "postgresql", PASS, PASS, PASS)

    assert summary(tmp_path) == (0, ["SKIPPED 1 × sqlite: no Redis", "7 passed, 0 failed, 1 skipped"])


@pytest.mark.parametrize("outcome", [FAIL, ERROR])
def test_a_test_that_fails_is_named_and_fails_the_run(tmp_path, outcome):
    write_suite(tmp_path, "sqlite", PASS, outcome, status=1)

    assert summary(tmp_path) == (1, ["FAILED sqlite: tests.app.test_sqlite.test_1", "1 passed, 1 failed, 0 skipped"])


def test_a_check_that_fails_is_named_and_fails_the_run(tmp_path):
    (tmp_path / "passed").write_text("style\n")
    (tmp_path / "failed").write_text("types\n")
    write_suite(tmp_path, "sqlite", PASS)

    assert summary(tmp_path) == (1, ["FAILED types", "2 passed, 1 failed, 0 skipped"])


@pytest.mark.parametrize("status", [2, 3, 4, 124, 137, 139])
def test_a_suite_that_died_before_its_results_is_a_failure(tmp_path, status):
    (tmp_path / "sqlite.status").write_text(f"{status}\n")

    expected = [f"FAILED sqlite: ended with status {status}, without results", "0 passed, 1 failed, 0 skipped"]
    assert summary(tmp_path) == (1, expected)


def test_results_cut_short_are_a_failure(tmp_path):
    write_suite(tmp_path, "sqlite", PASS, status=137)
    report = tmp_path / "sqlite.xml"
    report.write_text(report.read_text()[:-20])

    status, printed = summary(tmp_path)

    assert status == 1
    assert printed[0] == "FAILED sqlite: ended with status 137, without results"


def test_a_suite_that_ended_badly_although_no_test_failed_is_a_failure(tmp_path):
    write_suite(tmp_path, "sqlite", PASS, PASS, status=3)

    assert summary(tmp_path) == (1, ["FAILED sqlite: ended with status 3", "2 passed, 1 failed, 0 skipped"])


def test_a_suite_where_no_test_ran_is_a_failure(tmp_path):
    (tmp_path / "passed").write_text("style\n")
    write_suite(tmp_path, "sqlite", PASS)
    write_suite(tmp_path, "browser", status=5)

    assert summary(tmp_path) == (1, ["FAILED browser: no test ran", "2 passed, 1 failed, 0 skipped"])


def test_tests_chosen_by_hand_may_all_be_in_one_suite(tmp_path):
    write_suite(tmp_path, "sqlite", PASS)
    write_suite(tmp_path, "browser", status=5)

    assert summary(tmp_path, "--selected") == (0, ["1 passed, 0 failed, 0 skipped"])


@pytest.mark.parametrize("arguments", [(), ("--selected",)])
def test_checks_alone_are_not_a_run(tmp_path, arguments):
    (tmp_path / "passed").write_text("style\n")

    assert summary(tmp_path, *arguments) == (1, ["FAILED no test ran", "1 passed, 1 failed, 0 skipped"])


def test_where_services_are_required_whatever_was_not_tried_is_a_failure(tmp_path):
    (tmp_path / "left_out").write_text("the suite on PostgreSQL\n")
    write_suite(tmp_path, "sqlite", PASS, SKIP, SKIP)
    told = ["SKIPPED 2 × sqlite: no Redis", "LEFT OUT the suite on PostgreSQL"]
    rule = "With REQUIRE_SERVICES=1 nothing may be skipped or left out: each counts as a failure."

    assert summary(tmp_path) == (0, [*told, "1 passed, 0 failed, 2 skipped"])
    assert summary(tmp_path, strict=True) == (1, [*told, rule, "1 passed, 3 failed, 2 skipped"])


TRIAL = """
import os, pytest
def test_passes(): pass
def test_fails(): assert 1 == 2
def test_skips(): pytest.skip("no Redis")
@pytest.fixture
def broken(): yield; raise ValueError
def test_whose_end_breaks(broken): pass
def test_error(absent): pass
"""


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        (TRIAL, (1, "1 passed, 3 failed, 1 skipped")),
        ("def test_passes(): pass", (0, "1 passed, 0 failed, 0 skipped")),
        ("import absent_module\ndef test_passes(): pass", (1, "0 passed, 1 failed, 0 skipped")),
        ("", (1, "0 passed, 1 failed, 0 skipped")),
        ("import os\ndef test_passes(): pass\ndef test_dies(): os._exit(9)", (1, "0 passed, 1 failed, 0 skipped")),
    ],
    ids=["every outcome", "all pass", "cannot be read", "no test", "the process dies"],
)
def test_what_pytest_really_writes_is_counted(tmp_path, trial, expected):
    tests, results = tmp_path / "tests", tmp_path / "results"
    tests.mkdir()
    results.mkdir()
    (tests / "test_trial.py").write_text(trial)
    pytest_alone = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    report = ["--rootdir", str(tests), "--junitxml", str(results / "sqlite.xml"), str(tests)]

    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([*pytest_alone, *report], cwd=tests, env=env, capture_output=True, check=False)
    (results / "sqlite.status").write_text(str(done.returncode))

    status, printed = summary(results)
    assert (status, printed[-1]) == expected
