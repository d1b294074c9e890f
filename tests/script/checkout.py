"""The project as a clone of its own: the scripts run whole in it, and nothing of the real one is touched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.tree import ROOT

LEFT = shutil.ignore_patterns(".git", ".venv", "node_modules", "build", "var", "tests", "docs", ".*_cache")
NOBODY = 65534
INSTALLED = "#!/bin/sh\necho 'install ok installed'\n"  # what dpkg-query says of a package that is there


class Checkout:
    """A copy of the project in `root`, with programs of its own before the machine’s."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.programs = root / "programs"
        self.programs.mkdir()
        self.replace("dpkg-query", INSTALLED)

    def replace(self, name: str, lines: str) -> None:
        """Put this program before the machine’s."""
        path = self.programs / name
        path.write_text(lines)
        path.chmod(0o755)

    def note(self, name: str, folder: str = "programs") -> None:
        """Replace a program by one that only notes what it was asked."""
        path = self.root / folder / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\necho \"{name} $*\" >>'{self.root}/noted'\n")
        path.chmod(0o755)

    def noted(self) -> list[str]:
        """What those programs were asked, in order."""
        return (self.root / "noted").read_text().splitlines()

    def adopt_environment(self) -> None:
        """Python and front-end packages as they are after a first start: those of the real project, by links."""
        venv = self.root / ".venv"
        (venv / "bin").mkdir(parents=True)
        real = Path(sys.prefix)
        for program in (real / "bin").iterdir():
            (venv / "bin" / program.name).symlink_to(program)
        for name in ("lib", "pyvenv.cfg"):
            (venv / name).symlink_to(real / name)
        (self.root / "node_modules").symlink_to(ROOT / "node_modules")
        self.stamp(".venv/.installed-base", "requirements/base.txt")

    def stamp(self, stamp: str, *files: str) -> None:
        """Note that these requirements are installed, as the scripts do."""
        done = subprocess.run(
            ["bash", "-c", f"cat {' '.join(files)} | cksum | tr -d ' '"],
            cwd=self.root,
            capture_output=True,
            check=True,
            text=True,
        )
        (self.root / stamp).write_text(done.stdout)

    def environment(self, **changes: str) -> dict[str, str]:
        """A plain terminal: nothing of the tests’ own settings, our programs first."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        return {**kept, "PATH": f"{self.programs}:{kept['PATH']}", **changes}

    def run(self, *command: str, user: int | None = None, **changes: str) -> tuple[int, str]:
        """The exit status of a command of the project, and all that it printed."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(**changes),
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        return done.returncode, done.stdout


@contextmanager
def checkout() -> Iterator[Checkout]:
    """A copy that another user may read, which a test’s own folder is not; removed at the end."""
    folder = Path(mkdtemp(prefix="maillage-"))
    root = folder / "maillage"
    try:
        shutil.copytree(ROOT, root, ignore=LEFT)
        folder.chmod(0o755)
        yield Checkout(root)
    finally:
        root.chmod(0o755)
        shutil.rmtree(folder)
