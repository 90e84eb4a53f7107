"""Functions of their arguments alone: taking ARNs apart and putting them together."""

from collections.abc import Callable
from typing import Final

from stagecraft.simulated.aws.functions.calls import Answer, Call, FunctionFailure


def _split(arn: str) -> list[str]:
    parts = arn.split(":", maxsplit=5)
    if len(parts) != 6 or parts[0] != "arn":
        raise FunctionFailure(f'"{arn}" is an invalid ARN: arn:partition:service:region:account:resource')
    return parts


def _get_arn(call: Call) -> Answer:
    arn = call.text("arn")
    _, partition, service, region, account, resource = _split(arn)
    return call.answer(
        "exact",
        id=arn,
        partition=partition,
        service=service,
        region=region,
        account=account,
        resource=resource,
    )


def _arn_parse(call: Call) -> Answer:
    _, partition, service, region, account, resource = _split(call.text("arn"))
    result = {
        "partition": partition,
        "service": service,
        "region": region,
        "accountId": account,
        "resource": resource,
    }
    return Answer(result, "exact")


def _arn_build(call: Call) -> Answer:
    parts = [call.text(name) for name in ("partition", "service", "region", "accountId", "resource")]
    return Answer({"result": ":".join(["arn", *parts])}, "exact")


def _trim_role_path(call: Call) -> Answer:
    """Leave out the path of a role's ARN."""
    head, kind, rest = call.text("arn").partition(":role/")
    if not kind:
        raise FunctionFailure(f'"{call.text("arn")}" is no ARN of an IAM role')
    return Answer({"result": f"{head}{kind}{rest.rpartition('/')[2]}"}, "exact")


def _user_agent(call: Call) -> Answer:
    product = call.text("productName")
    version, comment = call.text("productVersion"), call.text("comment")
    text = product + (f"/{version}" if version else "") + (f" ({comment})" if comment else "")
    return Answer({"result": text}, "exact")


FUNCTIONS: Final[dict[str, Callable[[Call], Answer]]] = {
    "aws:index/arnBuild:arnBuild": _arn_build,
    "aws:index/arnParse:arnParse": _arn_parse,
    "aws:index/getArn:getArn": _get_arn,
    "aws:index/trimIamRolePath:trimIamRolePath": _trim_role_path,
    "aws:index/userAgent:userAgent": _user_agent,
}
