"""What the installed AWS provider can be asked for: every input of every resource type, nested ones too.

Read from the text of the `pulumi_aws` package, in about two seconds: importing its 1,700 modules would take a
minute, and the CLI imports none of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

Kind = Literal["text", "switch", "number"]

_PACKAGE: Final = "pulumi_aws"
_CLASS: Final = re.compile(r"^class (\w+)[^\n]*\n", re.MULTILINE)
_RESOURCE: Final = re.compile(r"super\((\w+), __self__\)\.__init__\(\s*'(aws:[^']+)'")
_FIELD: Final = re.compile(
    r'@pulumi\.getter(?:\(name="(\w+)"\))?\n    def (\w+)\(self\) -> ([^\n]*):\n(?:        """\n(.*?)"""\n)?',
    re.DOTALL,
)
_NESTED: Final = re.compile(r"'(?:\w+\.)*(\w+Args)'")
# A policy may be given as text or as this type: one value either way.
_DOCUMENT: Final = "PolicyDocument"


@dataclass(frozen=True, slots=True)
class Input:
    """One value that a resource can be given.

    Attributes:
        path: its dotted path; the items of a list stand under the name of the list.
        kind: what it is: a number is also a list of numbers.
        says: how the SDK describes it.
    """

    path: str
    kind: Kind
    says: str


_Fields = tuple[tuple[str, str, str], ...]


def provider_version() -> str:
    """Return the version of the installed provider package."""
    return version(_PACKAGE)


@cache
def provider_inputs() -> Mapping[str, tuple[Input, ...]]:
    """Return the inputs of every resource type, by token (`aws:rds/instance:Instance`), sorted."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed", name=_PACKAGE)
    inputs: dict[str, tuple[Input, ...]] = {}
    for module in sorted(Path(found.origin).parent.iterdir()):
        if module.is_dir():
            inputs.update(_module_inputs(module))
    return dict(sorted(inputs.items()))


def _module_inputs(module: Path) -> Iterator[tuple[str, tuple[Input, ...]]]:
    shared = module / "_inputs.py"
    nested = dict(_classes(shared.read_text(encoding="utf-8"))) if shared.exists() else {}
    for file in module.glob("*.py"):
        if file.name.startswith(("_", "get_")) or file.name == "outputs.py":
            continue
        text = file.read_text(encoding="utf-8")
        resource = _RESOURCE.search(text)
        if resource is None:
            continue
        own = dict(_classes(text))
        # `...InitArgs` where a nested type has taken the name `...Args`.
        top = own.get(f"{resource[1]}Args", own.get(f"{resource[1]}InitArgs", ()))
        yield resource[2], tuple(_leaves(top, nested, "", frozenset()))


def _classes(text: str) -> Iterator[tuple[str, _Fields]]:
    parts = _CLASS.split(text)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if not name.endswith("ArgsDict"):
            yield (
                name,
                tuple((wire or own, kind, says or "") for wire, own, kind, says in _FIELD.findall(body)),
            )


def _leaves(
    fields: _Fields, nested: Mapping[str, _Fields], prefix: str, inside: frozenset[str]
) -> Iterator[Input]:
    """Yield the values that hold no further ones; a type inside itself is not entered again."""
    for name, kind, says in fields:
        path = f"{prefix}{name}"
        types = [one for one in _NESTED.findall(kind) if one in nested and not one.startswith(_DOCUMENT)]
        for one in types:
            if one not in inside:
                yield from _leaves(nested[one], nested, f"{path}.", inside | {one})
        if not types:
            yield Input(path, _kind(kind), " ".join(says.split()))


def _kind(annotation: str) -> Kind:
    if "_builtins.str" in annotation or _DOCUMENT in annotation:
        return "text"
    return "switch" if "_builtins.bool" in annotation else "number"
