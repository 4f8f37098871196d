"""`python3 tools/environments.py NAME…`: installs what a fresh clone needs into `.local/`, from lock files.

Run by any Python 3 of the machine with nothing installed, so it imports the standard library only and is written
for old interpreters up to the line that refuses them. An environment is made anew when its lock files are
not those of its stamp. One that is a symbolic link belongs to somebody else and is left alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
OLDEST_NODE = 20
ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
LOCKS = ROOT / "tools" / "locks"
# folder: what its packages are for
NODE = {
    "node": ("tools/node", "the Node packages"),
    "web": ("web", "the web app's packages"),
    "lighthouse": ("web/tools/lighthouse", "Lighthouse"),
}
# Where packages come from stays the machine's affair (mirrors, certificates); what else is lying around does not.
IGNORED = re.compile(
    r"(PIP|UV)_(FIND_LINKS|TARGET|USER|REQUIRE_VIRTUALENV|CONSTRAINT|PREFIX|NO_DEPS)|PYTHON(PATH|HOME)|VIRTUAL_ENV"
)

# name: what it is for, lock files with hashes, lock files whose packages come without their dependencies
ENVIRONMENTS = {
    "venv": (
        "tests and tools",
        ["tools/locks/dev.txt"],
        ["layers/dependencies/requirements-no-deps.txt"],
    ),
    "cloud": ("the local cloud", ["tools/locks/cloud.txt"], []),
    "runtime": ("the functions' interpreter", ["tools/locks/runtime.txt"], []),
    "fuzz": ("fuzzing", ["tools/locks/fuzz.txt"], []),
    "sam": ("the SAM CLI", ["tools/locks/sam.txt"], []),
}


class NotInstalled(Exception):
    """Something is missing on the machine, or could not be installed; the message says what to do."""


def install(names: list[str]) -> None:
    """Install the named environments that are not up to date.

    `node` and `web` stand for Node packages, `uv` for the installer itself, which fills the layers too.

    Raises NotInstalled.
    """
    for name in names:
        if name in NODE:
            install_node(name)
        elif name == "uv":
            uv()
        elif not up_to_date(name):
            install_python(name, newest_python())


def newest_python() -> str:
    """Return the path of the newest interpreter, at least 3.11, that can make environments.

    $GUILDHALL_PYTHON decides if set.

    Raises NotInstalled.
    """
    named = os.environ.get("GUILDHALL_PYTHON")
    for candidate in [named] if named else ["python3.13", "python3.12", "python3.11", "python3", sys.executable]:
        path = shutil.which(candidate)
        if path is None:
            continue
        probe = "import sys, venv, ensurepip; print(sys.version_info >= (3, 11), sys.executable)"
        done = subprocess.run([path, "-I", "-c", probe], capture_output=True, text=True, check=False)
        works, _, executable = done.stdout.strip().partition(" ")
        if works == "True":
            return executable
    raise NotInstalled(
        f"no usable Python {OLDEST[0]}.{OLDEST[1]} or later: install one with its venv module"
        " (on Debian and Ubuntu: apt install python3 python3-venv), or name one with GUILDHALL_PYTHON=…"
    )


def up_to_date(name: str) -> bool:
    """Tell whether an environment is what its lock files say, and its interpreter still there."""
    folder = LOCAL / name
    if folder.is_symlink():
        return folder.exists()
    stamp = folder / ".stamp"
    return (folder / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == origin(name)


def origin(name: str) -> str:
    """Return what an environment is made from, in short."""
    _, locked, alone = ENVIRONMENTS[name]
    digest = hashlib.sha256()
    for lock in [*locked, *alone]:
        digest.update((ROOT / lock).read_bytes())
    return digest.hexdigest()


def version_of(python: str) -> str:
    """Return an interpreter's version, three numbers."""
    probe = "import sys; print(*sys.version_info[:3], sep='.')"
    return subprocess.run([python, "-I", "-c", probe], capture_output=True, text=True, check=True).stdout.strip()


def install_python(name: str, python: str) -> None:
    """Make one Python environment anew. Raises NotInstalled."""
    purpose, locked, alone = ENVIRONMENTS[name]
    count = sum(len(re.findall(r"^\S+==", (ROOT / lock).read_text(), re.MULTILINE)) for lock in [*locked, *alone])
    folder = (LOCAL / name).resolve()  # a link whose target is not there yet
    with progress(f"installing {purpose} ({count} packages, Python {version_of(python)})"):
        shutil.rmtree(folder, ignore_errors=True)
        run([python, "-m", "venv", "--without-pip", str(folder)])
        inside = str(folder / "bin" / "python")
        for lock in locked:
            fill(inside, ["--require-hashes", "-r", lock])
        for lock in alone:
            fill(inside, ["--require-hashes", "--no-deps", "-r", lock])
        (folder / ".stamp").write_text(origin(name))


