"""What AWS's data sources answer: computed where an answer is pure, of AWS's form where it is not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import coercion, schema
from stagecraft.simulated.aws.functions import (
    arguments,
    compute,
    fallback,
    identity,
    places,
    policy_document,
    secrets,
)
from stagecraft.simulated.aws.functions.calls import Answer, Call, Created, FunctionFailure
from stagecraft.simulated.aws.provider import ProviderConfig

__all__ = ["Answer", "FunctionFailure", "answer"]

_FUNCTIONS: Final[dict[str, Callable[[Call], Answer | None]]] = {
    **arguments.FUNCTIONS,
    **compute.FUNCTIONS,
    **identity.FUNCTIONS,
    **places.FUNCTIONS,
    **policy_document.FUNCTIONS,
    **secrets.FUNCTIONS,
}


def answer(token: str, args: Mapping[str, Any], provider: ProviderConfig, created: Created) -> Answer:
    """Return the answer of a function.

    Raises:
        FunctionFailure: AWS or its provider would refuse the arguments.
    """
    given = {key: wire.unwrap(value) for key, value in args.items() if value is not None}
    known = schema.of_function(token)
    given = coercion.coerced(given, known.outputs)
    region = given.get("region")
    call = Call(
        schema=known,
        args=given,
        provider=provider,
        region=region if isinstance(region, str) else provider.region,
        created=created,
    )
    function = _FUNCTIONS.get(token)
    found = function(call) if function else None
    full = fallback.completed(call, found) if found else fallback.answer(call)
    return Answer(coercion.coerced(full.result, known.outputs), full.accuracy)
