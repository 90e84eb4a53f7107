"""A Construct call makes an awsx component and its children with the engine's monitor: here a recording one."""

from __future__ import annotations

import importlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, resource_pb2, resource_pb2_grpc

from stagecraft import wire
from stagecraft.offline.values import from_struct, to_struct

if TYPE_CHECKING:
    from collections.abc import Iterator

VPC = "awsx:ec2:Vpc"
PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::aws::6f0a"


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Answers as the engine does in a preview, and keeps what was registered."""

    def __init__(self) -> None:
        self.registered: list[Any] = []
        self.lock = threading.Lock()

    def GetDeploymentInfo(self, request: Any, _: Any) -> Any:  # noqa: N802 - the protocol's names
        del request
        names = ("SECRETS", "RESOURCE_REFERENCES", "OUTPUT_VALUES", "ALIAS_SPECS", "DELETED_WITH")
        features = [getattr(resource_pb2, f"RESOURCE_MONITOR_FEATURE_{name}") for name in names]
        return resource_pb2.DeploymentInfo(supportedFeatures=features)

    def RegisterResource(self, request: Any, _: Any) -> Any:  # noqa: N802
        with self.lock:
            self.registered.append(request)
        chain = request.parent.split("::")[2] + "$" if request.parent else ""
        urn = f"urn:pulumi:dev::shop::{chain}{request.type}::{request.name}"
        return resource_pb2.RegisterResourceResponse(
            urn=urn, object=request.object if request.custom else None
        )

    def RegisterResourceOutputs(self, request: Any, _: Any) -> Any:  # noqa: N802
        del request
        return empty_pb2.Empty()

    def Invoke(self, request: Any, _: Any) -> Any:  # noqa: N802
        del request
        names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
        fields: Any = {
            "return": to_struct({"id": "x", "names": names, "zoneIds": names, "region": "eu-west-1"})
        }
        return provider_pb2.InvokeResponse(**fields)


class Engine(engine_pb2_grpc.EngineServicer):
    """Where the SDK logs to."""

    def Log(self, request: Any, _: Any) -> Any:  # noqa: N802
        del request
        return empty_pb2.Empty()


@pytest.fixture
def monitor() -> Iterator[tuple[Monitor, str]]:
    server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
    made = Monitor()
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(made, server)
    engine_pb2_grpc.add_EngineServicer_to_server(Engine(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield made, f"127.0.0.1:{port}"
    server.stop(None).wait()


def asked(address: str, type_: str = VPC, **inputs: Any) -> provider_pb2.ConstructRequest:
    return provider_pb2.ConstructRequest(
        project="shop", stack="dev", type=type_, name="main", monitorEndpoint=address, dryRun=True,
        inputs=to_struct(inputs), providers={"aws": PROVIDER}, parallel=4,
    )  # fmt: skip


def test_a_vpc_registers_its_children_below_itself(serve: Any, connect: Any, monitor: Any, log: Any) -> None:
    # Loaded before, as by an earlier run: the stock servicer would then wait for itself.
    importlib.import_module("pulumi_aws.ec2")
    made, address = monitor
    awsx = connect(serve(), package="awsx", engine=monitor[1])
    layout = {"natGateways": {"strategy": "None"}, "numberOfAvailabilityZones": 2}
    response = awsx.stub.Construct(timeout=60, request=asked(address, cidrBlock="10.0.0.0/16", **layout))
    urn = "urn:pulumi:dev::shop::awsx:ec2:Vpc::main"
    assert urn == response.urn
    children = [request for request in made.registered if request.type.startswith("aws:")]
    counts = {
        kind: sum(one.type == kind for one in children)
        for kind in ("aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet")
    }
    assert {"aws:ec2/vpc:Vpc": 1, "aws:ec2/subnet:Subnet": 4} == counts
    assert {PROVIDER} == {one.provider for one in children}, "they use the provider that the program gave"
    (vpc,) = [one for one in children if one.type == "aws:ec2/vpc:Vpc"]
    assert ("10.0.0.0/16", urn) == (from_struct(vpc.object)["cidrBlock"], vpc.parent)
    state = from_struct(response.state)
    assert wire.UNKNOWN == state["vpcId"], "in a preview nobody knows it"
    assert wire.UNKNOWN == state["privateSubnetIds"]
    assert any("vpc:Vpc" in one for one in response.stateDependencies["vpcId"].urns)
    assert '"method": "Construct"' in log.read_text()


def test_what_awsx_refuses_is_told_in_its_words(serve: Any, connect: Any, monitor: Any, refused: Any) -> None:
    awsx = connect(serve(), package="awsx", engine=monitor[1])
    with refused("awsx:ec2:Vpc resource 'main' has a problem:", "Only one of [availabilityZoneNames]"):
        awsx.stub.Construct(
            timeout=60,
            request=asked(
                monitor[1], cidrBlock="10.0.0.0/16", availabilityZoneNames=["a"], numberOfAvailabilityZones=2
            ),
        )


def test_a_component_that_nobody_knows_is_told(serve: Any, connect: Any, monitor: Any, refused: Any) -> None:
    awsx = connect(serve(), package="awsx", engine=monitor[1])
    with refused("awsx:ecs:FargateService", "cannot construct"):
        awsx.stub.Construct(timeout=60, request=asked(monitor[1], type_="awsx:ecs:FargateService"))
