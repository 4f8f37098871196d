"""A layer reaches the local cloud with the bytecode that was built for it; sources reach it without any."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

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


def test_bytecode_travels_with_a_built_layer_and_not_with_sources(tmp_path: Path) -> None:
    for folder in (tmp_path / ".local/layers/built/python", tmp_path / "functions/api"):
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "module.py").touch()
        (folder / "__pycache__/module.cpython-311.pyc").touch()
    (tmp_path / "template.yaml").write_text(json.dumps(TEMPLATE))
    uploaded: list[list[str]] = []

    def upload(key: str, content: Callable[[], bytes]) -> str:
        uploaded.append(sorted(zipfile.ZipFile(io.BytesIO(content())).namelist()))
        return f"s3://bucket/{key}"

    package(tmp_path / "template.yaml", tmp_path, upload)

    assert uploaded == [["python/__pycache__/module.cpython-311.pyc", "python/module.py"], ["module.py"]]
