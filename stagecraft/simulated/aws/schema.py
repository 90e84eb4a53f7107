"""What the installed pulumi_aws says of a type: its inputs, its outputs and what its documentation tells.

Everything is read from the SDK's own classes, one type at a time and once, so that the simulated AWS follows
whatever version a program has installed. A type that the SDK does not know has an empty schema.
"""

import contextlib
import importlib
import sys
import threading
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import documented

# Modules of the SDK whose folder is not named after the module of the token.
_RENAMED = {"lambda": "lambda_", "index": ""}
# What a value of a kind is where nothing is known of it: results of plain functions cannot be unknown.
NEUTRAL: Final[Mapping[str, Any]] = {"bool": False, "int": 0, "float": 0.0, "list": [], "map": {}, "str": ""}


# What was read already: ("resource" | "function" | "object", name) -> its schema.
KNOWN: Final[dict[tuple[str, str], Any]] = {}
LOADING: Final = threading.RLock()


@dataclass(frozen=True, slots=True)
class Property:
    """One output property: what kind of value it holds and whether AWS always gives one."""

    kind: str  # str, bool, int, float, list, map
    optional: bool
    # of a list's or a map's values: the kind of a plain one, or the SDK's class of an object
    element: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """The properties of one resource type, by their names on the wire."""

    token: str
    inputs: frozenset[str]
    required: tuple[str, ...]
    outputs: Mapping[str, Property]
    # Outputs that AWS always gives, each as unknown: what an answer starts from.
    unknown: Mapping[str, Any]
    # Optional inputs whose value is certain where a program gives none: flags with a documented default, and
    # the prefix of a name that was not made from one.
    defaults: Mapping[str, Any]
    imports: documented.Import

    @property
    def taggable(self) -> bool:
        """Tell whether the provider merges its default tags into this type's `tagsAll`."""
        return "tagsAll" in self.outputs and "tags" in self.inputs

    def is_text(self, name: str) -> bool:
        """Tell whether a property holds text."""
        facts = self.outputs.get(name)
        return facts is not None and facts.kind == "str"


@dataclass(frozen=True, slots=True)
class FunctionSchema:
    """The properties of one function's result, by their names on the wire."""

    token: str
    outputs: Mapping[str, Property]


def of_resource(token: str) -> ResourceSchema:
    """Return the schema of a resource type."""
    found: ResourceSchema = KNOWN.get(("resource", token)) or _learn("resource", token, _resource)
    return found


def of_function(token: str) -> FunctionSchema:
    """Return the schema of a function, of aws or of another package that is installed."""
    found: FunctionSchema = KNOWN.get(("function", token)) or _learn("function", token, _function)
    return found


def of_object(name: str) -> Mapping[str, Property]:
    """Return the properties of an object type by the name of its class, such as `pulumi_aws.ec2.outputs.X`."""
    found: Mapping[str, Property] | None = KNOWN.get(("object", name))
    if found is None:
        found = dict(_learn("object", name, _object))
    return found


def _learn(kind: str, name: str, read: Callable[[str], Any]) -> Any:
    # The SDK's modules are lazy: two threads that load one at a time see it half loaded.
    with LOADING:
        if (kind, name) not in KNOWN:
            KNOWN[kind, name] = read(name)
        return KNOWN[kind, name]


def _resource(token: str) -> ResourceSchema:
    cls = _resource_class(token)
    if cls is None:
        return ResourceSchema(token, frozenset(), (), {}, {}, {}, documented.Import("", ()))
    args = _args_class(cls)
    inputs = {python: pulumi for python, pulumi, _ in _getters(args)} if args else {}
    outputs: dict[str, Property] = {}
    defaults: dict[str, Any] = {}
    for _, name, getter in _getters(cls):
        outputs[name] = _property(getter)
        if name not in inputs.values():
            continue
        default = documented.default(getter.__doc__) if outputs[name].kind == "bool" else None
        if default is not None:
            defaults[name] = default
        elif name.endswith("Prefix") and name.removesuffix("Prefix") in inputs.values():
            defaults[name] = ""
    return ResourceSchema(
        token=token,
        inputs=frozenset(inputs.values()),
        required=_required(args, inputs),
        outputs=outputs,
        unknown={name: wire.UNKNOWN for name, facts in outputs.items() if not facts.optional},
        defaults=defaults,
        imports=documented.import_section(cls),
    )


def _function(token: str) -> FunctionSchema:
    package, module, member = token.split(":")
    result = getattr(
        _module(module, _sdk(package)),
        f"{member[:1].upper()}{member[1:]}Result",
        None,
    )
    outputs = {name: _property(getter) for _, name, getter in _getters(result)} if result else {}
    return FunctionSchema(token, outputs)


