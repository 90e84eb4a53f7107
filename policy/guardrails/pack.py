"""The rules as policies of the Pulumi policy SDK: one policy a rule, and a few for what is no plain verdict.

The SDK hands properties over as proxies that raise at the first unknown value; it then reports one advisory
note and skips the rest of the policy, however mandatory that is. So properties are turned into plain values
here, before any rule sees them: an unknown becomes `UNKNOWN`, which rules handle, and a rule that raises for
any other reason is reported instead of being skipped.

A policy has one enforcement level. Findings that are undecided, and rules that raised, are therefore reported
by policies of their own (`undecided-data-store`, `undecided`, `rule-raised`, each with a twin for the stack).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import serialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from guardrails.catalog import RULES
from guardrails.enforcement import STRICTEST, environment_of, level
from guardrails.evaluate import (
    judge_by_all,
    judge_resource,
    judge_stack,
    judge_stack_by_all,
    resource_rules,
    verdict_policy,
    waive,
)
from guardrails.finding import RAISED, UNDECIDED, UNDECIDED_DATA_STORE, WAIVERS, Finding
from guardrails.graph import Graph, Resource, Urn
from guardrails.rule import GraphRule, ResourceRule
from guardrails.values import UNKNOWN, decode
from guardrails.waivers import Waiver, load_waivers, waiver_findings

_VERDICTS: Final = {
    UNDECIDED_DATA_STORE: "What protects stored data is known before `up`.",
    UNDECIDED: "What the rules judge is known before `up`.",
    RAISED: "Every rule can be judged.",
}
_WAIVERS_STATEMENT: Final = "Every waiver holds, and covers one thing."
Judge = Callable[[Any], Iterator[Finding]]


def policies(waivers: Iterable[Waiver] | None = None, today: dt.date | None = None) -> list[Policy]:
    """Return the policies of the pack, as strict as in prod until `--policy-pack-config` says otherwise."""
    waivers = load_waivers() if waivers is None else tuple(waivers)
    today = dt.datetime.now(dt.UTC).date() if today is None else today
    made = [_policy_of(rule, waivers, today) for rule in RULES]
    for verdict, statement in _VERDICTS.items():
        made.append(_resource_policy(verdict, statement, _judge_resource, waivers, today))
        name = verdict_policy(verdict, "stack")
        made.append(_stack_policy(name, statement, _judge_graph, waivers, today))

    def judge_waivers(_: Graph) -> Iterator[Finding]:
        yield from waiver_findings(waivers, today)

    made.append(_stack_policy(WAIVERS, _WAIVERS_STATEMENT, judge_waivers, (), today))
    return made


def _policy_of(rule: ResourceRule | GraphRule, waivers: tuple[Waiver, ...], today: dt.date) -> Policy:
    facts: dict[str, Any] = {
        "severity": Severity(rule.severity),
        "framework": PolicyComplianceFramework(name="AWS", reference=", ".join(rule.controls) or None),
        "tags": list(rule.topics),
        "remediation_steps": rule.remediation,
        "url": rule.url,
    }
    if isinstance(rule, ResourceRule):
        return _resource_policy(
            rule.id,
            rule.statement,
            lambda resource: judge_resource(rule, resource, STRICTEST),
            waivers,
            today,
            types=rule.applies_to,
            **facts,
        )
    return _stack_policy(
        rule.id, rule.statement, lambda graph: judge_stack(rule, graph, STRICTEST), waivers, today, **facts
    )


def _resource_policy(
    name: str,
    statement: str,
    judge: Judge,
    waivers: tuple[Waiver, ...],
    today: dt.date,
    types: tuple[str, ...] | None = None,
    **facts: Any,
) -> Policy:
    wanted = frozenset(resource_rules() if types is None else types)

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type in wanted:
            for finding in judge(resource_of(args)):
                if finding.policy == name and not waive(finding, waivers, today).waiver:
                    report(finding.message, finding.urn)

    return ResourceValidationPolicy(
        name=name, description=statement, validate=validate, enforcement_level=_default(name), **facts
    )


def _stack_policy(
    name: str, statement: str, judge: Judge, waivers: tuple[Waiver, ...], today: dt.date, **facts: Any
) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for finding in judge(_SHARED.of(args)):
            if finding.policy == name and not waive(finding, waivers, today).waiver:
                report(finding.message, finding.urn or None)

    return StackValidationPolicy(
        name=name, description=statement, validate=validate, enforcement_level=_default(name), **facts
    )


def _default(name: str) -> EnforcementLevel:
    return EnforcementLevel(level(name, STRICTEST))


def _judge_resource(resource: Resource) -> Iterator[Finding]:
    """Judge by all rules but those that the stack's environment disables, which the SDK does not tell us."""
    return judge_by_all(resource, environment_of(Urn.parse(resource.urn).stack))


