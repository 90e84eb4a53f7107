"""Reading of Pulumi's own files: a state export, or the output of `pulumi preview --json`."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from guardrails.resource import Resource, SourceFrame, Urn
from guardrails.values import Secret, decode

# 3 is what `pulumi stack export` writes; 4 is the same with a list of features (apitype/core.go).
_VERSIONS: Final = (3, 4)
_DEFAULT_PROVIDER: Final = re.compile(r"::pulumi:providers:[^:]+::default(_[^:]*)?$")
_EXPORT: Final = "Export the whole state again: pulumi stack export --file state.json"
_PREVIEW: Final = "Run it again: pulumi preview --json --show-sames > preview.json"


class StateError(Exception):
    """A file that cannot be read as a stack; the message is one line: file, what is wrong, the way out."""


def read_json(path: Path) -> Any:
    """Read a JSON file; whatever is wrong with it is a StateError."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise StateError(f"{path}: there is no such file. {_EXPORT}") from None
    except OSError as error:
        raise StateError(f"{path}: cannot be read ({error.strerror}). {_EXPORT}") from None
    except RecursionError:
        raise StateError(f"{path}: its values are nested too deeply to be a state. {_EXPORT}") from None
    except json.JSONDecodeError as error:
        what = f"is not whole JSON (line {error.lineno}: {error.msg})"
        raise StateError(f"{path}: {what}. {_EXPORT}") from None
    except ValueError as error:  # not UTF-8, or a number of thousands of digits
        raise StateError(f"{path}: is not JSON ({str(error)[:80]}). {_EXPORT}") from None


def resources_of(data: Any, where: str) -> list[Resource]:
    """Return the resources of a state export or a whole preview, in order, without those to be deleted."""
    if not isinstance(data, Mapping):
        raise StateError(f"{where}: is not a Pulumi state. {_EXPORT}")
    if "deployment" in data or "version" in data:
        entries, known = _deployment(data, where)
    elif "steps" in data or "changeSummary" in data:
        entries, known = _preview(data, where)
    else:
        raise StateError(f"{where}: is neither a Pulumi state export nor `pulumi preview --json`. {_EXPORT}")
    try:
        resources = [_resource(entry) for entry in entries]
    except ValueError as error:
        raise StateError(f"{where}: {error}. {_EXPORT}") from None
    except (TypeError, AttributeError):
        raise StateError(f"{where}: a resource has not the form that Pulumi writes. {_EXPORT}") from None
    except RecursionError:
        raise StateError(f"{where}: its values are nested too deeply to be a state. {_EXPORT}") from None
    _check(resources, known, where)
    return resources


def _deployment(data: Mapping[str, Any], where: str) -> tuple[list[Any], set[str]]:
    version, deployment = data.get("version"), data.get("deployment")
    if version not in _VERSIONS or isinstance(version, bool):
        raise StateError(f"{where}: is of version {json.dumps(version)[:20]}, not 3. {_EXPORT}")
    if deployment is None and "deployment" in data:  # a stack that was never deployed
        return [], set()
    if not isinstance(deployment, Mapping):  # a backend's own checkpoint file, for one
        raise StateError(f"{where}: has no deployment. {_EXPORT}")
    entries = deployment.get("resources")
    entries = [] if entries is None else entries
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise StateError(f"{where}: its resources are no list of objects. {_EXPORT}")
    return [entry for entry in entries if not entry.get("delete")], {str(e.get("urn")) for e in entries}


def _preview(data: Mapping[str, Any], where: str) -> tuple[list[Any], set[str]]:
    steps, summary = data.get("steps") or [], data.get("changeSummary")
    diagnostics = data.get("diagnostics") or []
    if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
        raise StateError(f"{where}: its steps are no list of objects. {_PREVIEW}")
    if any(isinstance(note, Mapping) and note.get("severity") == "error" for note in diagnostics):
        raise StateError(f"{where}: that preview ended with an error, so it is not whole. {_PREVIEW}")
    if not isinstance(summary, Mapping):
        raise StateError(f"{where}: that preview has no changeSummary, so it is not whole. {_PREVIEW}")
    _check_whole(steps, summary, where)
    entries = {
        str(step.get("urn")): _planned(step)
        for step in steps
        if isinstance(step.get("newState"), Mapping) and not _is_removal(step)
    }
    return list(entries.values()), {str(step.get("urn")) for step in steps}


