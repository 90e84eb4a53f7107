"""Events and APIs: names that depend on a bus, URLs that depend on a protocol."""

from collections.abc import Callable
from typing import Final

from stagecraft.simulated.aws.templates import Resource


def _rule(resource: Resource) -> None:
    bus = resource.text("eventBusName")
    resource.words["busPrefix"] = "" if bus in ("", "default") else f"{bus}/"


def _target(resource: Resource) -> None:
    bus = resource.text("eventBusName")
    resource.words["busPrefix"] = "" if bus in ("", "default") else f"{bus}-"


def _http_api(resource: Resource) -> None:
    scheme = "wss" if resource.text("protocolType") == "WEBSOCKET" else "https"
    resource.id = resource.render("{alnum:10}", "id")
    resource.fill("apiEndpoint", scheme + "://{id}.execute-api.{region}.{dns}")


def _http_stage(resource: Resource) -> None:
    endpoint = resource.other("aws:apigatewayv2/api:Api", resource.inputs.get("apiId")).get("apiEndpoint")
    # The default stage is served at the root.
    path = "" if resource.text("name") == "$default" else "{name}"
    scheme = "wss" if str(endpoint).startswith("wss:") else "https"
    resource.fill("invokeUrl", scheme + "://{apiId}.execute-api.{region}.{dns}/" + path)


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:apigatewayv2/api:Api": _http_api,
    "aws:apigatewayv2/stage:Stage": _http_stage,
    "aws:cloudwatch/eventRule:EventRule": _rule,
    "aws:cloudwatch/eventTarget:EventTarget": _target,
}
