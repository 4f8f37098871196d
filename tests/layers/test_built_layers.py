"""The layers, as built for this machine, hold what the functions import, and nothing is compiled on the way."""

import os
import subprocess

import pytest

from tools.layers.build import BUILT, LAYERS, Target, build_here
from tools.layers.prune import SERVICES

SHARED = ("dependencies", "guildhall")
IMPORTS = {
    "dependencies": "aws_lambda_powertools.event_handler, aws_lambda_powertools.metrics, aws_lambda_powertools.tracing,"
    "aws_lambda_powertools.utilities.idempotency, aws_lambda_powertools.utilities.validation, boto3, cedarpy,"
    "chalice.app, email_validator, orjson, pydantic.networks, pynamodb.models, standardwebhooks, tzdata, ulid",
    "stripe": "stripe",
    "documents": "facturx, fpdf, uharfbuzz, PIL.Image, fontTools.subset, stdnum.eu.vat",
    "tokens": "jwt, cryptography.hazmat.primitives.asymmetric.rsa",
    "calendars": "holidays.countries.pakistan",
    "guests": "icalendar, phonenumbers, xlsxwriter",
    "push": "webpush, cryptography.hazmat.primitives.kdf.hkdf",
    "images": "PIL.Image, PIL.WebPImagePlugin, PIL.AvifImagePlugin",
    "guildhall": "guildhall.kernel.ids, guildhall.platform.dynamo_transport",
}


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    for name in LAYERS:
        build_here(name)


def python(code: str, *layers: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(BUILT / name / "python") for name in layers)
    # No bytecode is written: what the layer lacks stays lacking, as in Lambda, where it is read-only.
    environment = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "AWS_DEFAULT_REGION": "eu-west-1"}
    return subprocess.run(
        [Target.here().python, *options, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_imports_on_the_runtimes_interpreter(name: str) -> None:
    done = python(f"import {IMPORTS[name]}", *dict.fromkeys((*SHARED, name)))

    assert done.stderr == ""


@pytest.mark.parametrize("name", LAYERS)
def test_importing_a_layer_compiles_nothing(name: str) -> None:
    done = python(f"import {IMPORTS[name]}", *dict.fromkeys((*SHARED, name)), options=("-v",))

    # Python writes "code object from x.py" for a source it compiled, and "… from 'x.pyc'" for bytecode it read.
    loaded = [line.partition("code object from ")[2] for line in done.stderr.splitlines()]
    assert [name for name in loaded if name.endswith(".pyc'")]
    assert [name for name in loaded if name.endswith(".py")] == []


def test_the_zones_of_venues_and_invoices_are_known_where_the_image_has_no_zone_files() -> None:
    zones = "Europe/Paris", "Asia/Karachi", "Pacific/Chatham"
    code = f"import zoneinfo; zoneinfo.reset_tzpath([]); print([str(zoneinfo.ZoneInfo(each)) for each in {zones}])"

    done = python(code, "dependencies")

    assert (done.stdout.strip(), done.stderr) == (str(list(zones)), "")


def test_a_client_of_every_kept_service_can_be_made() -> None:
    code = "import botocore.session as b\ns = b.get_session()\n" + "\n".join(
        f"s.create_client({service!r})" for service in sorted(SERVICES)
    )

    assert python(code, *SHARED).stderr == ""
