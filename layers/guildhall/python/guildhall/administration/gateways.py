"""The queues of this deployment, through SQS and CloudWatch; the exported audit log, in S3."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from guildhall.administration.errors import QueueUnknown
from guildhall.administration.models.audit import SealedHour
from guildhall.administration.models.field import Breakage, FieldReport
from guildhall.administration.models.queues import DeadLetter, QueueState
from guildhall.kernel.clock import Clock
from guildhall.platform import aws, observe

COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "RedrivePolicy"]
BATCH = 10
METRIC_MINUTES = 10
DAYS_OF_A_YEAR = 366
"""The longest: a file is never let go of before its last day."""


class SqsQueues:
    """The port `Queues`. A queue is ours if its name begins with the stack's; its name here is without that."""

    def __init__(self, stack_name: str, clock: Clock) -> None:
        self._prefix = f"{stack_name}-"
        self._clock = clock

    def states(self) -> list[QueueState]:
        """Return every queue that is not itself for dead letters, by name."""
        urls = self._urls()
        facts = {name: self._attributes(url) for name, url in urls.items()}
        buried = {_target(attributes) for attributes in facts.values()} - {None}
        ages = self._ages([url.rsplit("/", 1)[-1] for url in urls.values()])
        states = []
        for name, attributes in sorted(facts.items()):
            full_name = urls[name].rsplit("/", 1)[-1]
            if full_name in buried:
                continue
            target = _target(attributes)
            graves = self._attributes(self._url_of(target)) if target else None
            states.append(
                QueueState(
                    name=name,
                    depth=int(attributes["ApproximateNumberOfMessages"]),
                    in_flight=int(attributes["ApproximateNumberOfMessagesNotVisible"]),
                    oldest_age_seconds=ages.get(full_name),
                    dead_letters=int(graves["ApproximateNumberOfMessages"]) if graves else None,
                )
            )
        return states

    def dead_letters(self, name: str) -> list[DeadLetter]:
        """Return up to ten dead letters without removing them: they are hidden for no longer than the look takes.

        Raises QueueUnknown.
        """
        received = self._receive(self._pair(name)[1], visibility_seconds=0)
        return [_letter(message) for message in received]

    def redrive(self, name: str, most: int) -> int:
        """Send up to `most` dead letters back, each removed only after their queue took it; return how many.

        Raises QueueUnknown.
        """
        source, graves = self._pair(name)
        sqs, moved = aws.client("sqs"), 0
        while moved < most:
            received = self._receive(graves, visibility_seconds=30)
            if not received:
                break
            for message in received:
                sqs.send_message(QueueUrl=source, MessageBody=_original(message["Body"]), **_order(message))
                sqs.delete_message(QueueUrl=graves, ReceiptHandle=message["ReceiptHandle"])
            moved += len(received)
        return moved

    def _urls(self) -> dict[str, str]:
        found: dict[str, str] = {}
        request: dict[str, Any] = {"QueueNamePrefix": self._prefix, "MaxResults": 1000}
        while True:
            answer = aws.client("sqs").list_queues(**request)
            for url in answer.get("QueueUrls", []):
                found[_short(url.rsplit("/", 1)[-1].removeprefix(self._prefix))] = url
            if "NextToken" not in answer:
                return found
            request["NextToken"] = answer["NextToken"]

    def _pair(self, name: str) -> tuple[str, str]:
        url = self._urls().get(name)
        target = _target(self._attributes(url)) if url else None
        if url is None or target is None:
            raise QueueUnknown(f"no queue {name!r} with dead letters")
        return url, self._url_of(target)

    @staticmethod
    def _url_of(full_name: str) -> str:
        return str(aws.client("sqs").get_queue_url(QueueName=full_name)["QueueUrl"])

    @staticmethod
    def _attributes(url: str) -> dict[str, str]:
        answer = aws.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=COUNTS)
        found: dict[str, str] = answer["Attributes"]
        return found

    @staticmethod
    def _receive(url: str, *, visibility_seconds: int) -> list[dict[str, Any]]:
        answer = aws.client("sqs").receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=BATCH,
            VisibilityTimeout=visibility_seconds,
            AttributeNames=["All"],
            WaitTimeSeconds=0,
        )
        received: list[dict[str, Any]] = answer.get("Messages", [])
        return received

    def _ages(self, full_names: list[str]) -> dict[str, int]:
        now = self._clock.now()
        queries = [
            {
                "Id": f"q{number}",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/SQS",
                        "MetricName": "ApproximateAgeOfOldestMessage",
                        "Dimensions": [{"Name": "QueueName", "Value": name}],
                    },
                    "Period": 60,
                    "Stat": "Maximum",
                },
            }
            for number, name in enumerate(full_names)
        ]
        if not queries:
            return {}
        answer = aws.client("cloudwatch").get_metric_data(
            MetricDataQueries=queries, StartTime=now - timedelta(minutes=METRIC_MINUTES), EndTime=now
        )
        return {
            full_names[int(result["Id"][1:])]: int(result["Values"][0])
            for result in answer["MetricDataResults"]
            if result["Values"]
        }


