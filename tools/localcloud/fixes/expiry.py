"""Expired items leave their table soon, and the stream says so.

AWS: an item whose time to live has passed is deleted within days; its stream record carries
`userIdentity.principalId` `dynamodb.amazonaws.com`.
MiniStack: looks once a minute and writes no stream record (services/dynamodb.py:1098).
Ours: every TTL_SWEEP seconds, between two requests, as a delete that the stream shows.
Can go when MiniStack's expiry writes stream records.

TTL_SWEEP: seconds, 2 by default.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import ministack.app
from ministack.core.responses import request_scope
from ministack.services import dynamodb

from tools.localcloud.replace import expect, replace

_EVERY_SECONDS = float(os.environ.get("TTL_SWEEP", "2"))
_STOCK_THREAD = "dynamodb-ttl-reaper"
_SERVICE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def apply() -> None:
    """Disarm MiniStack's own thread, which is already running, and start ours."""
    expect(dynamodb._ttl_reaper, "66841bfd6027", "dynamodb._ttl_reaper")
    stock_remove = dynamodb._remove_item

    def remove(table: dict[str, Any], hash_value: str, range_value: str) -> Any:
        if threading.current_thread().name == _STOCK_THREAD:
            return None
        return stock_remove(table, hash_value, range_value)

    replace(dynamodb, "_remove_item", "5cce50c99688", remove)
    threading.Thread(target=_repeat, daemon=True, name="localcloud-expiry").start()


def _repeat() -> None:
    while True:
        time.sleep(_EVERY_SECONDS)
        loop = ministack.app._MAIN_LOOP
        if loop is not None:
            # On the event loop no request is half done.
            loop.call_soon_threadsafe(_sweep)


def _sweep() -> None:
    now = time.time()
    for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
        table = dynamodb._tables.get_scoped(account, region, name)
        if table is None or setting.get("TimeToLiveStatus") != "ENABLED":
            continue
        with request_scope(account, region):
            for hash_value, range_value in _expired(table, setting["AttributeName"], now):
                _expire(name, table, hash_value, range_value)


def _expired(table: dict[str, Any], attribute: str, now: float) -> list[tuple[str, str]]:
    return [
        (hash_value, range_value)
        for hash_value, items in table["items"].items()
        for range_value, item in items.items()
        if "N" in item.get(attribute, {}) and float(item[attribute]["N"]) <= now
    ]


def _expire(name: str, table: dict[str, Any], hash_value: str, range_value: str) -> None:
    item = dynamodb._remove_item(table, hash_value, range_value)
    before = len(dynamodb._stream_records.get(name) or [])
    dynamodb._emit_stream_event(name, "REMOVE", item, None)
    records = dynamodb._stream_records.get(name) or []
    if len(records) > before:
        records[-1]["userIdentity"] = _SERVICE
