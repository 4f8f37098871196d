"""The differences between MiniStack and AWS that our templates cannot avoid, one module each."""

from __future__ import annotations

FIXES = (
    "http_server",
    "execution_environment",
    "environment_limit",
    "integration_errors",
    "http_cookies",
    "websocket_routes",
    "open_sockets",
    "http_api",
    "path_parameters",
    "queue_batches",
    "expressions",
    "openapi_documents",
    "policies",
    "table_properties",
    "bucket_properties",
    "function_properties",
    "stream_windows",
    "reader_rest",
    "stream_failures",
    "expiry",
    "schedules",
    "rule_targets",
    "callback_failures",
    "layer_blobs",
    "user_pool_sessions",
    "mail_rights",
    "schedule_rights",
    "log_streams",
    "durability",
)


def apply_all() -> None:
    """Apply every fix, in order. A fix that no longer finds what it replaces raises, and the launcher ends."""
    from importlib import import_module

    for name in FIXES:
        import_module(f"tools.localcloud.fixes.{name}").apply()
