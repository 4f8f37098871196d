"""`make lock`: resolves every dependency list of pyproject.toml into files with hashes.

The layers are locked first and constrain everything after them, so that tests run on what functions run on.
Versions that are already locked stay unless `--upgrade` is given.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.layers import uv

CORE = "layers/dependencies/requirements.txt"
NO_DEPS = "layers/dependencies/requirements-no-deps.txt"
EXTRAS = ("stripe", "documents", "tokens", "calendars", "images", "guests", "push")
GROUPS = ("cloud", "fuzz", "sam", "runtime", "uv")
OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--no-config",
)  # fmt: skip


def locked(path: Path) -> dict[str, str]:
    """Return the versions in a lock file by package name."""
    found = re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[[^\]]*\])?==(\S+)", path.read_text(), re.MULTILINE)
    return dict(found)


def lock(upgrade: bool) -> list[str]:  # noqa: FBT001 - the one switch of this program
    """Write all lock files; return their paths in order."""
    more = ["--upgrade"] if upgrade else []
    written = [_compile(CORE, more)]
    shared = [f"--no-emit-package={name}" for name in locked(uv.ROOT / CORE)]
    for extra in EXTRAS:
        out = f"layers/{extra}/requirements.txt"
        written.append(_compile(out, ["--extra", extra, "-c", CORE, *shared, *more]))
    written.append(_compile(NO_DEPS, ["--group", "chalice", "--no-deps", *more], project=False))
    layers = [part for out in written[:-1] for part in ("-c", out)]
    written.append(_compile("tools/locks/dev.txt", ["--all-extras", "--group", "dev", *layers, *more]))
    written.extend(_compile(f"tools/locks/{group}.txt", ["--group", group, *more], project=False) for group in GROUPS)
    return written


def _compile(out: str, options: Sequence[str], *, project: bool = True) -> str:
    """Resolve one list into one file. project: whether [project] dependencies are part of it."""
    (uv.ROOT / out).parent.mkdir(parents=True, exist_ok=True)
    sources = ["pyproject.toml"] if project else []
    uv.run(["pip", "compile", *sources, *OPTIONS, *options, "--output-file", out])
    print(f"{out:<48} {len(locked(uv.ROOT / out)):>4} packages", flush=True)
    return out


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    try:
        lock(parser.parse_args().upgrade)
    except uv.UvMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(failed.stderr, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
