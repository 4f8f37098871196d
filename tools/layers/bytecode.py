"""Bytecode that Python believes without looking at the source (PEP 552, "unchecked-hash").

Times of files change in zips and clones; with bytecode that compares them, each cold start would compile anew.
"""

from __future__ import annotations

import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path

UNCHECKED_HASH = 0b01


class NotCompiled(Exception):
    """Some modules could not be compiled; the message names them."""


def compiled(source: bytes, path: str) -> tuple[str, bytes]:
    """Compile one module with this interpreter; return the path of its bytecode and the bytecode.

    path: of the source in the archive, such as `api.py`. Raises SyntaxError.
    """
    code = compile(source, path, "exec", dont_inherit=True)
    flags = UNCHECKED_HASH.to_bytes(4, "little")
    content = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(source) + marshal.dumps(code)
    return importlib.util.cache_from_source(path), content


def compile_folder(interpreter: str, folder: Path, where_it_runs: str) -> None:
    """Compile a folder with an interpreter of the version that will run it.

    where_it_runs: the folder's path on Lambda, for tracebacks. Raises NotCompiled if a module has no bytecode after.
    """
    command = [
        interpreter, "-m", "compileall", "-q", "-f", "-j", "2", "--invalidation-mode", "unchecked-hash",
        "-s", str(folder), "-p", where_it_runs, str(folder),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    missing = [path for path in folder.rglob("*.py") if not list(path.parent.glob(f"__pycache__/{path.stem}.*.pyc"))]
    if done.returncode or missing:
        raise NotCompiled(f"not compiled: {missing or done.stdout + done.stderr}")


def main(arguments: list[str]) -> int:
    """`python -m tools.layers.bytecode python3.13 FOLDER …`: compile what `sam build` has put there for functions."""
    interpreter, *folders = arguments
    for folder in folders:
        for function in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
            compile_folder(interpreter, function, "/var/task")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
