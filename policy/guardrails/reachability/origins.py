"""What of AWS stands on the internet by nature, and what in the stack it passes connections on to."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import truth
from guardrails.graph import Graph, Resource
from guardrails.reachability import ports
from guardrails.reachability.balancers import Forward
from guardrails.reachability.endpoints import Endpoints
from guardrails.reachability.intervals import IntervalSet, union
from guardrails.reachability.kinds import CLUSTER, MACHINES, ON_THE_INTERNET, VPC_LINK
from guardrails.reachability.target_groups import inside, tcp
from guardrails.tokens import LISTENERS, LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, items, plain

DISTRIBUTION: Final = aws("cloudfront/distribution")
_VPC_ORIGIN: Final = aws("cloudfront/vpcOrigin")
_ACCELERATOR: Final = aws("globalaccelerator/accelerator")
_ACCELERATOR_LISTENER: Final = aws("globalaccelerator/listener")
_ACCELERATOR_GROUP: Final = aws("globalaccelerator/endpointGroup")
_HTTP_API: Final = aws("apigatewayv2/api")
_INTEGRATION: Final = aws("apigatewayv2/integration")
_REST_API: Final = aws("apigateway/restApi")
_FUNCTION_URL: Final = aws("lambda/functionUrl")
_RECORD: Final = aws("route53/record")
_NAMED: Final = (*LOAD_BALANCERS, *MACHINES)
_HTTPS: Final = ports.tcp(443)
_WEB: Final = union((*ports.tcp(80), *ports.tcp(443)))
# What is reached on the internet wherever it is made, and the ports it takes connections on.
_BY_NATURE: Final[dict[str, IntervalSet]] = {
    DISTRIBUTION: _WEB,
    _HTTP_API: _HTTPS,
    _REST_API: _HTTPS,
    _FUNCTION_URL: _HTTPS,
    aws("apprunner/service"): _HTTPS,
    aws("appsync/graphQLApi"): _HTTPS,
    aws("transfer/server"): ports.TCP,
    _ACCELERATOR: ports.EVERY,
    CLUSTER: _HTTPS,
    **dict.fromkeys(sorted(ON_THE_INTERNET), _WEB),
}
SERVICES: Final = tuple(_BY_NATURE)


def on_the_internet(resource: Resource) -> tuple[IntervalSet, bool | None]:
    """Return the ports that a service has on the internet, and whether it has any: None is perhaps."""
    found = _BY_NATURE[resource.type]
    if resource.external:
        return found, False
    if resource.type in (DISTRIBUTION, _ACCELERATOR):
        return found, _switch(resource, "enabled", default=True)
    if resource.type == CLUSTER:
        return found, _switch(resource, "vpcConfig.endpointPublicAccess", default=True)
    if resource.type in ON_THE_INTERNET:
        inner = plain(at(resource.inputs, "vpcOptions"))
        return found, None if inner is UNKNOWN else not items(resource.inputs, "vpcOptions.subnetIds")
    if resource.type == _REST_API:
        kinds = [plain(kind) for kind in items(resource.inputs, "endpointConfiguration.types")]
        return found, None if UNKNOWN in kinds else "PRIVATE" not in kinds
    if resource.type == aws("transfer/server"):
        kind = plain(resource.asked("endpointType"))
        return found, None if kind is UNKNOWN else kind in (None, "PUBLIC")
    if resource.type == aws("apprunner/service"):
        path = "networkConfiguration.ingressConfiguration.isPubliclyAccessible"
        return found, _switch(resource, path, default=True)
    return found, True


def _switch(resource: Resource, path: str, *, default: bool) -> bool | None:
    state = truth(at(resource.inputs, path), default=default)
    return None if state is UNKNOWN else bool(state)


def service_forwards(graph: Graph, service: Resource) -> Iterator[Forward]:
    """Yield what a service on the internet passes on to endpoints of the stack."""
    if service.type == DISTRIBUTION:
        for origin in items(service.inputs, "origins"):
            yield from _origin(graph, service, origin)
    elif service.type == _ACCELERATOR:
        yield from _accelerated(graph, service)
    elif service.type == _HTTP_API:
        yield from _linked(graph, service)


def _origin(graph: Graph, distribution: Resource, origin: Any) -> Iterator[Forward]:
    named = inside(origin, "vpcOriginConfig.vpcOriginId")
    if named is not None:
        private = graph.resolve(distribution, "origins", [named], _VPC_ORIGIN)
        for one in private.resources:
            config = plain(at(one.inputs, "vpcOriginEndpointConfig"))
            found = graph.refers(one, "vpcOriginEndpointConfig.arn", *_NAMED)
            for resource in found.resources:
                target = graph.derive(Endpoints).by_urn.get(resource.urn)
                if target is not None:
                    yield Forward(
                        source=distribution,
                        entry=None,
                        target=target,
                        ports=_asked(config),
                        seen_as="CloudFront in the VPC",
                        sure=private.exact and found.exact,
                        through=(one,),
                    )
        return
    domain = inside(origin, "domainName")
    config = inside(origin, "customOriginConfig")
    for endpoint in graph.derive(Endpoints).all:
        if endpoint.resource.type in _NAMED and _answers_to(graph, endpoint.resource, domain, distribution):
            yield Forward(
                source=distribution,
                entry=None,
                target=endpoint,
                ports=_asked(config),
                seen_as="CloudFront",
                sure=domain is not UNKNOWN,
            )


def _answers_to(graph: Graph, resource: Resource, domain: Any, distribution: Resource) -> bool:
    """Tell whether a domain is, or may be, a resource's own name, or a record that leads to it."""
    if domain is UNKNOWN:
        wired = graph.wired(distribution, "origins", *_NAMED, _RECORD)
        return resource in wired or any(_leads_to(graph, one, resource) for one in wired)
    if not isinstance(domain, str):
        return False
    return domain in _names(resource) or any(
        _leads_to(graph, record, resource) for record in graph.derive(_records).get(domain.rstrip("."), ())
    )


