"""`python -m tools.layers.build`: fills `.local/layers/<name>/python` from the locks of `layers/<name>`.

Recipe of performance.md section 1.5: install by hash, prune, compile with the interpreter that will run it.
The bytecode is "unchecked-hash": Python believes it without looking at the source's time, which zips change.
`sam build` calls the same module through each layer's Makefile, for the architecture and Python of the template.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.layers import uv
from tools.layers.bytecode import NotCompiled, compile_folder
from tools.layers.lock import locked
from tools.layers.prune import prune

LAYERS = ("dependencies", "stripe", "documents", "tokens", "calendars", "images", "guests", "push", "guildhall")
BUILT = uv.ROOT / ".local/layers"
WHERE_IT_RUNS = "/opt/python"
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
"""Lambda's names of processors and the wheels that run there: its Python 3.12 and later sit on glibc 2.34."""
PROBE = "import sys, sysconfig; print(sys.version, sys.implementation.cache_tag, sysconfig.get_platform())"


class LayerNotBuilt(Exception):
    """A layer could not be built; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the layer will run on.

    python: path of an interpreter of the very version that runs the functions: it compiles the bytecode.
    architecture: `arm64` or `x86_64` for Lambda, None for this machine.
    """

    python: str
    architecture: str | None = None

    @classmethod
    def here(cls) -> Target:
        """Return the interpreter on which the local cloud runs the functions."""
        runtime = uv.ROOT / ".local/runtime/bin/python"
        return cls(str(runtime if runtime.exists() else sys.executable))

    def description(self) -> str:
        """Return what tells this target from another. Raises LayerNotBuilt if the interpreter is missing."""
        try:
            probe = subprocess.run([self.python, "-c", PROBE], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise LayerNotBuilt(
                f"{self.python} does not run: a layer is compiled by the Python version that its functions use"
            ) from error
        return f"{probe.stdout.strip()} {self.architecture}"


def build(name: str, target: Target, folder: Path, stamp: Path | None = None) -> str:
    """Build one layer into `folder/python` unless it is there already; return one line about it.

    stamp: the file that remembers from what the layer was built; None builds it in any case.
    Raises LayerNotBuilt, NotCompiled.
    """
    began = time.monotonic()
    origin = _origin(name, target)
    if stamp and _read(stamp) == origin:
        return f"{name:<14} up to date"
    fresh = folder / f"python.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _fill(name, target, fresh)
        compile_folder(target.python, fresh, WHERE_IT_RUNS)
        shutil.rmtree(folder / "python", ignore_errors=True)
        fresh.rename(folder / "python")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if stamp:
        stamp.write_text(origin)
    files = [path for path in (folder / "python").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    return f"{name:<14} {len(files):>5} files {size:>6.1f} MB {time.monotonic() - began:>5.1f} s"


def build_here(name: str, target: Target | None = None) -> str:
    """Build one layer where the local cloud looks for it, by default for the local functions' interpreter."""
    return build(name, target or Target.here(), BUILT / name, BUILT / f"{name}.stamp")


def _fill(name: str, target: Target, python: Path) -> None:
    """Put the packages there, without bytecode."""
    if name == "guildhall":
        shutil.copytree(
            uv.ROOT / "layers/guildhall/python",
            python,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        return
    platform = ["--python-platform", PLATFORMS[target.architecture]] if target.architecture else []
    for requirements in _sources(name):
        try:
            uv.run([
                "pip", "install", "--target", str(python), "--python", target.python, *platform,
                "--requirements", str(requirements), "--require-hashes", "--no-deps", "--only-binary", ":all:",
                # A copy: pruning rewrites files that would otherwise be uv's own.
                "--link-mode", "copy", "--no-config",
            ])  # fmt: skip
        except subprocess.CalledProcessError as failed:
            raise LayerNotBuilt(f"{requirements}: {failed.stderr}") from failed
    prune(python)


def _sources(name: str) -> list[Path]:
    """List the files that decide what a layer holds, in order."""
    if name == "guildhall":
        return sorted(
            path
            for path in (uv.ROOT / "layers/guildhall/python").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
    return sorted((uv.ROOT / "layers" / name).glob("requirements*.txt"), reverse=True)


def _origin(name: str, target: Target) -> str:
    """Return what a layer would be built from, in short."""
    digest = hashlib.sha256(target.description().encode())
    own = [Path(__file__).with_name(name) for name in ("build.py", "bytecode.py", "prune.py")]
    for path in [*own, *_sources(name)]:
        digest.update(f"{path.relative_to(uv.ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str:
    """Return a file's text, or nothing if it is absent."""
    return path.read_text() if path.exists() else ""


def packages(name: str) -> dict[str, str]:
    """Return the versions of a layer's packages by name; nothing for our own code."""
    found: dict[str, str] = {}
    for path in _sources(name):
        if path.name.startswith("requirements"):
            found |= locked(path)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Build the Lambda layers.")
    parser.add_argument("names", nargs="*", default=LAYERS, help="which layers; all by default")
    parser.add_argument("--python", help="interpreter of the version that runs the functions, such as python3.13")
    parser.add_argument("--architecture", choices=sorted(PLATFORMS), help="Lambda's processor; this machine's without")
    parser.add_argument("--out", type=Path, help="build one layer into this folder, as `sam build` asks")
    given = parser.parse_args(arguments)
    target = Target(given.python or Target.here().python, given.architecture)
    unknown = set(given.names) - set(LAYERS)
    if unknown or (given.out and len(given.names) != 1):
        parser.error(f"no such layer: {', '.join(unknown)}" if unknown else "--out takes one layer")
    try:
        for name in given.names:
            line = build(name, target, given.out.absolute()) if given.out else build_here(name, target)
            print(line, flush=True)
    except (LayerNotBuilt, NotCompiled, uv.UvMissing) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
