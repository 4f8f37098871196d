"""The content of layers is kept in files of its own, not in the state file.

AWS: does not apply.
MiniStack: keeps functions' archives as files named by their content, but writes layers as base64 into the state file:
80 MB of JSON with each snapshot (services/lambda_svc.py:642).
Ours: layers go where the functions' archives are. A file goes away only after a snapshot that no longer needs it.
Can go when MiniStack's state refers to layers by content.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ministack.services import lambda_svc

from tools.localcloud.replace import replace

_referenced: set[str] = set()


def apply() -> None:
    """Take layers out of the state on the way to the file and put them back on the way from it."""
    stock_get, stock_restore = lambda_svc.get_state, lambda_svc._restore_state

    def get_state() -> dict[str, Any]:
        _referenced.clear()
        state: dict[str, Any] = stock_get()
        for version in _versions(state["layers"]):
            if isinstance(version.get("_zip_data"), bytes):
                version["_zip_data"] = {"blob": lambda_svc._write_code_blob(version["_zip_data"])}
                _referenced.add(version["_zip_data"]["blob"])
        return state

    def restore_state(data: dict[str, Any]) -> None:
        for version in _versions((data or {}).get("layers", {})):
            if isinstance(version.get("_zip_data"), dict):
                path = Path(lambda_svc.CODE_BLOB_DIR) / f"{version['_zip_data']['blob']}.zip"
                version["_zip_data"] = path.read_bytes()
        stock_restore(data)

    replace(lambda_svc, "get_state", "fbae0860de48", get_state)
    replace(lambda_svc, "_restore_state", "29d435d6b656", restore_state)
    replace(lambda_svc, "_prune_orphan_code_blobs", "9663ac4e986d", _referenced.update)


def prune() -> None:
    """Remove archives that the state last collected does not need; call it once that state is safely on disk."""
    for path in Path(lambda_svc.CODE_BLOB_DIR).glob("*.zip"):
        if path.stem not in _referenced:
            path.unlink(missing_ok=True)


def _versions(layers: Any) -> list[dict[str, Any]]:
    by_name = getattr(layers, "_data", layers)
    return [version for layer in by_name.values() for version in layer["versions"]]
