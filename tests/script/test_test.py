"""script/test, whole, on a project of one test: what it leaves out is said, counted, and a failure where CI asks so."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.script.checkout import Checkout, checkout

pytestmark = pytest.mark.long

SETTINGS = """
[tool.pytest.ini_options]
markers = ["browser", "long"]
[tool.ruff]
line-length = 120
[tool.ruff.lint]
select = ["F"]
[tool.mypy]
files = ["small"]
[tool.importlinter]
root_packages = ["small"]
[[tool.importlinter.contracts]]
name = "Below"
type = "layers"
layers = ["small.above", "small.below"]
"""
TESTS = """import pytest


def test_everyday():
    pass


@pytest.mark.long
def test_long():
    pass


@pytest.mark.browser
def test_browser():
    pass
"""
KEPT = ("script", "requirements", "static", "programs", ".venv", "node_modules", "package.json", "package-lock.json")
LEFT_OUT = [
    "LEFT OUT the suite on PostgreSQL (TEST_DATABASE_URL)",
    "LEFT OUT what needs Redis (TEST_REDIS_URL)",
    "LEFT OUT the browser tests: Chromium is not installed",
]
CHECKS = 5  # style, format, templates, layers, types


@pytest.fixture
def small() -> Iterator[Checkout]:
    """A project with the real scripts and nothing else that takes time."""
    with checkout() as made:
        made.adopt_environment()
        made.stamp(".venv/.installed-dev", "requirements/dev.txt")
        for path in made.root.iterdir():
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        write(made.root, "pyproject.toml", SETTINGS)
        write(made.root, "tests/test_one.py", TESTS)
        write(made.root, "templates/one.html", "<p>{{ one }}</p>\n")
        for name in ("__init__", "above", "below"):
            write(made.root, f"small/{name}.py", "")
        yield made


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def without_chromium(small: Checkout) -> str:
    """The search path of a machine where no folder holds Chromium: the other programs by links."""
    bare = small.root.parent / "bare"
    bare.mkdir()
    for folder in small.environment()["PATH"].split(":"):
        for program in Path(folder).glob("*"):
            if "chromium" not in program.name and not (bare / program.name).exists():
                (bare / program.name).symlink_to(program)
    return str(bare)


def run(small: Checkout, *arguments: str, **changes: str) -> tuple[int, list[str]]:
    """script/test where no service answers; its exit status and the lines it ended on."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = closed.getsockname()[1]
        status, printed = small.run(
            "script/test",
            *arguments,
            TEST_DATABASE_URL=f"postgres://127.0.0.1:{port}/none",
            TEST_REDIS_URL=f"redis://127.0.0.1:{port}/0",
            **changes,
        )
    return status, printed.splitlines()


def test_with_required_services_each_thing_left_out_is_a_failure(small):
    status, printed = run(small, PATH=without_chromium(small), REQUIRE_SERVICES="1")

    assert status == 1
    assert printed[-5:-2] == LEFT_OUT
    assert printed[-1] == f"{CHECKS + 2} passed, 3 failed, 0 skipped"


def test_the_everyday_run_leaves_out_the_long_ones_and_counts_the_checks(small):
    status, printed = run(small, "quick")

    assert (status, printed[-1]) == (0, f"{CHECKS + 1} passed, 0 failed, 0 skipped")


def test_each_check_that_fails_is_named_and_fails_the_run(small):
    write(small.root, "small/below.py", "import small.above as above\n")  # style, layers
    write(small.root, "small/above.py", "x: int = ( '' )\n")  # format, types
    write(small.root, "templates/one.html", "<p>{{one}}</p>\n")
    write(small.root, "tests/test_one.py", "def test_everyday():\n    assert False\n")

    status, printed = run(small, "quick")

    assert status == 1
    named = {line.removeprefix("FAILED ") for line in printed if line.startswith("FAILED ") and " - " not in line}
    assert named == {"style", "format", "templates", "layers", "types", "sqlite: tests.test_one.test_everyday"}
    assert printed[-1] == "0 passed, 6 failed, 0 skipped"


def test_two_runs_in_one_folder_are_refused(small):
    command = "mkdir -p build; exec 7>build/test.lock; flock 7; script/test quick"

    status, printed = small.run("bash", "-c", command)

    assert (status, printed.splitlines()[-1]) == (1, "✗ Another script/test runs in this folder.")
