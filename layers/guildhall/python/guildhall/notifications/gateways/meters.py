"""Figures that CloudWatch measures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.notifications.models import Figure
from guildhall.platform import aws
from guildhall.platform.observe import logger

MINUTE = 60


class CloudMeters:
    """The port `Meters` on CloudWatch.

    stage: whose metrics. api_id: of the HTTP API. stack_name: of the stack that holds the queues; their names begin so.
    """

    def __init__(self, stage: str, api_id: str, stack_name: str, clock: Clock) -> None:
        self._service = f"guildhall-{stage}"
        self._api_id = api_id
        self._words = stack_name.replace("-", " ")
        self._clock = clock

    def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
        """Return the higher of each figure's last two windows; what has no data is left out. Raises Unavailable."""
        asked = {f"f{number}": pair for number, pair in enumerate(sorted(wanted))}
        now = self._clock.now()
        # Windows of CloudWatch begin on marks of their own: the present one has just begun, the one before is whole.
        start = now - timedelta(minutes=2 * max(minutes for _, minutes in wanted))
        try:
            answer = aws.client("cloudwatch").get_metric_data(
                MetricDataQueries=[query for name, pair in asked.items() for query in self._queries(name, *pair)],
                StartTime=start, EndTime=now, ScanBy="TimestampDescending",
            )  # fmt: skip
        except (ClientError, BotoCoreError) as error:
            logger.warning("not measured", exc_info=True)
            raise Unavailable from error
        found = {result["Id"]: result["Values"] for result in answer["MetricDataResults"] if result["Values"]}
        return {pair: round(max(found[name][:2])) for name, pair in asked.items() if name in found}

    def _queries(self, name: str, figure: Figure, minutes: int) -> list[dict[str, Any]]:
        period, api = minutes * MINUTE, {"Name": "ApiId", "Value": self._api_id}
        if figure is Figure.ERROR_PERCENT:
            failed = _metric("AWS/ApiGateway", "5xx", api, period, "Sum")
            every = _metric("AWS/ApiGateway", "Count", api, period, "Sum")
            # Of a handful of requests a share says nothing.
            share = f"IF({name}a > 20, 100 * {name}e / {name}a, 0)"
            return [
                {"Id": f"{name}e", "MetricStat": failed, "ReturnData": False},
                {"Id": f"{name}a", "MetricStat": every, "ReturnData": False},
                {"Id": name, "Expression": share},
            ]
        if figure is Figure.RESPONSE_MS:
            metric = _metric("AWS/ApiGateway", "Latency", api, period, "p95")
            return [{"Id": name, "MetricStat": metric}]
        if figure is Figure.FAULTS:
            service = {"Name": "service", "Value": self._service}
            return [{"Id": name, "MetricStat": _metric("Guildhall", "Faults", service, period, "Sum")}]
        measured, ends = {
            Figure.QUEUE_AGE_SECONDS: ("ApproximateAgeOfOldestMessage", ""),
            Figure.DEAD_LETTERS: ("ApproximateNumberOfMessagesVisible", " Dead Letters"),
        }[figure]
        search = f"SEARCH('{{AWS/SQS,QueueName}} MetricName=\"{measured}\" {self._words}{ends}', 'Maximum', {period})"
        return [{"Id": name, "Expression": f"MAX({search})"}]


def _metric(namespace: str, metric: str, dimension: dict[str, str], period: int, stat: str) -> dict[str, Any]:
    return {
        "Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": [dimension]},
        "Period": period,
        "Stat": stat,
    }
