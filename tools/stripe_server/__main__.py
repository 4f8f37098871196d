"""Run the Stripe server: `python -m tools.stripe_server --port 4242 --state .local/stripe.db --webhook-url URL`."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tools.stripe_server.server import StripeServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    options = _options(arguments)
    Path(options.state).parent.mkdir(parents=True, exist_ok=True)
    try:
        server = StripeServer(
            port=options.port, state=options.state, webhook_url=options.webhook_url,
            webhook_secret=options.webhook_secret, thin_webhook_url=options.thin_webhook_url,
            thin_webhook_secret=options.thin_webhook_secret, mode=options.delivery,
        )  # fmt: skip
    except OSError as error:
        print(
            f"The Stripe server cannot use port {options.port}: {error.strerror}. Choose another with --port.",
            file=sys.stderr,
        )
        return 1
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    server.start()
    print(f"Stripe server and payment console: {server.url}", flush=True)
    ended.wait()
    server.stop()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.stripe_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 takes a free one and prints it")
    parser.add_argument("--state", default=".local/stripe.db", help="file that keeps everything over restarts")
    parser.add_argument("--webhook-url", help="endpoint for events")
    parser.add_argument("--webhook-secret", default="whsec_local", help="signing secret of snapshot events")
    parser.add_argument("--thin-webhook-url", help="endpoint for thin (v2) events; default: --webhook-url")
    parser.add_argument("--thin-webhook-secret", help="signing secret of thin events; default: --webhook-secret")
    parser.add_argument("--delivery", choices=("auto", "manual"), help="deliver by itself or only by hand")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
