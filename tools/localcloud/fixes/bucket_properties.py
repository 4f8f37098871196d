"""Buckets made from a template with object lock have it.

AWS: `ObjectLockEnabled` of `AWS::S3::Bucket` lets objects be locked as they are put, and turns versioning on.
MiniStack: the provisioner drops it, and a put with a lock answers `Bucket is missing ObjectLockConfiguration`
(services/cloudformation/provisioners.py, services/s3.py:2976, 5321).
Can go when a bucket of a template takes an object with a lock.
"""

from __future__ import annotations

from typing import Any

from ministack.services import s3

from tools.localcloud.provisioning import also


def apply() -> None:
    """Keep what CreateBucket would keep of its header `x-amz-bucket-object-lock-enabled`."""
    also("AWS::S3::Bucket", _declare, create="477b78a3cb15", update="1d4f3f6390bb")


def _declare(bucket: str, props: dict[str, Any]) -> None:
    if str(props.get("ObjectLockEnabled")).lower() == "true" and not s3._bucket_object_lock.get(bucket):
        s3._bucket_object_lock[bucket] = {"enabled": True, "default_retention": None}
        s3._bucket_versioning[bucket] = "Enabled"
