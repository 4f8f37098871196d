"""A layer is pruned, compiled so that it cannot go stale, and built only when something changed."""

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tools.layers.build import LayerNotBuilt, Target, build
from tools.layers.prune import prune

HERE = Target(sys.executable)


def write(path: Path, content: Mapping[str, Any] | str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = (content if isinstance(content, str) else json.dumps(content)).encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def test_pruning_keeps_only_the_newest_description_of_services_we_call(tmp_path: Path) -> None:
    data = tmp_path / "botocore/data"
    write(data / "dynamodb/2011-12-05/service-2.json.gz", {})
    write(data / "dynamodb/2012-08-10/service-2.json.gz", {})
    write(data / "dynamodb/2012-08-10/examples-1.json", {})
    write(data / "quantum-ledger/2019-01-01/service-2.json.gz", {})

    prune(tmp_path)

    assert [path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()] == [
        "dynamodb/2012-08-10/service-2.json"
    ]


def test_pruning_drops_prose_but_not_a_member_that_is_called_documentation(tmp_path: Path) -> None:
    shape = {"members": {"documentation": {"shape": "Text"}}, "documentation": "<p>Long.</p>"}
    file = write(tmp_path / "botocore/data/s3/2006-03-01/service-2.json.gz", {"shapes": {"Doc": shape}})

    prune(tmp_path)

    assert json.loads(file.with_suffix("").read_text()) == {
        "shapes": {"Doc": {"members": {"documentation": {"shape": "Text"}}}}
    }


def test_pruning_keeps_the_prose_that_botocore_reads(tmp_path: Path) -> None:
    parameters = {"Accelerate": {"documentation": "Use acceleration.", "type": "boolean"}}
    file = write(tmp_path / "botocore/data/s3/2006-03-01/service-2.json.gz", {"clientContextParams": parameters})

    prune(tmp_path)

    assert json.loads(file.with_suffix("").read_text()) == {"clientContextParams": parameters}


def test_pruning_keeps_every_partition_with_the_services_we_call(tmp_path: Path) -> None:
    partitions: list[dict[str, Any]] = [
        {"partition": name, "services": {"states": {}, "braket": {}}} for name in ("aws", "aws-cn")
    ]
    file = write(tmp_path / "botocore/data/endpoints.json", {"partitions": partitions})

    prune(tmp_path)

    kept = json.loads(file.read_text())["partitions"]
    assert kept == [{"partition": name, "services": {"states": {}}} for name in ("aws", "aws-cn")]


def test_pruning_leaves_code_metadata_and_licences(tmp_path: Path) -> None:
    kept = {"a/__init__.py", "a-1.dist-info/METADATA", "a-1.dist-info/licenses/LICENSE", "chalice/app.py"}
    dropped = {"a/tests/test_a.py", "a/a.pyi", "a/a.c", "a-1.dist-info/RECORD", "chalice/deploy/x.py", ".lock"}
    for name in kept | dropped:
        write(tmp_path / name)

    prune(tmp_path)

    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == kept


def test_every_module_has_bytecode_that_no_clock_can_make_stale(tmp_path: Path) -> None:
    build("guildhall", HERE, tmp_path)

    sources = list((tmp_path / "python").rglob("*.py"))
    compiled = list((tmp_path / "python").rglob("*.pyc"))
    assert len(sources) == len(compiled) > 10
    # PEP 552: bit 0 = checked by hash, bit 1 = compare it with the source on import.
    assert {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled} == {0b01}


def test_an_unchanged_layer_is_not_built_again(tmp_path: Path) -> None:
    stamp = tmp_path / ".stamp"
    build("guildhall", HERE, tmp_path, stamp)
    marker = write(tmp_path / "python/marker")

    again = build("guildhall", HERE, tmp_path, stamp)

    assert again.endswith("up to date")
    assert marker.exists()


def test_a_layer_built_from_something_else_is_built_anew(tmp_path: Path) -> None:
    stamp = write(tmp_path / ".stamp", "something else")
    marker = write(tmp_path / "python/marker")

    build("guildhall", HERE, tmp_path, stamp)

    assert not marker.exists()
    assert (tmp_path / "python/guildhall/__init__.py").exists()


def test_a_missing_interpreter_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LayerNotBuilt, match=r"python9\.9 does not run: a layer is compiled by the Python version"):
        build("guildhall", Target("python9.9"), tmp_path)


def test_the_command_line_refuses_a_layer_that_does_not_exist() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.layers.build", "kitchen"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "no such layer: kitchen" in done.stderr
