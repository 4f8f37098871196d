"""The start of a function leaves out what no function uses, and says so if one does after all."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guildhall.platform.edge.init import Lazily
from tests.support.dynoxide import ENVIRONMENT
from tools.generate.template import functions

ROOT = Path(__file__).parents[3]
TABLES = {f"GUILDHALL_{name}_TABLE": name.lower() for name in ("CORE", "LEDGER", "CHAT", "AUDIT", "OPS")}


def start(code: str, *, in_lambda: bool = True) -> subprocess.CompletedProcess[str]:
    environ = {
        **ENVIRONMENT,
        **TABLES,
        "GUILDHALL_STAGE": "test",
        "GUILDHALL_BUS": "bus",
        "GUILDHALL_QUEUES": "",
        "GUILDHALL_SIGNING_SECRET": "arn",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "layers/guildhall/python"), str(ROOT)]),
    }
    if in_lambda:
        environ["AWS_LAMBDA_FUNCTION_NAME"] = "test"
    return subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)


def loaded_after(code: str, *, in_lambda: bool = True) -> set[str]:
    done = start(f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))", in_lambda=in_lambda)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_an_http_function_starts_without_boto3_and_asyncio() -> None:
    loaded = loaded_after("from functions.platform.api import handler")

    assert "aws_lambda_powertools.event_handler.api_gateway" in loaded
    assert not {"boto3", "s3transfer", "multiprocessing", "asyncio"} & loaded


def test_outside_lambda_everything_is_as_its_packages_want_it() -> None:
    assert "boto3" in loaded_after("from functions.platform.api import handler", in_lambda=False)


def test_clients_paginators_and_waiters_work_without_their_documentation() -> None:
    code = (
        "import sys, guildhall\nfrom guildhall.platform import aws\nclient = aws.client('dynamodb')\n"
        "client.get_paginator('query'), client.get_waiter('table_exists')\n"
        "print(repr(client.query.__doc__), 'botocore.docs.service' in sys.modules)"
    )

    assert start(code).stdout.split() == ["''", "False"], start(code).stderr


@pytest.mark.parametrize(
    "use",
    [
        "from aws_lambda_powertools.event_handler import AppSyncResolver as Used",
        "from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer as Used",
    ],
)
def test_using_what_is_left_out_is_named(use: str) -> None:
    done = start(f"import guildhall\n{use}\nUsed('x')")

    assert "is not loaded in functions: see guildhall.platform.cold_start.NOT_LOADED" in done.stderr


def test_a_started_function_collects_garbage_and_keeps_its_imports_out_of_it() -> None:
    code = (
        "from functions.platform.api import handler\nimport gc\nprint(gc.isenabled(), gc.get_freeze_count() > 10_000)"
    )

    assert start(code).stdout.split() == ["True", "True"]


def test_a_worker_starts_without_the_http_resolver() -> None:
    loaded = loaded_after("from functions.platform.tasks import handler")

    assert "guildhall.platform.edge.tasks" in loaded
    assert "aws_lambda_powertools.event_handler.api_gateway" not in loaded


def test_shapes_that_mention_addresses_do_not_load_their_tables() -> None:
    assert not {"email_validator", "idna"} & loaded_after("import guildhall.identity.schemas")


@pytest.mark.parametrize(
    "order",
    [
        "from guildhall.platform.edge import etag, http, tasks",
        "import guildhall.platform.edge.http\nfrom guildhall.platform.edge import tasks, http, etag",
        "import guildhall.platform.edge.tasks\nfrom guildhall.platform.edge import http, tasks, etag",
    ],
)
def test_an_edge_is_a_function_whichever_module_was_loaded_first(order: str) -> None:
    assert start(f"{order}\nprint(callable(http), callable(tasks), etag(1))").stdout.split() == ["True", "True", '"1"']


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_function_turns_the_collection_of_garbage_on_again(name: str) -> None:
    properties = functions()[name]
    module, _, attribute = properties["Handler"].rpartition(".")
    imported = importlib.import_module(f"{properties['CodeUri'].strip('/').replace('/', '.')}.{module}")

    assert isinstance(getattr(imported, attribute), Lazily)
