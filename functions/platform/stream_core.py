"""Stream edge of the core table: new outbox rows go to the bus and to the queues."""

from collections.abc import Callable
from typing import Any

from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.items import from_item
from guildhall.platform.publisher import Publisher


def forward(publisher: Publisher) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler; it reports the sequence numbers of rows that were not taken, so that only they come again."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        records = {record["dynamodb"]["Keys"]["SK"]["S"]: record["dynamodb"] for record in event["Records"]}
        failed = publisher.send([from_item(record["NewImage"]) for record in records.values()])
        return {"batchItemFailures": [{"itemIdentifier": records[row]["SequenceNumber"]} for row in failed]}

    return handle


handler = Lazily(lambda: forward(Publisher.wire(Platform.from_env())))
