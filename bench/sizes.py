"""What is uploaded: the zip of each layer and of each function's own code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bench.deployed import functions
from bench.report import Result
from tools.layers.build import BUILT, LAYERS, build_here


def measure() -> list[Result]:
    """Measure the zips; the targets are those of performance.md."""
    results = []
    for name in LAYERS:
        build_here(name)
        target = 25.0 if name == "dependencies" else None
        results.append(Result(f"layer_zip_{name}", zipped(BUILT / name) / 1e6, target, "MB"))
    largest = max(functions(), key=lambda function: zipped(function.code), default=None)
    size = zipped(largest.code) / 1e3 if largest else None
    results.append(Result("function_zip", size, 50, "kB", largest.code.name if largest else ""))
    return results


def zipped(folder: Path) -> int:
    """Return how many bytes a folder takes as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return buffer.tell()
