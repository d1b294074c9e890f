"""A newcomer’s ten minutes: from the clone to a signed and notified convention of a real commune, with its PDF.

    .venv/bin/python bench/newcomer.py               a pause of 5 s before each thing done, as somebody who reads
    .venv/bin/python bench/newcomer.py --pause 0     the product’s own time

Clones the project into a folder of its own, runs `script/server` there (Python packages are installed anew, from the
package caches of this machine), then walks the path of docs/utilisateurs/premiere-convention.md in Chromium: the very
steps of tests/browser/test_first_convention.py, with a pause before each click and each field. Prints the seconds to
the first page, those of the path, and the sum. The goal (docs/performance.md) is ten minutes.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Locator, Page  # noqa: E402 - the project is on the path

from tests.browser.product import chromium, sign_in  # noqa: E402 - the same
from tests.browser.test_first_convention import walk_to_a_notified_convention  # noqa: E402 - the same

DEEDS = ("click", "fill", "check", "goto", "set_input_files")


def start(folder: Path, port: int) -> subprocess.Popen:
    """Clone, and run the one command, as the head of its own group."""
    clone = folder / "maillage"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{ROOT}", clone], check=True)
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAILLAGE_VAR")}
    with (folder / "server.log").open("w") as log:
        command = ["script/server", "--port", str(port)]
        return subprocess.Popen(command, cwd=clone, env=env, stdout=log, stderr=log, start_new_session=True)


def wait_for_page(server: subprocess.Popen, url: str, log: Path) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit(log.read_text())


def slow_down(pause: float) -> None:
    """Wait before whatever a person does, on a page or on what is found in it."""
    for owner in (Page, Locator):
        for name in DEEDS:
            if hasattr(owner, name):
                setattr(owner, name, after(pause, getattr(owner, name)))


def after(pause: float, do):
    """The same deed, a moment later."""

    def later(*args, **kwargs):
        time.sleep(pause)
        return do(*args, **kwargs)

    return later


def walk(url: str, pause: float, folder: Path) -> None:
    slow_down(pause)
    with chromium() as browser:
        context = browser.new_context(base_url=url, locale="fr-FR", viewport={"width": 1280, "height": 900})
        walk_to_a_notified_convention(sign_in(context, "coordinatrice"), folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pause", type=float, default=5, help="seconds before each thing done (5)")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name:
        folder, begun = Path(name), time.perf_counter()
        server = start(folder, port)
        try:
            wait_for_page(server, f"{url}/compte/login/", folder / "server.log")
            served = time.perf_counter()
            walk(url, given.pause, folder)
            done = time.perf_counter()
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait()
    print(f"from the clone to the first page: {served - begun:.0f} s")
    print(f"from signing in to the notified convention, {given.pause:g} s before each deed: {done - served:.0f} s")
    print(f"in all: {(done - begun) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
