"""What a scenario wants to go wrong goes wrong, and the cloud is as the fault says."""

from __future__ import annotations

import threading
import time
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from stagecraft.offline.values import from_struct

BUCKET, VPC = "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("do: fail", "InternalFailure"),
        ("do: fail, error: 'api error AccessDenied: no'", "api error AccessDenied: no"),
        ("do: throttle", "ThrottlingException"),
        ("do: timeout", "context deadline exceeded"),
    ],
)
def test_a_call_that_fails_leaves_no_trace_and_the_next_one_succeeds(
    serve: Any, connect: Any, cloud: Any, refused: Any, fault: str, told: str
) -> None:
    client = connect(serve(f"- {{on: create, {fault}}}"))
    with refused(told):
        client.create(BUCKET)
    assert [] == cloud.list()
    client.create(BUCKET)
    assert 1 == len(cloud.list())


def test_the_second_create_of_a_type_fails_and_a_preview_counts_for_nothing(
    serve: Any, connect: Any, cloud: Any, refused: Any
) -> None:
    client = connect(serve(f"- {{on: create, type: '{BUCKET}', nth: 2, do: fail}}"))
    client.preview(BUCKET, "one")
    client.create(BUCKET, "one")
    client.create(VPC, "v", cidrBlock="10.0.0.0/16")
    with refused("InternalFailure"):
        client.create(BUCKET, "two")
    assert ["one", "v"] == [one.urn.rpartition("::")[2] for one in cloud.list()]


def test_a_failure_after_the_fact_tells_the_engine_what_there_is(
    serve: Any, connect: Any, cloud: Any
) -> None:
    client = connect(serve("- {on: create, do: fail-after}"))
    with pytest.raises(grpc.RpcError) as caught:
        client.create(BUCKET)
    details = dict(caught.value.trailing_metadata())["grpc-status-details-bin"]
    failure = provider_pb2.ErrorResourceInitFailed()
    assert status_pb2.Status.FromString(details).details[0].Unpack(failure), (
        "the engine keeps it as unhealthy"
    )
    (made,) = cloud.list()
    assert (made.id, made.outputs, made.inputs) == (
        failure.id,
        from_struct(failure.properties),
        from_struct(failure.inputs),
    )
    assert "timeout while waiting for state" in failure.reasons[0]


def test_a_failure_after_the_fact_may_tell_nothing(
    serve: Any, connect: Any, cloud: Any, refused: Any
) -> None:
    client = connect(serve("- {on: create, do: fail-after, known: false}"))
    with refused("timeout while waiting for state"):
        client.create(BUCKET)
    assert 1 == len(cloud.list()), "it exists, and nobody knows"


def test_a_resource_is_lost_and_another_one_changed_right_after_the_call(
    serve: Any, connect: Any, cloud: Any
) -> None:
    lose, change = f"on: create, type: '{BUCKET}', do: lose", "property: enableDnsSupport, value: false"
    client = connect(serve(f"- {{{lose}}}\n- {{on: create, type: '{VPC}', do: change, {change}}}"))
    client.create(BUCKET)
    id_, state = client.create(VPC, cidrBlock="10.0.0.0/16", enableDnsSupport=True)
    assert state["enableDnsSupport"], "the answer came before"
    assert [(id_, False)] == [(one.id, one.outputs["enableDnsSupport"]) for one in cloud.list()]


def test_a_read_that_fails_and_a_diff_that_loses(serve: Any, connect: Any, cloud: Any, refused: Any) -> None:
    client = connect(serve("- {on: read, do: fail}\n- {on: diff, do: lose}\n- {on: invoke, do: throttle}"))
    checked = client.check(VPC, "v", cidrBlock="10.0.0.0/16")
    id_, state = client.make(VPC, "v", checked)
    with refused("InternalFailure"):
        client.read(VPC, "v", id_, checked, state)
    with refused("ThrottlingException"):
        client.invoke("aws:index/getRegion:getRegion")
    client.stub.Diff(provider_pb2.DiffRequest(urn=client.urn(VPC, "v"), id=id_))
    assert [] == cloud.list()


def test_a_delete_that_failed_after_the_fact_is_done_when_asked_again(
    serve: Any, connect: Any, cloud: Any, refused: Any
) -> None:
    client = connect(serve("- {on: delete, do: fail-after}"))
    id_, state = client.create(BUCKET)
    with refused("timeout while waiting"):
        client.delete(BUCKET, "thing", id_, state)
    client.delete(BUCKET, "thing", id_, state)
    assert [] == cloud.list()


def test_a_wait_ends_when_the_engine_goes(serve: Any, connect: Any, cloud: Any, log: Any) -> None:
    client = connect(serve("- {on: create, do: latency, seconds: 3600}"))
    checked = client.check(BUCKET, "b")
    made = threading.Thread(target=client.make, args=(BUCKET, "b", checked))
    made.start()
    while made.is_alive():
        client.stub.Cancel(empty_pb2.Empty())
        time.sleep(0.05)
    assert 1 == len(cloud.list())
    assert '"fault": "latency"' in log.read_text(), "the log explains what took so long"
