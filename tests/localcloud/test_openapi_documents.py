"""A transform that copies no documents says the same as SAM's own."""

from __future__ import annotations

import os
import subprocess

from tools.localcloud.cloud import ROOT
from tools.localcloud.package import package

BOTH_WAYS = """
import copy, json, sys
from ministack.services.cloudformation import engine
from samtranslator.translator.transform import transform
from tools.localcloud.fixes.openapi_documents import write_in_place

template = json.load(sys.stdin)
transformed = lambda: transform(copy.deepcopy(template), {}, engine._NO_IAM_POLICY_LOADER)
stock = transformed()
write_in_place()
ours = transformed()
bodies = [one["Properties"].get("Body", {}) for one in stock["Resources"].values()]
print(ours == stock, sum(len(body.get("paths", [])) for body in bodies))
"""


def test_our_api_becomes_what_sam_makes_of_it() -> None:
    template = package(ROOT / "template.yaml", ROOT, lambda key, _: f"s3://bucket/{key}")

    done = subprocess.run(
        [str(ROOT / ".local/cloud/bin/python"), "-c", BOTH_WAYS],
        env={**os.environ, "PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "us-east-1"},
        input=template, capture_output=True, text=True, check=True,
    )  # fmt: skip

    is_same, paths = done.stdout.splitlines()[-1].split()
    assert is_same == "True"
    assert int(paths) > 100
