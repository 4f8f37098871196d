"""Stream edge of the log group: errors go to a server that tracks them, such as Sentry."""

from collections.abc import Callable
from typing import Any

from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.sentry import Sentry
from guildhall.platform.tracked_errors import Deployment, errors_in


def forward(tracker: Sentry, deployment: Deployment) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler. It raises Unavailable when the whole delivery is to come again: ids keep each error one."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        return {"taken": tracker.send_all(errors_in(event, deployment))}

    return handle


def build() -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler as the environment sets it up."""
    platform = Platform.from_env()
    return forward(Sentry.wire(platform), Deployment.wire(platform))


handler = Lazily(build)
