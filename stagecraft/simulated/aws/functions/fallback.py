"""The answer of any function: what it was asked, what the preview created, and values of AWS's form."""

from collections.abc import Mapping
from typing import Any

from stagecraft import wire
from stagecraft.simulated.aws import names, regions, resources, schema, shapes
from stagecraft.simulated.aws.functions.calls import Accuracy, Answer, Call
from stagecraft.simulated.aws.templates import Resource


def answer(call: Call) -> Answer:
    """Return an answer made of the arguments and of the resource that is looked up; the rest is neutral."""
    known = _of_resource(call)
    result: dict[str, Any] = {}
    accuracy: Accuracy = "derived"
    for name, facts in call.schema.outputs.items():
        value = call.args.get(name, known.get(name, wire.UNKNOWN))
        if wire.is_unknown(value):
            if facts.optional:
                continue
            value = _simple(call, name, facts.kind)
            if value is None:
                value = _neutral(call, name, facts.kind)
                # Nothing depends on what a description or a tag says.
                accuracy = accuracy if name in ("description", "tags") else "invented"
        result[name] = value
    return Answer(result or dict(call.args), accuracy if call.schema.outputs else "invented")


def completed(call: Call, given: Answer) -> Answer:
    """Return an answer with a neutral value for every property that it leaves out and the SDK expects."""
    missing = {
        name: _neutral(call, name, facts.kind)
        for name, facts in call.schema.outputs.items()
        if not facts.optional and name not in given.result
    }
    return Answer({**given.result, **missing}, given.accuracy) if missing else given


def created(call: Call, token: str, name: str, value: str) -> Mapping[str, Any] | None:
    """Return the outputs of a resource of this preview by its id or by another property."""
    if not value:
        return None
    found = call.created.get((token, value))
    if found is not None or name == "id":
        return found
    return next(
        (
            outputs
            for (type_, _), outputs in call.created.items()
            if type_ == token and wire.unwrap(outputs.get(name)) == value
        ),
        None,
    )


def word(call: Call, purpose: str, template: str = "{alnum:12}") -> str:
    """Return a value of a template's form for one call."""
    return str(_resource(call, "", call.args).render(template, purpose))


def _of_resource(call: Call) -> Mapping[str, Any]:
    """Return what the type that a lookup is named after would output: `getBucket` is for a Bucket."""
    package, module, member = call.token.split(":")
    if not member.startswith("get"):
        return {}
    singular = member.removeprefix("get")
    token = f"{package}:{module.partition('/')[0]}/{singular[:1].lower()}{singular[1:]}:{singular}"
    type_ = schema.of_resource(token)
    if not type_.outputs:
        return {}
    for value in call.args.values():
        found = call.created.get((token, value)) if isinstance(value, str) else None
        if found is not None:
            return {"id": value, **found}
    inputs = _inputs(call, type_)
    own = _own_id(call, singular)
    if own:
        state = resources.read(token, singular, call.token, own, inputs, call.provider, call.created)
        return {"id": own, **state}
    resource = _resource(call, token, inputs)
    resource.name = names.physical_name(type_, resource.logical_name, inputs)
    resources.complete(resource)
    return {"id": resource.id, **resource.outputs}


def _inputs(call: Call, type_: schema.ResourceSchema) -> dict[str, Any]:
    """Return the arguments as properties of what is looked up: `functionName` names what has a `name`."""
    inputs = {key: value for key, value in call.args.items() if key in type_.outputs}
    rule = names.auto_name(type_, inputs)
    if rule and rule.property not in inputs:
        for key, value in call.args.items():
            if isinstance(value, str) and key.lower().endswith(rule.property.lower()):
                inputs[rule.property] = value
    return inputs


def _own_id(call: Call, singular: str) -> str:
    """Return the argument that is the id of what is looked up."""
    name = f"{singular[:1].lower()}{singular[1:]}Id"
    return call.text("id") or call.text(name)


def _resource(call: Call, token: str, inputs: Mapping[str, Any]) -> Resource:
    empty = schema.of_resource(token or "aws:index/none:None")
    return Resource(
        schema=empty,
        logical_name=str(call.args.get("name", "example")),
        name=call.args.get("name", "example"),
        inputs=inputs,
        provider=call.provider,
        region=call.region,
        seed=call.seed,
        others=call.created,
    )


def _simple(call: Call, name: str, kind: str) -> Any:
    """Return a value that is of AWS's form for certain, or None."""
    if kind != "str":
        return None
    if name == "region":
        return call.region
    if name in shapes.ACCOUNTS:
        return call.provider.account_id
    if name == "id":
        return call.seed.text("id", "0123456789", 10)
    prefix = shapes.PREFIXES.get(name)
    return f"{prefix}-0" + call.seed.text(name, "0123456789abcdef", 16) if prefix else None


def _neutral(call: Call, name: str, kind: str) -> Any:
    if kind == "list" and name.lower().endswith(("ids", "arns", "names")):
        # Programs take the first of such a list, or loop over it: one shows what they make of each.
        one = name.removesuffix("s")
        return [_simple(call, one, "str") or _neutral(call, one, "str")]
    if kind == "str":
        if name.lower().endswith("id"):
            return call.seed.text(name, "0123456789abcdef", 17)
        if name == "name":
            return "example"
        if name == "roleArn":
            return word(call, name, "arn:{partition}:iam::{account}:role/{alnum:12}")
        if name == "arn":
            place = shapes.arn_place(call.token.split(":")[1].partition("/")[0])
            return word(call, name, f"arn:{{partition}}:{place}:{{alnum:12}}")
        if name == "cidrBlock":
            return "10.0.0.0/16"
        if name == "availabilityZone":
            return next(iter(regions.zones(call.region)))
        if name.endswith("Ip"):
            return "10.0.0.10"
    return schema.NEUTRAL[kind]