def _judge_graph(graph: Graph) -> Iterator[Finding]:
    return judge_stack_by_all(graph, environment_of(graph.stack))


def resource_of(args: ResourceValidationArgs) -> Resource:
    """Return a resource as the engine is about to make it: its inputs are known as far as they can be."""
    return Resource(urn=args.urn, type=args.resource_type, name=args.name, inputs=_plain(args.props))


def graph_of(args: StackValidationArgs) -> Graph:
    """Return the graph of a stack as the engine hands it over: outputs only, without ids and kinds.

    Outputs hold what the program asked for as well as what AWS adds. In a preview, what AWS adds is unknown
    and depends on nothing; so an unknown without dependencies counts as not asked for.
    """
    return Graph(map(_stack_resource, args.resources))


class _Shared:
    """Gives the policies of a stack one graph, which keeps its proofs: the SDK makes the stack anew for each."""

    def __init__(self) -> None:
        self._graph = Graph(())

    def of(self, args: StackValidationArgs) -> Graph:
        """Return the graph of a stack: the last one, if that was of the same resources."""
        resources = tuple(map(_stack_resource, args.resources))
        if resources != self._graph.resources:
            self._graph = Graph(resources)
        return self._graph


_SHARED: Final = _Shared()


def _stack_resource(one: Any) -> Resource:
    outputs = _plain(one.props)
    wires = {
        key: tuple(dependency.urn for dependency in dependencies)
        for key, dependencies in one.property_dependencies.items()
    }
    return Resource(
        urn=one.urn,
        type=one.resource_type,
        name=one.name,
        parent=one.parent.urn if one.parent is not None else None,
        custom=one.provider is not None or one.resource_type.startswith("pulumi:"),
        protect=one.opts.protect,
        id=str(outputs["id"]) if isinstance(outputs.get("id"), str) else "",
        provider=one.provider.urn if one.provider is not None else "",
        inputs={key: value for key, value in outputs.items() if value is not UNKNOWN or wires.get(key)},
        outputs=outputs,
        dependencies=tuple(dependency.urn for dependency in one.dependencies),
        property_dependencies=wires,
    )


# The SDK's proxies, and what they hold as it is. One pass over them takes a third of what the SDK's own way back
# takes, for every resource and every policy of a stack.
_OBJECT: Final = type(unknown_checking_proxy({}))
_LIST: Final = type(unknown_checking_proxy({"of": []})["of"])
_AS_IT_IS: Final = frozenset({float, bool, int, type(None)})


def _plain(props: Mapping[str, Any]) -> Mapping[str, Any]:
    """Turn the SDK's proxies into plain values, without asking them for any value that may be unknown."""
    plain: Mapping[str, Any] = _opened(props)
    return plain


def _opened(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return decode(value)
    if kind in _AS_IT_IS:
        return value
    if kind is _OBJECT:
        return {key: _opened(inner) for key, inner in value["__target"].items()}
    if kind is _LIST:
        return [_opened(inner) for inner in value["__target"]]
    return decode(serialize_properties(value))
