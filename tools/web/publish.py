"""Puts the built web app into the bucket of a stage on AWS: `python -m tools.web.publish STAGE`.

Assets first and for ever, the page last and never kept: whoever loads an old page still finds its assets.
"""

from __future__ import annotations

import json
import mimetypes
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from tools.web.build import DIST, build, release_of
from tools.web.front import IMMUTABLE, REVALIDATE
from tools.web.heads import FOLDER, headed


def uploads(dist: Path, config: dict[str, str], web_url: str) -> Iterator[tuple[str, bytes, str, str]]:
    """List key, content, content type and Cache-Control of every object, in the order of their upload.

    web_url: the origin that the pages will have.
    """
    files = [file for file in dist.rglob("*") if file.is_file() and file.suffix != ".br"]
    shown = [file for file in files if not any(part.startswith(".") for part in file.relative_to(dist).parts)]
    for file in sorted(shown, key=lambda file: (file.name == "index.html", file.name == "sw.js", str(file))):
        key = file.relative_to(dist).as_posix()
        if key == "config.json":
            continue
        kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
        yield key, file.read_bytes(), kind, IMMUTABLE if key.startswith("assets/") else REVALIDATE
    for name, content in headed(dist, web_url):
        yield f"{FOLDER}/{name}", content, "text/html", REVALIDATE
    yield "config.json", json.dumps(config).encode(), "application/json", REVALIDATE


def publish(stage: str) -> str:
    """Build and upload; return the address."""
    build()
    stacks: Any = boto3.client("cloudformation")
    outputs = _outputs(stacks, f"guildhall-{stage}-edge")
    config = {
        "websocket_url": _outputs(stacks, f"guildhall-{stage}-app")["WebSocketUrl"],
        "payments": "stripe",
        "release": release_of(DIST),
        "contact": outputs.get("ContactAddress", ""),
    }
    objects: Any = boto3.client("s3")
    for key, content, kind, keep in uploads(DIST, config, outputs["WebAddress"]):
        objects.put_object(Bucket=outputs["WebBucketName"], Key=key, Body=content, ContentType=kind, CacheControl=keep)
    return outputs["WebAddress"]


def _outputs(stacks: Any, name: str) -> dict[str, str]:
    found = stacks.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in found}


if __name__ == "__main__":
    print(publish(sys.argv[1]))
