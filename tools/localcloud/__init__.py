"""The local cloud: a pinned MiniStack with named fixes, and the direct deploy of our own templates to it."""

from tools.localcloud.cloud import LocalCloud, LocalCloudError

__all__ = ["LocalCloud", "LocalCloudError"]
