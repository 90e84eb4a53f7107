"""What exists in the simulated AWS: one SQLite file, of every account, region and stack of a project.

Each change is one transaction, so that a process that is killed at any moment leaves the file whole, and several
provider processes may use it at once. Property values are in wire form; secrets stand in it as they are, which is
why the file is readable by its owner only.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox.changed import changed
from stagecraft.sandbox.kept import Kept
from stagecraft.sandbox.parts import parts_of
from stagecraft.sandbox.property_path import format_path, parse_path

__all__ = ["Cloud", "CloudError", "Kept"]

_VERSION: Final = 1
# Seconds that a process waits for another one's transaction.
_PATIENCE: Final = 30
_SCHEMA: Final = """
CREATE TABLE resource (
    serial INTEGER PRIMARY KEY,
    account TEXT NOT NULL, region TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, urn TEXT NOT NULL,
    inputs TEXT NOT NULL, outputs TEXT NOT NULL, drift TEXT NOT NULL,
    drawn INTEGER NOT NULL, objects INTEGER NOT NULL, lost INTEGER NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (account, region, type, id, urn)
);
CREATE INDEX resource_id ON resource (type, id);
CREATE INDEX resource_urn ON resource (urn);
"""
_COLUMNS: Final = "account, region, type, id, urn, inputs, outputs, drift, drawn, objects, created_at"


class CloudError(Exception):
    """The cloud's file cannot be used, or what was asked for is not in it; one line with the way out."""


