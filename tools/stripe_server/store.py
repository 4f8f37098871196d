"""What the server remembers, in one SQLite file: objects, events, deliveries, saved answers, faults, calls, settings.

Write-ahead logging with synchronous=NORMAL: a committed answer survives the death of the process (kill -9), which is
what a local server can promise; only a power cut may take the last moments with it.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Body = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, owner, seq);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, form TEXT NOT NULL, type TEXT NOT NULL, owner TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY, event TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_at REAL NOT NULL, answer INTEGER, detail TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, due_at, seq);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, saved_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS faults (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS calls (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("objects", "events", "deliveries", "answers", "faults", "calls", "settings")


class Store:
    """One connection, one writer at a time. file: a path, or ":memory:" for a test that needs no restart."""

    def __init__(self, file: str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Finish the transaction in progress and close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run one unit of work alone; commit at the end, roll back on any exception. Nests as savepoints."""
        with self._lock:
            name = f"level_{self._depth}"
            self._connection.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._leave(f"ROLLBACK TO {name}", "ROLLBACK")
                raise
            self._leave(f"RELEASE {name}", "COMMIT")

    def _leave(self, nested: str, outermost: str) -> None:
        self._depth -= 1
        self._connection.execute(nested if self._depth else outermost)

    def run(self, sql: str, *values: object) -> int:
        """Execute one statement; return the sequence number of the row that it inserted, if any."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Execute one query and return all its rows."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in TABLES:
                self.run(f"DELETE FROM {table}")  # noqa: S608 - names from the constant above

    # -- objects ------------------------------------------------------------------------------------------------------
    def add(self, kind: str, owner: str, body: Mapping[str, Any], created: int, hidden: Mapping[str, Any]) -> None:
        """Insert an object. hidden: what the server knows about it and never shows."""
        self.run(
            "INSERT INTO objects (id, kind, owner, created, body, hidden) VALUES (?, ?, ?, ?, ?, ?)",
            body["id"], kind, owner, created, json.dumps(body), json.dumps(hidden),
        )  # fmt: skip

    def put(self, body: Mapping[str, Any]) -> None:
        """Replace an object that exists."""
        self.run("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])

    def hide(self, object_id: str, hidden: Mapping[str, Any]) -> None:
        """Replace what the server alone knows about an object."""
        self.run("UPDATE objects SET hidden = ? WHERE id = ?", json.dumps(hidden), object_id)

    def remove(self, object_id: str) -> None:
        """Delete an object."""
        self.run("DELETE FROM objects WHERE id = ?", object_id)

    def row(self, object_id: str) -> sqlite3.Row | None:
        """Read an object's row: id, kind, owner, body, hidden; None when absent."""
        rows = self.rows("SELECT * FROM objects WHERE id = ?", object_id)
        return rows[0] if rows else None

    def find(self, kind: str, owner: str, equal: Mapping[str, object] | None = None) -> list[Body]:
        """List the objects of a kind, newest first, whose fields equal the given values.

        equal: from field, dotted for nested ones, to value; conditions whose value is None are ignored.
        """
        wanted = [(name, value) for name, value in (equal or {}).items() if value is not None]
        clauses = "".join(" AND json_extract(body, ?) = ?" for _ in wanted)
        values = [part for name, value in wanted for part in (f"$.{name}", value)]
        sql = f"SELECT body FROM objects WHERE kind = ? AND owner = ?{clauses} ORDER BY seq DESC"  # noqa: S608 - placeholders only
        return [json.loads(row["body"]) for row in self.rows(sql, kind, owner, *values)]

    def sums(self, kind: str, owner: str, field: str, by: str, equal: Mapping[str, object]) -> dict[str, int]:
        """Add up a whole-number field of the objects whose fields equal the given values, per value of `by`."""
        clauses = "".join(" AND json_extract(body, ?) = ?" for _ in equal)
        values = [part for name, value in equal.items() for part in (f"$.{name}", value)]
        sql = (
            "SELECT json_extract(body, ?) AS name, SUM(json_extract(body, ?)) AS total FROM objects"  # noqa: S608 - placeholders only
            f" WHERE kind = ? AND owner = ?{clauses} GROUP BY name ORDER BY name"
        )
        rows = self.rows(sql, f"$.{by}", f"$.{field}", kind, owner, *values)
        return {row["name"]: row["total"] for row in rows}

    # -- settings -----------------------------------------------------------------------------------------------------
    def setting(self, name: str, default: Any) -> Any:
        """Read a setting, or the default when nobody has set it."""
        rows = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(rows[0]["value"]) if rows else default

    def set(self, name: str, value: object) -> None:
        """Remember a setting."""
        self.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, json.dumps(value))
