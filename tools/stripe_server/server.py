"""The Stripe server as an object: for `python -m tools.stripe_server`, and in process for tests."""

import threading
from types import TracebackType
from typing import Self

from tools.stripe_server import control_api, delivery, http_edge, pages
from tools.stripe_server.control import Control
from tools.stripe_server.protocol import Protocol
from tools.stripe_server.store import Store
from tools.stripe_server.wire import Answer, Request

POLL = 0.01


class StripeServer:
    """Stripe on loopback. Start it, point stripe-python at `url`, drive the outside world through `control`.

    port: 0 for any free one. state: a file that keeps everything over restarts, or ":memory:".
    webhook_url, webhook_secret: where snapshot and thin events go; both may come later through `control.listen`.
    mode: "auto", "manual", or None to keep what the state says. first_pause: seconds before the first repeat.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        state: str = ":memory:",
        webhook_url: str | None = None,
        webhook_secret: str = "whsec_local",  # noqa: S107 - a secret of this machine only
        thin_webhook_secret: str | None = None,
        thin_webhook_url: str | None = None,
        mode: str | None = None,
        first_pause: float = delivery.FIRST_PAUSE,
        longest_pause: float = delivery.LONGEST_PAUSE,
    ) -> None:
        self._http = http_edge.serve(self._route, port)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.store = Store(state)
        courier = delivery.Courier(self.store, first_pause, longest_pause)
        self._courier = courier
        self._protocol = Protocol(self.store, self.url, courier.wake)
        self.control = Control(self.store, self.url, courier)
        if webhook_url:
            self.control.listen(webhook_url, webhook_secret, thin_webhook_secret, thin_webhook_url)
        if mode:
            self.control.delivery_mode(mode)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": POLL}, name="stripe-http", daemon=True
        )

    def start(self) -> Self:
        """Begin to answer and to deliver."""
        self._courier.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish what is in progress and end; the state stays."""
        if self._thread.is_alive():
            self._http.shutdown()
        self._http.server_close()
        self._courier.stop()
        self.store.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _route(self, request: Request) -> Answer:
        if request.path.startswith(("/v1/", "/v2/")):
            return self._protocol.answer(request)
        if request.path.startswith(control_api.PREFIX):
            return control_api.answer(self.control, request)
        return pages.answer(self.control, request)