class Cloud:
    """The resources in one file; safe to use from several threads and from several processes."""

    def __init__(self, file: Path) -> None:
        """Open the file, and make it if there is none.

        Raises:
            CloudError: it is no cloud of this version.
        """
        self.file = file
        self._lock = threading.RLock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            self._base = sqlite3.connect(
                file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._base.execute("PRAGMA journal_mode = WAL")
            # A process that is killed loses nothing; only a power cut can, and what is lost was simulated.
            self._base.execute("PRAGMA synchronous = OFF")
            with self.writing():
                version = self._base.execute("PRAGMA user_version").fetchone()[0]
                if version == 0:
                    for statement in _SCHEMA.split(";"):
                        self._base.execute(statement)
                    self._base.execute(f"PRAGMA user_version = {_VERSION}")
        except (OSError, sqlite3.Error) as error:
            message = f"{file}: cannot be used as the sandbox's cloud ({error}); `stagecraft sandbox clear` begins anew"
            raise CloudError(message) from error
        if version not in (0, _VERSION):
            message = (
                f"{file}: is of version {version} of the sandbox; `stagecraft sandbox clear` begins anew"
            )
            raise CloudError(message)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make what is read and written in a `with` one transaction, undone if it raises."""
        with self._lock:
            if self._base.in_transaction:
                yield
                return
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    # --- reading -------------------------------------------------------------------------------------------

    def list(self, *, stack: str = "", type: str = "", account: str = "") -> Sequence[Kept]:  # noqa: A002
        """Return what exists, oldest first: all of it, or a stack's, a type's, an account's."""
        where, values = ["NOT lost"], []
        if stack:
            # Stack names hold no wildcards: letters, digits, hyphens, underscores, periods.
            where.append("substr(urn, 1, ?) = ?")
            start = f"urn:pulumi:{stack}::"
            values += [len(start), start]
        for column, value in (("type", type), ("account", account)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        return self._select(" AND ".join(where), *values)

    def find(self, type_: str, id_: str, *, account: str, region: str = "", urn: str = "") -> Kept | None:
        """Return the resource of this type and id in an account; where several bear the id, the fitting one.

        Some ids are not unique in AWS: two scaling targets of one table bear the id of the table.
        """
        found = self._select("NOT lost AND type = ? AND id = ? AND account = ?", type_, id_, account)
        return max(found, key=lambda one: (one.urn == urn, one.region in (region, "")), default=None)

    def get(self, key: str) -> Kept:
        """Return the one resource with a URN or an id.

        Raises:
            CloudError: there is none, or several.
        """
        found = self._select("NOT lost AND (urn = ? OR id = ?)", key, key)
        if len(found) != 1:
            among = ", ".join(f"{one.urn or one.type} ({one.id})" for one in found)
            problem = (
                f"several resources are meant by it, name one by its URN: {among}"
                if found
                else (
                    "there is no such resource in the sandbox's cloud; `stagecraft sandbox list` shows what is"
                )
            )
            raise CloudError(f"{key}: {problem}")
        return found[0]

    def was_made(self, type_: str, id_: str, *, account: str, region: str) -> bool:
        """Tell whether an id is taken, also by a resource that was lost: AWS gives no id twice."""
        row = self._base_row(
            "SELECT 1 FROM resource WHERE type = ? AND id = ? AND account = ? AND region = ?",
            type_, id_, account, region,
        )  # fmt: skip
        return row is not None

    def mentioning(self, text: str, types: tuple[str, ...], *, account: str) -> Sequence[Kept]:
        """Return the resources of some types in whose outputs a text occurs; without an account, of all."""
        marks = ", ".join("?" * len(types))
        where = f"NOT lost AND ? IN (account, '') AND type IN ({marks}) AND instr(outputs, ?) > 0"
        return self._select(where, account, *types, json.dumps(text)[1:-1])

    # --- writing -------------------------------------------------------------------------------------------

    def put(self, kept: Kept) -> None:
        """Keep a resource in place of an earlier one of the same account, region, type, id and URN."""
        created = kept.created_at or datetime.now(UTC).isoformat(timespec="seconds")
        values = (
            *(kept.account, kept.region, kept.type, kept.id, kept.urn),
            *(json.dumps(part) for part in (kept.inputs, kept.outputs, kept.drift)),
            *(kept.drawn, kept.objects, created),
        )
        with self.writing():
            self._base.execute(
                f"INSERT OR REPLACE INTO resource ({_COLUMNS}, lost) VALUES ({', '.join('?' * 11)}, 0)",  # noqa: S608
                values,
            )

    def remove(self, kept: Kept) -> None:
        """Delete a resource as its maker wants it, and what AWS deletes with it."""
        with self.writing():
            for part in self._parts(kept):
                self.remove(part)
            self._each("DELETE FROM resource", kept)

    def lose(self, key: "str | Kept") -> Kept:
        """Let a resource vanish behind the engine's back, by URN or id, and what AWS deletes with it.

        An id that was drawn is never given again.

        Raises:
            CloudError: no resource, or several, are meant.
        """
        with self.writing():
            kept = self.get(key) if isinstance(key, str) else key
            for part in self._parts(kept):
                self.lose(part)
            self._each("UPDATE resource SET lost = 1", kept)
        return kept

    def change(self, key: "str | Kept", path: str, value: Any) -> Kept:
        """Change a property behind the engine's back, by URN or id; None takes it away.

        A tag is changed in `tags` and in `tagsAll` alike: AWS knows no difference.

        Raises:
            CloudError: no resource, or several, are meant, or it has no place for such a property.
        """
        with self.writing():
            kept = self.get(key) if isinstance(key, str) else key
            steps = parse_path(path)
            twins = [steps]
            if steps[:1] in (("tags",), ("tagsAll",)):
                twins = [(twin, *steps[1:]) for twin in ("tags", "tagsAll") if twin in kept.outputs]
            outputs: Any = kept.outputs
            drift = dict(kept.drift)
            for twin in twins:
                try:
                    outputs = changed(outputs, twin, value)
                except LookupError as error:
                    raise CloudError(f"{kept.urn or kept.id}: {path}: {error}") from None
                drift[format_path(twin)] = value
            kept = replace(kept, outputs=outputs, drift=tuple(drift.items()))
            self.put(kept)
        return kept

    def put_objects(self, key: str, count: int) -> Kept:
        """Put objects into a bucket (images into a repository, …), by URN or id, or take them out: 0 empties it.

        Raises:
            CloudError: no resource, or several, are meant.
        """
        with self.writing():
            # A bucket's settings bear its name as their id: the one meant is what can hold objects.
            holders = [one for one in self._select("NOT lost AND id = ?", key) if one.holds_objects]
            kept = replace(holders[0] if len(holders) == 1 else self.get(key), objects=count)
            self.put(kept)
        return kept

    def _parts(self, kept: Kept) -> Sequence[Kept]:
        owned = parts_of(kept.type)
        near = self.mentioning(kept.id, tuple(owned), account=kept.account) if owned else ()
        return [one for one in near if wire.unwrap(one.outputs.get(owned[one.type])) == kept.id]

    def _each(self, statement: str, kept: Kept) -> None:
        with self.writing():
            self._base.execute(
                f"{statement} WHERE account = ? AND region = ? AND type = ? AND id = ? AND urn = ?",
                (kept.account, kept.region, kept.type, kept.id, kept.urn),
            )

    def _select(self, where: str, *values: Any) -> Sequence[Kept]:
        with self._lock:
            rows = self._base.execute(
                f"SELECT {_COLUMNS} FROM resource WHERE {where} ORDER BY serial",  # noqa: S608 - our own text
                values,
            ).fetchall()
        return [_kept(row) for row in rows]

    def _base_row(self, statement: str, *values: Any) -> Any:
        with self._lock:
            return self._base.execute(statement, values).fetchone()


def _kept(row: tuple[Any, ...]) -> Kept:
    account, region, type_, id_, urn, inputs, outputs, drift, drawn, objects, created = row
    changes = tuple((path, value) for path, value in json.loads(drift))
    return Kept(
        account,
        region,
        type_,
        id_,
        urn,
        json.loads(inputs),
        json.loads(outputs),
        changes,
        drawn,
        objects,
        created,
    )