def fill(inside: str, arguments: list[str]) -> None:
    """Install packages with uv, which is quick; with pip where uv cannot be had or fails. Raises NotInstalled."""
    program = uv()
    if program and not run([program, "pip", "install", "--quiet", "--python", inside, *arguments], must=False):
        return
    pip = LOCAL / "uv" / "bin" / "python"
    run([str(pip), "-m", "pip", "--python", inside, "install", "--quiet", "--disable-pip-version-check", *arguments])


def uv() -> str:
    """Return the path of uv, installing it first; an empty text when this machine has none.

    Raises NotInstalled when not even an environment with pip can be made.
    """
    folder = LOCAL / "uv"
    program = folder / "bin" / "uv"
    lock = LOCKS / "uv.txt"
    stamp = folder / ".stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not folder.is_symlink() and (not stamp.exists() or stamp.read_text() != wanted):
        shutil.rmtree(folder, ignore_errors=True)
        run([newest_python(), "-m", "venv", str(folder)])
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", str(lock)], must=False)
        stamp.write_text(wanted)
    return str(program) if program.exists() else ""


def install_node(name: str) -> None:
    """Install Node packages: those of the tools or the web app's. Raises NotInstalled, also for an old Node."""
    check_node()
    folder, purpose = NODE[name]
    modules = ROOT / folder / "node_modules"
    if modules.is_symlink() and modules.exists():
        return
    stamp = modules / ".stamp"
    wanted = hashlib.sha256((ROOT / folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with progress(f"installing {purpose}"):
        run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", str(ROOT / folder)])
        stamp.write_text(wanted)


def check_node() -> None:
    """Check for Node and npm. Raises NotInstalled."""
    advice = f"install Node {OLDEST_NODE} or later with npm (nodejs.org, or your system's packages)"
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotInstalled(f"Node is missing: {advice}")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = re.match(r"v(\d+)\.", said)
    if major is None or int(major.group(1)) < OLDEST_NODE:
        raise NotInstalled(f"Node {said or 'of an unknown version'} is too old: {advice}")


def run(command: list[str], *, must: bool = True) -> int:
    """Run a program at the top of the clone; return its exit status. Raises NotInstalled if it fails and must not."""
    environment = {name: value for name, value in os.environ.items() if not IGNORED.fullmatch(name)}
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    if "PIP_CERT" in environment:
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    done = subprocess.run(command, cwd=str(ROOT), env=environment, capture_output=True, text=True, check=False)
    if done.returncode and must:
        said = (done.stderr or done.stdout).strip().splitlines()[-12:]
        raise NotInstalled("\n".join([f"{' '.join(command[:4])} … failed:", *said]))
    return done.returncode


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say what is going on, and how long it has taken: every second on a terminal, else at the end."""
    begun = time.monotonic()
    over = threading.Event()
    if sys.stdout.isatty():
        threading.Thread(target=_tick, args=(what, begun, over), daemon=True).start()
    else:
        print(f"{what} …", flush=True)
    try:
        yield
    finally:
        over.set()
    start = "\r" if sys.stdout.isatty() else ""
    print(f"{start}{what}: {time.monotonic() - begun:.0f} s", flush=True)


def _tick(what: str, begun: float, over: threading.Event) -> None:
    while not over.wait(1):
        print(f"\r{what} … {time.monotonic() - begun:.0f} s", end="", flush=True)


def main() -> int:
    """Run from the command line."""
    if sys.version_info < OLDEST:
        print(f"Python {sys.version.split()[0]} is too old: Guildhall needs Python {OLDEST[0]}.{OLDEST[1]} or later.")
        return 1
    others = ("uv", *NODE)
    names = sys.argv[1:] or [*others, *ENVIRONMENTS]
    unknown = [name for name in names if name not in others and name not in ENVIRONMENTS]
    if unknown:
        print(f"no such environment: {', '.join(unknown)}")
        return 1
    LOCAL.mkdir(exist_ok=True)
    try:
        install(names)
    except NotInstalled as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
