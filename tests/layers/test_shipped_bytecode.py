"""A layer reaches the local cloud with the bytecode that was built for it, a function with bytecode made for it."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.localcloud.package import package

TEMPLATE = {
    "Resources": {
        "BuiltLayer": {
            "Type": "AWS::Serverless::LayerVersion",
            "Metadata": {"BuildMethod": "makefile"},
            "Properties": {"ContentUri": "layers/built"},
        },
        "Api": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "functions/api"}},
    }
}


@pytest.fixture
def archives(tmp_path: Path) -> dict[str, zipfile.ZipFile]:
    for folder in (tmp_path / ".local/layers/built/python", tmp_path / "functions/api"):
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "module.py").write_text("NUMBER = 42\n")
        (folder / "__pycache__/module.cpython-20.pyc").touch()
    (tmp_path / "template.yaml").write_text(json.dumps(TEMPLATE))
    uploaded: list[zipfile.ZipFile] = []

    def upload(key: str, content: Callable[[], bytes]) -> str:
        uploaded.append(zipfile.ZipFile(io.BytesIO(content())))
        return f"s3://bucket/{key}"

    package(tmp_path / "template.yaml", tmp_path, upload)
    return dict(zip(("layer", "function"), uploaded, strict=True))


def test_a_layer_keeps_the_bytecode_it_was_built_with(archives: dict[str, zipfile.ZipFile]) -> None:
    assert archives["layer"].namelist() == ["python/__pycache__/module.cpython-20.pyc", "python/module.py"]


def test_a_function_gets_bytecode_of_its_own(archives: dict[str, zipfile.ZipFile]) -> None:
    assert archives["function"].namelist() == ["module.py", f"__pycache__/module.{sys.implementation.cache_tag}.pyc"]


def test_the_bytecode_of_a_function_is_used_whatever_time_its_source_has(
    archives: dict[str, zipfile.ZipFile], tmp_path: Path
) -> None:
    archives["function"].extractall(tmp_path / "task")

    done = subprocess.run(
        [sys.executable, "-v", "-c", "import module; print(module.NUMBER)"],
        cwd=tmp_path / "task",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "42\n"
    assert "module.py" not in [line.rpartition("/")[2] for line in done.stderr.splitlines() if "code object" in line]
    assert f"module.{sys.implementation.cache_tag}.pyc matches" in done.stderr
