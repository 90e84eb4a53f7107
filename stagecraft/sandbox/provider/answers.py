"""Answers in the words of the protocol: differences, errors with what they leave behind, secrets."""

from collections.abc import Mapping
from typing import Any, NoReturn

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2, status_pb2

from stagecraft import wire
from stagecraft.offline.values import to_struct
from stagecraft.sandbox import diffs
from stagecraft.sandbox.provider.faulty import PartialFailure


class _Status(grpc.Status):  # type: ignore[misc]
    """An error with details, as gRPC wants it."""

    def __init__(self, message: str, details: bytes) -> None:
        self.code = grpc.StatusCode.UNKNOWN
        self.details = message
        self.trailing_metadata = (("grpc-status-details-bin", details),)


def abort(context: Any, refusal: Exception) -> NoReturn:
    """End a call with an error; one that left a resource behind tells the engine of it."""
    if isinstance(refusal, PartialFailure):
        kept = refusal.kept
        failure = provider_pb2.ErrorResourceInitFailed(
            id=kept.id,
            properties=to_struct(kept.outputs),
            inputs=to_struct(kept.inputs),
            reasons=[str(refusal)],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(refusal))
        status.details.add().Pack(failure)
        context.abort_with_status(_Status(str(refusal), status.SerializeToString()))
    context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
    raise AssertionError


def diff_response(changes: diffs.Changes) -> Any:
    """Return what a Diff answers."""
    kinds = provider_pb2.PropertyDiff.Kind
    some = provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some,
        replaces=list(changes.replaces),
        diffs=list(changes.properties),
        detailedDiff={
            path: provider_pb2.PropertyDiff(kind=kinds.Value(kind), inputDiff=True)
            for path, kind in changes.detailed().items()
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=changes.delete_before_replace,
    )


def as_secret(outputs: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
    """Mark as secret what was one in the engine's state."""
    return {
        key: wire.secret(value) if wire.is_secret(state.get(key)) and not wire.is_secret(value) else value
        for key, value in outputs.items()
    }
