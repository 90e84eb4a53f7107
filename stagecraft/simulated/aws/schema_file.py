"""Keeps what was read from the SDK in a file: to load the modules of a whole program's services takes seconds."""

import contextlib
import hashlib
import importlib.metadata
import json
import os
from pathlib import Path
from typing import Any, Final

from stagecraft.simulated.aws import documented, schema

_OF: Final = "aws:"
_OBJECTS: Final = "pulumi_aws."


class SchemaFile:
    """The schemas of one version of the SDK, on disk between processes."""

    def __init__(self, file: Path | None = None) -> None:
        """Take what a file holds, by default the user's own; one of another version, or damaged, holds nothing."""
        file = file or _default()
        self._file = file
        self._version = _version()
        self._kept = 0
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["version"] == self._version:
                for kind, name, facts in content["schemas"]:
                    schema.KNOWN.setdefault((kind, name), _read(kind, name, facts))
                self._kept = len(content["schemas"])

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was taken."""
        return self._kept == 0

    def save(self) -> None:
        """Write what is known by now, if that is more than the file holds; whole, or not at all."""
        with schema.LOADING:
            known = [(kind, name, value) for (kind, name), value in schema.KNOWN.items()]
        known = [entry for entry in known if entry[1].startswith((_OF, _OBJECTS))]
        if len(known) <= self._kept:
            return
        schemas = [(kind, name, _written(value)) for kind, name, value in known]
        with contextlib.suppress(OSError):  # it only saves time
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            fresh.write_text(json.dumps({"version": self._version, "schemas": schemas}), encoding="utf-8")
            fresh.replace(self._file)
            self._kept = len(known)


def _default() -> Path:
    """Return the file in the user's cache: https://specifications.freedesktop.org/basedir-spec/latest/."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "stagecraft" / "schemas.json"


def _version() -> str:
    """Tell apart what another SDK, or another reading of it, would say."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (schema, documented))
    return f"{importlib.metadata.version('pulumi-aws')} {hashlib.sha256(code).hexdigest()}"


def _written(value: Any) -> Any:
    if isinstance(value, schema.ResourceSchema):
        return {
            "inputs": sorted(value.inputs),
            "required": list(value.required),
            "outputs": _properties(value.outputs),
            "unknown": dict(value.unknown),
            "defaults": dict(value.defaults),
            "imports": [value.imports.example, list(value.imports.properties)],
        }
    return _properties(value.outputs if isinstance(value, schema.FunctionSchema) else value)


def _properties(properties: Any) -> dict[str, Any]:
    return {name: [facts.kind, facts.optional, facts.element] for name, facts in properties.items()}


def _read(kind: str, name: str, facts: Any) -> Any:
    if kind != "resource":
        outputs = {key: schema.Property(*values) for key, values in facts.items()}
        return schema.FunctionSchema(name, outputs) if kind == "function" else outputs
    return schema.ResourceSchema(
        token=name,
        inputs=frozenset(facts["inputs"]),
        required=tuple(facts["required"]),
        outputs={key: schema.Property(*values) for key, values in facts["outputs"].items()},
        unknown=facts["unknown"],
        defaults=facts["defaults"],
        imports=documented.Import(facts["imports"][0], tuple(facts["imports"][1])),
    )
