"""What the scripts say of a machine that is not ready, and that nothing is installed twice."""

import os
from collections.abc import Iterator

import pytest

from tests.script.checkout import NOBODY, Checkout, checkout

pytestmark = pytest.mark.long

MISSING = "#!/bin/sh\nexit 1\n"
NOT_ROOT = "#!/bin/sh\necho 1000\n"
ROOT = "#!/bin/sh\necho 0\n"
OLD_PYTHON = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n'
PYTHONS = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@pytest.fixture
def machine() -> Iterator[Checkout]:
    with checkout() as made:
        yield made


def test_who_is_not_root_reads_the_command_that_installs_what_is_missing(machine):
    machine.adopt_environment()
    machine.replace("dpkg-query", MISSING)
    machine.replace("id", NOT_ROOT)

    status, printed = machine.run("script/server")

    assert status == 1
    command = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {LIBRARIES}"
    assert printed == f"✗ System packages are missing. Run: {command}\n"


def test_what_makes_an_environment_is_missing_too_where_there_is_none(machine):
    machine.replace("dpkg-query", MISSING)
    machine.replace("id", NOT_ROOT)
    for name in PYTHONS:
        machine.replace(name, MISSING)

    status, printed = machine.run("script/test")

    assert status == 1
    assert printed.endswith(
        f"--no-install-recommends python3 python3-venv {LIBRARIES} poppler-utils chromium libatomic1\n"
    )


def test_root_installs_what_is_missing_and_that_alone(machine):
    machine.adopt_environment()
    machine.replace("dpkg-query", '#!/bin/sh\ncase "$*" in *libpango-1*) exit 1;; esac\necho "install ok installed"\n')
    machine.replace("id", ROOT)
    machine.note("apt-get")

    status, printed = machine.run("bash", "-c", "source script/_setup.sh; setup base")

    assert (status, printed) == (0, "▸ System packages: libpango-1.0-0\n")
    assert machine.noted() == [
        "apt-get update -qq",
        "apt-get install -y --no-install-recommends libpango-1.0-0 -qq -o DPkg::Lock::Timeout=120",
    ]


def test_packages_that_cannot_be_installed_are_named_with_the_command(machine):
    machine.adopt_environment()
    machine.replace("dpkg-query", MISSING)
    machine.replace("id", ROOT)
    machine.replace("apt-get", "#!/bin/sh\necho 'E: no network'\nexit 100\n")

    status, printed = machine.run("script/server")

    assert status == 1
    assert "E: no network" in printed
    assert f"apt-get update && apt-get install -y --no-install-recommends {LIBRARIES}" in printed


def test_a_python_too_old_is_refused_by_its_version(machine):
    for name in PYTHONS:
        machine.replace(name, OLD_PYTHON)

    status, printed = machine.run("script/server")

    assert (status, printed) == (1, "✗ Python 3.11 or newer is needed; here python3 is Python 3.9.2.\n")
    assert not (machine.root / ".venv").exists()


def test_a_folder_that_may_not_be_written_is_refused(machine):
    machine.root.chmod(0o555)

    status, printed = machine.run(
        "script/server", user=NOBODY if os.geteuid() == 0 else None
    )  # root may write anywhere

    assert (status, printed) == (1, f"✗ This folder cannot be written to: {machine.root}\n")


def test_a_file_where_a_folder_is_needed_is_refused(machine):
    (machine.root / "build").write_text("")

    status, printed = machine.run("script/server")

    assert (status, printed) == (1, f"✗ This folder cannot be written to: {machine.root}\n")


def test_packages_are_installed_once_and_again_when_their_list_changes(machine):
    machine.adopt_environment()
    (machine.root / ".venv/.installed-base").unlink()
    machine.note("uv", ".venv/bin")
    setup = ("bash", "-c", "source script/_setup.sh; setup base")

    first, second = machine.run(*setup), machine.run(*setup)
    with (machine.root / "requirements/base.txt").open("a") as wanted:
        wanted.write("# one more\n")
    third = machine.run(*setup)

    line = "▸ Python packages of requirements/base.txt\n"
    assert (first, second, third) == ((0, line), (0, ""), (0, line))
    install = "uv pip install -q --python .venv/bin/python --require-hashes -r requirements/base.txt"
    assert machine.noted() == [install, install]


def test_front_end_packages_are_installed_once_and_again_when_their_list_changes(machine):
    machine.adopt_environment()
    (machine.root / "node_modules").unlink()
    (machine.root / "node_modules").mkdir()
    (machine.root / "script/assets.py").write_text("")  # there is nothing to gather
    machine.note("npm")
    setup = ("bash", "-c", "source script/_setup.sh; setup base")

    first, second = machine.run(*setup), machine.run(*setup)
    with (machine.root / "package.json").open("a") as wanted:
        wanted.write("\n")
    third = machine.run(*setup)

    line = "▸ Front-end packages of package-lock.json\n"
    assert (first, second, third) == ((0, line), (0, ""), (0, line))
    assert [note.split()[1] for note in machine.noted()] == ["--version", "ci", "--version", "ci"]