def _object(name: str) -> Mapping[str, Property]:
    module, _, member = name.rpartition(".")
    if not module:
        return {}
    if module not in sys.modules:
        # The type that names it is remembered from another process.
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    cls = getattr(sys.modules.get(module), member, None)
    return {wired: _property(getter) for _, wired, getter in _getters(cls)} if cls else {}


def _resource_class(token: str) -> type | None:
    """Return the SDK's class of a resource type, importing only the module of its service."""
    package, module, member = token.split(":")
    sdk = _sdk(package)
    try:
        importlib.import_module(sdk)
    except ImportError:
        return None
    from pulumi.runtime import rpc

    # The SDK registers every type with its module and class; a token alone does not always tell them.
    registered = rpc.get_resource_module(package, module, "")
    facts = getattr(registered, "mod_info", None)
    if facts and token in facts["classes"]:
        return _class(importlib.import_module(facts["fqn"]), facts["classes"][token])
    return _class(_module(module, sdk), member)


def _args_class(cls: type) -> type | None:
    """Return the class of a resource's arguments: `InitArgs` where `Args` is the name of an input type."""
    module = sys.modules[cls.__module__]
    for suffix in ("InitArgs", "Args"):
        args: type | None = getattr(module, cls.__name__ + suffix, None)
        if args is not None and args.__module__ == cls.__module__:
            return args
    return None


def _class(module: Any, name: str) -> type | None:
    found = getattr(module, name, None)
    # A deprecated class can stand behind a wrapper that warns on use.
    found = getattr(found, "_pulumi_deprecated_callable", found)
    return found if isinstance(found, type) else None


def _sdk(package: str) -> str:
    """Return the name of the Python package that holds a provider package's SDK."""
    return f"pulumi_{package.replace('-', '_')}"


def _module(module: str, package: str) -> Any:
    """Return a package's module that the middle part of a token names, or None."""
    service = module.split("/", maxsplit=1)[0]
    name = f"{package}.{_RENAMED.get(service, service)}".rstrip(".")
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _getters(cls: type) -> list[tuple[str, str, Any]]:
    """Return Python name, name on the wire and getter function of each property of an SDK class."""
    found = []
    for python, member in vars(cls).items():
        if isinstance(member, property) and member.fget is not None:
            name = getattr(member.fget, "_pulumi_name", None)
            if name is not None:
                found.append((python, name, member.fget))
    return found


def _required(args: type | None, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the inputs without which the SDK's Args class cannot be made."""
    if args is None:
        return ()
    constructor: Any = args.__init__  # type: ignore[misc]
    code = constructor.__code__
    first = code.co_argcount
    names = code.co_varnames[1 : first + code.co_kwonlyargcount]
    optional = constructor.__kwdefaults__ or {}
    return tuple(inputs[name] for name in names if name in inputs and name not in optional)


def _property(getter: Any) -> Property:
    annotation = getter.__annotations__.get("return")
    if getattr(typing.get_origin(annotation), "__name__", "") == "Output":
        annotation = typing.get_args(annotation)[0]
    annotation, optional = _required_part(annotation)
    kind = _kind(annotation)
    inner = typing.get_args(annotation)[-1] if typing.get_args(annotation) else annotation
    return Property(kind, optional, _element(inner, getter.__module__) if kind in ("list", "map") else "")


def _required_part(annotation: Any) -> tuple[Any, bool]:
    """Take the None out of an optional annotation; tell whether there was one."""
    if typing.get_origin(annotation) is not typing.Union:
        return annotation, False
    parts = typing.get_args(annotation)
    return next(part for part in parts if part is not type(None)), type(None) in parts


def _element(annotation: Any, module: str) -> str:
    """Return the kind of a plain value, or the name of an object's class: it is given as `outputs.Name`."""
    name = getattr(annotation, "__forward_arg__", annotation)
    if not isinstance(name, str):
        return _kind(_required_part(annotation)[0])
    package = module if module.endswith(".outputs") else module.rpartition(".")[0] + ".outputs"
    return f"{package}.{name.rpartition('.')[2]}"


def _kind(annotation: Any) -> str:
    if annotation in (str, bool, int, float):
        return str(annotation.__name__)
    origin = getattr(typing.get_origin(annotation), "__name__", "")
    if origin in ("Sequence", "list"):
        return "list"
    # What is left is a mapping, an object type named by a forward reference, or Any.
    return "str" if annotation is typing.Any else "map"
