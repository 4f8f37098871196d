"""Writes every generated file, or with `--check` fails if one differs from what would be written."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.generate import access_patterns, asyncapi, events, openapi, watched

ROOT = Path(__file__).parents[2]


def files() -> dict[Path, str]:
    """Return what to write where."""
    return {
        openapi.TARGET: openapi.text(),
        asyncapi.TARGET: asyncapi.text(),
        ROOT / "docs/access-patterns.md": access_patterns.page(),
        **events.files(),
        **watched.files(),
    }


def main() -> int:
    """Write or check; exit status 1 when a checked file is stale or a schema has no event any more."""
    made = files()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    orphans = sorted(set((ROOT / "events/schemas").glob("*.json")) - set(made))
    if "--check" in sys.argv:
        for path in stale + orphans:
            print(f"stale: {path.relative_to(ROOT)} (run `make generate`)")
        return 1 if stale or orphans else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    for path in orphans:
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