def _names(resource: Resource) -> set[str]:
    found = (plain(resource.value(path)) for path in ("dnsName", "publicDns"))
    return {name for name in found if isinstance(name, str) and name}


def _records(graph: Graph) -> dict[str, list[Resource]]:
    """Return the records of the stack by their names."""
    found: dict[str, list[Resource]] = {}
    for record in graph.of_type(_RECORD):
        for path in ("name", "fqdn"):
            name = plain(record.value(path))
            if isinstance(name, str) and name:
                found.setdefault(name.rstrip("."), []).append(record)
    return found


def _leads_to(graph: Graph, record: Resource, resource: Resource) -> bool:
    """Tell whether a record is, or may be, one for a resource."""
    if record.type != _RECORD:
        return False
    aliases = [inside(alias, "name") for alias in items(record.inputs, "aliases")]
    for path, values in (("aliases", aliases), ("records", map(plain, items(record.inputs, "records")))):
        for value in values:
            if value is UNKNOWN and resource in graph.wired(record, path, *_NAMED):
                return True
            if isinstance(value, str) and value.rstrip(".").removeprefix("dualstack.") in _names(resource):
                return True
    return False


def _asked(config: Any) -> IntervalSet | None:
    """Return the ports on which CloudFront asks an origin."""
    policy = inside(config, "originProtocolPolicy")
    http, https = (tcp(inside(config, key)) for key in ("httpPort", "httpsPort"))
    if policy == "https-only":
        return https
    if policy == "http-only":
        return http
    return union((*http, *https)) if http and https else None


def _accelerated(graph: Graph, accelerator: Resource) -> Iterator[Forward]:
    """Yield the endpoints of an accelerator, private ones too, which see the client's address.

    https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.html
    """
    listeners = graph.referrers(accelerator, (_ACCELERATOR_LISTENER,), "acceleratorArn", (_ACCELERATOR,))
    for listener in (*listeners.sure, *listeners.maybe):
        groups = graph.referrers(listener, (_ACCELERATOR_GROUP,), "listenerArn", (_ACCELERATOR_LISTENER,))
        for group in (*groups.sure, *groups.maybe):
            for entry in items(group.inputs, "endpointConfigurations"):
                named = inside(entry, "endpointId")
                found = graph.resolve(group, "endpointConfigurations", [named], *_NAMED)
                for resource in found.resources:
                    target = graph.derive(Endpoints).by_urn.get(resource.urn)
                    if target is not None:
                        asked = _ports_of(listener)
                        sure = found.exact and listener in listeners.sure and group in groups.sure
                        through = (listener, group)
                        yield Forward(accelerator, None, target, asked, "client", sure, through)


def _ports_of(listener: Resource) -> IntervalSet | None:
    protocol = plain(listener.asked("protocol"))
    found = [
        ports.of_rule(str(protocol).lower(), inside(one, "fromPort"), inside(one, "toPort"))
        for one in items(listener.inputs, "portRanges")
    ]
    known = [one for one in found if one is not None]
    return union(part for one in known for part in one) if known and len(known) == len(found) else None


def _linked(graph: Graph, api: Resource) -> Iterator[Forward]:
    """Yield what an API reaches through its VPC links: the link is in the subnets, with groups of its own."""
    found = graph.referrers(api, (_INTEGRATION,), "apiId", (_HTTP_API,))
    for integration in (*found.sure, *found.maybe):
        links = graph.refers(integration, "connectionId", VPC_LINK)
        listeners = graph.refers(integration, "integrationUri", *LISTENERS)
        for link in links.resources:
            for listener in listeners.resources:
                balancers = graph.refers(listener, "loadBalancerArn", *LOAD_BALANCERS)
                for balancer in balancers.resources:
                    target = graph.derive(Endpoints).by_urn.get(balancer.urn)
                    if target is not None:
                        exact = links.exact and listeners.exact and balancers.exact
                        sure = exact and integration in found.sure
                        port = tcp(plain(listener.asked("port")))
                        yield Forward(link, None, target, port, "own", sure, (api, integration))
