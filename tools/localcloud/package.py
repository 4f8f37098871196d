"""Archives and templates for the direct deploy: what `sam build` and `sam package` do, without building anything."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.layers.build import build_here
from tools.layers.bytecode import compiled
from tools.layers.uv import ROOT

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format knows nothing older; a fixed date keeps archives reproducible
_SOURCES = {  # properties that name a local folder or file, per resource type
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
    "AWS::Serverless::HttpApi": "DefinitionUri",
}

Upload = Callable[[str, Callable[[], bytes]], str]
"""Stores an archive under a key unless it is there already; returns its s3:// address."""


class SourceMissing(Exception):
    """A template names a folder that is not there."""


class _Loader(yaml.CSafeLoader):
    """YAML with CloudFormation's short forms: `!Ref X`, `!Sub …`, `!GetAtt A.B`."""


def _short_form(loader: yaml.CSafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise TypeError(f"YAML node {node!r} has no value")
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)
# A bare date such as `Version: 2012-10-17` is a text in CloudFormation.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load_template(path: Path) -> dict[str, Any]:
    """Return a template with its short forms written out."""
    template: dict[str, Any] = yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506  # a SafeLoader
    return template


def package(path: Path, root: Path, upload: Upload) -> str:
    """Return the template as JSON with every local source uploaded and replaced by its address.

    root: the folder that holds `.local/layers`. Layers with a Makefile are built there first, which costs nothing
    if they have not changed; below any other folder than this clone they are expected to be there.
    Raises SourceMissing.
    """
    template = load_template(path)
    shared = template.get("Globals", {}).get("Function", {})
    if "CodeUri" in shared:
        shared["CodeUri"] = _upload(path.parent / shared["CodeUri"], "", upload, with_bytecode=True)
    for name, resource in template.get("Resources", {}).items():
        if name.startswith("Fn::ForEach::"):
            continue  # the cloud itself unrolls it; a resource that stands in a loop has no sources of its own
        key = _SOURCES.get(resource["Type"], "")
        source = resource.get("Properties", {}).get(key)
        if isinstance(source, str) and not source.startswith("s3://"):
            folder, prefix = _source(resource, path.parent, source, root)
            is_function = resource["Type"] == "AWS::Serverless::Function"
            if folder.suffix == ".yaml" and resource["Type"] == "AWS::Serverless::StateMachine":
                resource["Properties"][key] = _upload_definition(folder, upload)
            else:
                resource["Properties"][key] = _upload(folder, prefix, upload, with_bytecode=is_function)
    return json.dumps(template)


def _upload_definition(source: Path, upload: Upload) -> str:
    """Upload a workflow as JSON: CloudFormation takes a YAML definition from S3, the local cloud does not."""
    if not source.exists():
        raise SourceMissing(f"{source} is missing: a template names it")
    content = json.dumps(load_template(source)).encode()
    return upload(f"{hashlib.sha256(content).hexdigest()}.json", lambda: content)


def _source(resource: dict[str, Any], base: Path, source: str, root: Path) -> tuple[Path, str]:
    """Return the folder to archive and the prefix inside the archive, as `sam build` would lay it out."""
    method = str(resource.get("Metadata", {}).get("BuildMethod", ""))
    if resource["Type"] != "AWS::Serverless::LayerVersion" or not method:
        return base / source, ""
    if method == "makefile":
        name = Path(source).name
        if root == ROOT:
            build_here(name)
        return root / ".local" / "layers" / name, ""
    return base / source, "python/"


def _upload(source: Path, prefix: str, upload: Upload, *, with_bytecode: bool = False) -> str:
    if not source.exists():
        raise SourceMissing(f"{source} is missing: a template names it, or a layer was not built yet (make layers)")
    files = [source] if source.is_file() else list(_files(source))
    digest = hashlib.sha256(f"{prefix}{sys.version if with_bytecode else ''}".encode())
    for file in files:
        digest.update(f"{file.relative_to(source)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    if source.suffix in {".yaml", ".yml"}:
        # AWS reads a workflow in YAML; MiniStack parses JSON only.
        return upload(f"{digest.hexdigest()}.json", lambda: json.dumps(yaml.safe_load(source.read_text())).encode())
    if source.is_file():
        return upload(f"{digest.hexdigest()}{source.suffix}", source.read_bytes)
    return upload(f"{digest.hexdigest()}.zip", lambda: _archive(source, files, prefix, with_bytecode=with_bytecode))


def _files(folder: Path) -> Iterator[Path]:
    # A built layer is shipped with the bytecode that was made for it; what lies among sources is this machine's.
    is_built = folder.parts[-3:-1] == (".local", "layers")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (is_built or path.suffix != ".pyc"):
            yield path


def _archive(folder: Path, files: list[Path], prefix: str, *, with_bytecode: bool) -> bytes:
    contents = {prefix + file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    if with_bytecode:
        # The local functions run on the Python version that runs this; elsewhere the bytecode is passed over.
        contents |= dict(compiled(source, name) for name, source in contents.items() if name.endswith(".py"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