def _short(name: str) -> str:
    """Drop the random end that CloudFormation gives a queue's name."""
    is_fifo = name.endswith(".fifo")
    return name.removesuffix(".fifo").rsplit("-", 1)[0] + (".fifo" if is_fifo else "")


def _target(attributes: dict[str, str]) -> str | None:
    policy = attributes.get("RedrivePolicy")
    return str(json.loads(policy)["deadLetterTargetArn"]).rsplit(":", 1)[-1] if policy else None


def _original(body: str) -> str:
    """Unwrap a message that our code gave up at once (platform/edge/messages.py)."""
    content = json.loads(body)
    return json.dumps(content["message"]) if "problem" in content else body


def _order(message: dict[str, Any]) -> dict[str, str]:
    group = message["Attributes"].get("MessageGroupId")
    # Deduplication remembers an id for five minutes; the message's own id would be dropped as already seen.
    return {"MessageGroupId": group, "MessageDeduplicationId": message["ReceiptHandle"][-120:]} if group else {}


def _letter(message: dict[str, Any]) -> DeadLetter:
    content = json.loads(message["Body"])
    was_given_up = isinstance(content, dict) and "problem" in content
    return DeadLetter(
        id=message["MessageId"],
        sent_at=datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC),
        received=int(message["Attributes"].get("ApproximateReceiveCount", 0)),
        problem=content["problem"] if was_given_up else None,
        body=content["message"] if was_given_up else content,
    )


class S3Exports:
    """The port `Exports` on a versioned bucket with object lock.

    mode: `COMPLIANCE` (no role removes a file before its time) or `GOVERNANCE`. years: from the hour sealed; as long
    as for the books that the log explains (Code de commerce, article L123-22).
    """

    def __init__(self, bucket: str, mode: str, years: int) -> None:
        self._bucket = bucket
        self._mode = mode
        self._retention = timedelta(days=years * DAYS_OF_A_YEAR)

    def put(self, sealed: SealedHour, content: bytes) -> None:
        """Keep the entries of an hour; the same content may be put again."""
        aws.client("s3").put_object(
            Bucket=self._bucket,
            Key=_export_key(sealed),
            Body=gzip.compress(content, mtime=0),
            ContentType="application/x-ndjson",
            ContentEncoding="gzip",
            ObjectLockMode=self._mode,
            ObjectLockRetainUntilDate=sealed.hour + self._retention,
        )

    def get(self, sealed: SealedHour) -> bytes | None:
        """Return what was kept, or None."""
        client = aws.client("s3")
        try:
            answer = client.get_object(Bucket=self._bucket, Key=_export_key(sealed))
        except client.exceptions.NoSuchKey:
            return None
        return gzip.decompress(answer["Body"].read())


def _export_key(sealed: SealedHour) -> str:
    return f"audit/{sealed.hour:%Y/%m/%d/%H}-{sealed.digest}.ndjson.gz"


class CountedAlarms:
    """The ports `SealAlarms` and `FieldAlarms` as metrics that infra/observability.yaml watches."""

    def broken(self, detail: str) -> None:
        """Count an hour of the audit log that is not what it was."""
        observe.count("the audit log is not what it was", "AuditLogBroken", detail=detail)

    def page_broke(self, report: FieldReport, broken: Breakage) -> None:
        """Count an error that a browser told of."""
        told = {"error": broken.name, "frames": list(broken.frames), "app_release": report.app_release}
        observe.count("a page broke in a browser", "PagesBroken", route=report.route, **told)