def _planned(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a step's new state with what it shares with the old one: the CLI leaves id and outputs out.

    Seen with the CLI 3.260: an unchanged resource keeps both, an updated one its id.
    """
    new: Mapping[str, Any] = step["newState"]
    old = step.get("oldState")
    shared = {"same": ("id", "outputs"), "update": ("id",)}.get(str(step.get("op")), ())
    if not isinstance(old, Mapping):
        return new
    return {**new, **{key: old[key] for key in shared if old.get(key) and not new.get(key)}}


def _is_removal(step: Mapping[str, Any]) -> bool:
    return str(step.get("op")).startswith(("delete", "discard", "remove"))


def _check_whole(steps: Iterable[Mapping[str, Any]], summary: Mapping[str, Any], where: str) -> None:
    """Refuse a preview that leaves out what does not change (the CLI's default).

    Steps of default providers are shown but not counted (pkg/engine/update.go, isInternalStep).
    """
    shown = Counter(
        str(step.get("op")) for step in steps if not _DEFAULT_PROVIDER.search(str(step.get("urn")))
    )
    # The engine counts a read that changes nothing as a `same` (pkg/engine/update.go, shouldRecordReadStep).
    counted = Counter({str(op): count for op, count in summary.items() if isinstance(count, int)})
    for tally in (shown, counted):
        tally["same"] += tally.pop("read", 0)
    missing = counted - shown
    if missing:
        operation, count = missing.most_common(1)[0]
        what = f"leaves out {count} of its {counted[operation]} '{operation}' steps"
        raise StateError(f"{where}: that preview {what}, so it is not whole (--show-sames). {_PREVIEW}")


def _resource(entry: Mapping[str, Any]) -> Resource:
    urn = entry.get("urn")
    parts = Urn.parse(urn if isinstance(urn, str) else repr(urn))
    type_ = entry.get("type")
    if not isinstance(type_, str) or not type_:
        raise ValueError(f"'{urn}' has no type")
    parent = entry.get("parent") or None
    if parent is not None and not isinstance(parent, str):
        raise ValueError(f"'{urn}' has a parent that is no URN")
    wires = entry.get("propertyDependencies") or {}
    if not isinstance(wires, Mapping):
        raise ValueError(f"'{urn}' has propertyDependencies that are no object")
    identity = decode(entry.get("id"))
    return Resource(
        urn=str(urn),
        type=type_,
        name=parts.name,
        parent=parent,
        custom=bool(entry.get("custom")),
        external=bool(entry.get("external")),
        protect=bool(entry.get("protect")),
        id=identity if isinstance(identity, str) else "",
        provider=str(entry.get("provider") or ""),
        inputs=_properties(entry, "inputs"),
        outputs=_properties(entry, "outputs"),
        dependencies=_urns(entry.get("dependencies")),
        property_dependencies={str(name): _urns(urns) for name, urns in wires.items()},
        source=_source(entry),
    )


def _properties(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = decode(entry.get(key) or {})
    value = value.value if isinstance(value, Secret) else value
    if not isinstance(value, dict):
        raise ValueError(f"'{entry.get('urn')}' has {key} that are no object")
    return value


def _urns(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(urn, str) for urn in value):
        raise ValueError("a list of dependencies holds something else than URNs")
    return tuple(value)


def _source(entry: Mapping[str, Any]) -> tuple[SourceFrame, ...]:
    """Return the frames of the program, innermost first (`project:///__main__.py#12,5`)."""
    frames = entry.get("stackTrace") or [{"sourcePosition": entry.get("sourcePosition")}]
    found = []
    for frame in frames:
        position = frame.get("sourcePosition")
        file, _, line = str(position or "").partition("#")
        number = line.partition(",")[0]
        if number.isdecimal():
            found.append(SourceFrame(file.removeprefix("project:///").removeprefix("file://"), int(number)))
    return tuple(found)


def _check(resources: list[Resource], known: set[str], where: str) -> None:
    """Refuse what no engine writes: two stacks, a resource twice, a lost parent, a ring of parents."""
    by_urn: dict[str, Resource] = {}
    for resource in resources:
        if resource.urn in by_urn:
            raise StateError(f"{where}: holds '{resource.urn}' twice. {_EXPORT}")
        by_urn[resource.urn] = resource
    stacks = {Urn.parse(resource.urn)[:2] for resource in resources}
    if len(stacks) > 1:
        raise StateError(f"{where}: holds resources of {len(stacks)} stacks. {_EXPORT}")
    rooted: set[str] = set()
    for resource in resources:
        way: set[str] = set()
        step: Resource | None = resource
        while step is not None and step.urn not in rooted:
            if step.urn in way:
                raise StateError(f"{where}: '{step.urn}' is a parent of itself. {_EXPORT}")
            way.add(step.urn)
            if step.parent is not None and step.parent not in known:
                raise StateError(f"{where}: '{step.urn}' has a parent that is not in the file. {_EXPORT}")
            step = by_urn.get(step.parent or "")
        rooted.update(way)
