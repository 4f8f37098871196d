"""Events are a promise to strangers: schemas are committed, samples fit them, versions only grow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guildhall.kernel.events import DomainEvent
from tools.generate.events import event_classes, schema

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "events/samples"


def sample(event: type[DomainEvent]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{event.detail_type}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("event", event_classes(), ids=lambda event: event.detail_type)
def test_the_golden_sample_fits_the_schema_and_the_class(event: type[DomainEvent]) -> None:
    golden = sample(event)

    jsonschema.Draft202012Validator(schema(event)).validate(golden)
    assert event.model_validate(golden["data"]).model_dump(mode="json") == golden["data"]


@pytest.mark.parametrize("event", event_classes(), ids=lambda event: event.detail_type)
def test_a_consumer_reads_what_a_newer_producer_sends(event: type[DomainEvent]) -> None:
    newer = {**sample(event)["data"], "added_later": True}

    assert event.read(newer) == event.model_validate(sample(event)["data"])
    with pytest.raises(ValueError, match="added_later"):
        event.model_validate(newer)
