"""The inbound edges: what turns a Lambda event into one call of a use case."""

from guildhall.platform.edge.http import IfMatch, created, etag, http, if_match, ok
from guildhall.platform.edge.messages import Delivery, on, queue
from guildhall.platform.edge.tasks import tasks

__all__ = ["Delivery", "IfMatch", "created", "etag", "http", "if_match", "ok", "on", "queue", "tasks"]
