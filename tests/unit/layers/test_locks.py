"""The locks of the layers agree with each other and with what the tests run on."""

import re

import pytest

from tools.layers import uv
from tools.layers.build import packages
from tools.layers.lock import EXTRAS, locked

CORE = packages("dependencies")


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_layer_for_few_holds_only_what_the_layer_for_all_does_not(extra: str) -> None:
    own = packages(extra)

    assert own
    assert not own.keys() & CORE.keys()


def test_the_tests_run_on_the_versions_of_the_functions() -> None:
    tested = locked(uv.ROOT / "tools/locks/dev.txt")
    shipped = {name: version for layer in ("dependencies", *EXTRAS) for name, version in packages(layer).items()}
    del shipped["chalice"]  # installed apart, without what it declares

    assert {name: tested.get(name) for name in shipped} == shipped


def test_what_only_payments_and_documents_need_is_nobody_elses_weight() -> None:
    assert not {"stripe", "requests", "fpdf2", "pillow", "fonttools"} & CORE.keys()


def test_every_locked_package_has_a_hash() -> None:
    for path in [*uv.ROOT.glob("layers/*/requirements*.txt"), *uv.ROOT.glob("tools/locks/*.txt")]:
        lines = path.read_text().splitlines()
        pinned = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9][^ ]*==", line)]

        assert pinned, path
        assert all("--hash=sha256:" in lines[number + 1] for number in pinned), path
