"""The local cloud is served by uvicorn and httptools, a parser in C.

MiniStack serves itself by Hypercorn, whose parser h11 is written in Python: it took a quarter of the time of a request,
in the one thread that everything here waits for.
Can go when MiniStack takes another server.
"""

from __future__ import annotations

from typing import Any

import hypercorn.asyncio
import uvicorn
from hypercorn.config import Config

_CLOSING_SECONDS = 3
"""Connections that do not end by themselves by then are cut, as by Hypercorn."""


def apply() -> None:
    """Let MiniStack's own start (ministack.app.main) serve by uvicorn."""
    hypercorn.asyncio.serve = _serve


async def _serve(app: Any, config: Config) -> None:
    host, _, port = config.bind[0].rpartition(":")
    asked = uvicorn.Config(
        app,
        host=host,
        port=int(port),
        http="httptools",
        ws="wsproto",
        ws_ping_interval=None,
        # MiniStack reads who asks from the connection, and writes these headers as AWS does.
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=int(config.keep_alive_timeout),
        timeout_graceful_shutdown=_CLOSING_SECONDS,
        log_level=config.loglevel.lower(),
        access_log=False,
    )
    await uvicorn.Server(asked).serve()
