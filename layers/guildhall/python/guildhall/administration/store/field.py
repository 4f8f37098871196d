"""Counters of field reports, in the ops table: they pass by themselves after MOST_DAYS."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.administration.models.field import (
    EDGES,
    MOST_DAYS,
    Breakage,
    Breakages,
    Distribution,
    FieldReport,
    Measured,
    Vital,
)
from guildhall.kernel.errors import Unavailable
from guildhall.platform import query
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import to_typed

KEPT = timedelta(days=MOST_DAYS + 1)


class Keys:
    """Field reports in the ops table.

    | who asks                        | index | PK               | SK                                   |
    |---------------------------------|-------|------------------|--------------------------------------|
    | a vital of a route, of a day    | table | FIELD#{yyyymmdd} | vital#{route}#{vital}#{app_release}      |
    | an error, of a day              | table | FIELD#{yyyymmdd} | error#{digest}#{route}#{app_release}     |
    | what a day told                 | table | FIELD#{yyyymmdd} | (all)                                |
    | whether a report came before    | table | FIELDSEEN#{id}   | SEEN                                 |
    """

    @staticmethod
    def day(day: date) -> str:
        """One partition a day: the limit of all reports is far below what it takes."""
        return f"FIELD#{day:%Y%m%d}"

    @staticmethod
    def seen(report_id: str) -> tuple[str, str]:
        """A partition each: there are as many as page views."""
        return f"FIELDSEEN#{report_id}", "SEEN"


class DynamoFieldCounters:
    """The port `FieldCounters`."""

    def __init__(self, ops_table: str) -> None:
        self._table = ops_table

    def add(self, day: date, report: FieldReport) -> bool:
        """Add one to each counter; return False if this report came before. Raises Unavailable.

        The counters are not written together: many reports at once would refuse each other's transactions. A report
        that is lost half-way changes no percentile.
        """
        if not self._is_new(day, report.report_id):
            return False
        for measured in report.measured:
            self._count(*self._measured(day, report, measured))
        for broken in report.broken:
            self._count(*self._broken(day, report, broken))
        return True

    def of_day(self, day: date, app_release: str | None) -> tuple[list[Distribution], list[Breakages]]:
        """Return what was counted on a day, of one app release or of all."""
        vitals, errors = [], []
        for row in query.everything(self._table, Keys.day(day)):
            if app_release is not None and row["app_release"] != app_release:
                continue
            if "vital" in row:
                vital = Vital(row["vital"])
                counts = tuple(int(row.get(f"b{number}", 0)) for number in range(len(EDGES[vital]) + 1))
                vitals.append(Distribution(row["route"], vital, counts))
            else:
                frames = tuple(row["frames"])
                errors.append(
                    Breakages(
                        row["digest"], row["name"], frames, row["route"], row["app_release"], int(row["seen"]), day
                    )
                )
        return vitals, errors

    def _is_new(self, day: date, report_id: str) -> bool:
        pk, sk = Keys.seen(report_id)
        row = {"PK": pk, "SK": sk, "kind": "ops.field_seen", "ttl": _after(day, timedelta(days=2))}
        return self._write(
            "PutItem",
            {
                "Item": {name: to_typed(value) for name, value in row.items()},
                "ConditionExpression": "attribute_not_exists(PK)",
            },
        )

    @staticmethod
    def _measured(day: date, report: FieldReport, measured: Measured) -> tuple[dict[str, Any], str]:
        row = {
            "PK": Keys.day(day),
            "SK": f"vital#{report.route}#{measured.vital}#{report.app_release}",
            "route": report.route,
            "vital": str(measured.vital),
            "app_release": report.app_release,
            "ttl": _after(day, KEPT),
        }
        return row, f"b{measured.bucket}"

    @staticmethod
    def _broken(day: date, report: FieldReport, broken: Breakage) -> tuple[dict[str, Any], str]:
        row = {
            "PK": Keys.day(day),
            "SK": f"error#{broken.digest}#{report.route}#{report.app_release}",
            "digest": broken.digest,
            "name": broken.name,
            "frames": list(broken.frames),
            "route": report.route,
            "app_release": report.app_release,
            "ttl": _after(day, KEPT),
        }
        return row, "seen"

    def _count(self, row: dict[str, Any], counter: str) -> None:
        told = {"kind": "ops.field", **{name: value for name, value in row.items() if name not in {"PK", "SK"}}}
        request = {
            "Key": {name: to_typed(row[name]) for name in ("PK", "SK")},
            "UpdateExpression": f"SET {', '.join(f'#{name} = :{name}' for name in told)} ADD {counter} :one",
            "ExpressionAttributeNames": {f"#{name}": name for name in told},
            "ExpressionAttributeValues": {f":{name}": to_typed(value) for name, value in {**told, "one": 1}.items()},
        }
        self._write("UpdateItem", request)

    def _write(self, operation: str, request: dict[str, Any]) -> bool:
        """Return False if its condition refused it."""
        try:
            transport().call(operation, {"TableName": self._table, **request})
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error
        return True


def _after(day: date, span: timedelta) -> int:
    """Return the second at which a row of a day may go."""
    return int((datetime.combine(day, time(), UTC) + span).timestamp())
