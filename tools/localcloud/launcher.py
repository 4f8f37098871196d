"""Starts MiniStack 1.5.33 with our fixes. Run by .local/cloud's Python: `python -m tools.localcloud.launcher`.

The environment tells it everything: GATEWAY_PORT, STATE_DIR, S3_DATA_DIR, LAMBDA_PYTHON and those each fix names.
"""

from __future__ import annotations

import gc
import importlib.metadata
import resource

VERSION = "1.5.33"
_FILES = 20_000
"""Open files: a socket of a person takes one, an environment four. Many systems allow 1,024 unless asked for more."""
_SWEEPS = 10_000, 20, 100
"""When garbage is looked for. Python's own numbers have it go through all that this cloud keeps, every item and every
record, several times a minute: a seventh of what a chat message took, in stops of a tenth of a second."""


def main() -> None:
    """Check the version, apply the fixes, serve until the process is ended.

    Raises SystemExit when another version of MiniStack is installed: every fix was read against this one.
    """
    installed = importlib.metadata.version("ministack")
    if installed != VERSION:
        raise SystemExit(
            f"the fixes were made for ministack {VERSION}, but {installed} is installed: re-check each fix"
        )
    from tools.localcloud.fixes import apply_all

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _FILES:
        files = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    apply_all()
    import ministack.app

    gc.set_threshold(*_SWEEPS)
    gc.freeze()
    ministack.app.main()


if __name__ == "__main__":
    main()
