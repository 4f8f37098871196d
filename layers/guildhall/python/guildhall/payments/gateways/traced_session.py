"""What Stripe's library sends its requests with while calls are traced."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

from guildhall.platform import tracing


class TracedSession(requests.Session):
    """A session whose requests are parts of the trace, each attempt one."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send one request."""
        # Ids in a path would make a kind of call of each object: the first two parts name the resource.
        resource = "/".join(urlsplit(request.url or "").path.split("/")[:3])
        with tracing.call("stripe", f"{request.method} {resource}", is_aws=False):
            return super().send(request, **options)
