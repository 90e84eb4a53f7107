"""The provider's service on a port of this machine, and a client that speaks the engine's side of the protocol."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from stagecraft.offline.values import from_struct, to_struct
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.faults import Scenario
from stagecraft.sandbox.provider.faulty import Faults
from stagecraft.sandbox.provider.journal import Journal
from stagecraft.sandbox.provider.resources import Resources
from stagecraft.sandbox.provider.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TAGS = json.dumps({"tags": {"project": "shop"}})


class Client:
    """One provider instance as the engine has it: a connection of its own, attached and configured."""

    def __init__(
        self, port: int, *, package: str = "aws", stack: str = "dev", engine: str = "", **inputs: Any
    ) -> None:
        self.stack = stack
        self.channel = grpc.insecure_channel(
            f"127.0.0.1:{port}",
            # Else gRPC gives clients of one address one connection.
            options=[("grpc.use_local_subchannel_pool", 1)],
        )
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)
        self.stub.Attach(plugin_pb2.PluginAttach(address=engine))
        given = {"region": "eu-west-1", "defaultTags": TAGS, **inputs}
        self.configured = self.stub.Configure(
            provider_pb2.ConfigureRequest(
                args=to_struct(given), type=f"pulumi:providers:{package}", urn="urn:provider"
            )
        )

    def urn(self, type_: str, name: str) -> str:
        return f"urn:pulumi:{self.stack}::shop::{type_}::{name}"

    def check(
        self, type_: str, name: str, olds: dict[str, Any] | None = None, /, **news: Any
    ) -> dict[str, Any]:
        """Return checked inputs; fail with what Check complains of."""
        response = self.stub.Check(
            provider_pb2.CheckRequest(
                urn=self.urn(type_, name), olds=to_struct(olds or {}), news=to_struct(news)
            )
        )
        assert not response.failures, [f"{one.property}: {one.reason}" for one in response.failures]
        return from_struct(response.inputs)

    def create(self, type_: str, name: str = "thing", /, **inputs: Any) -> tuple[str, dict[str, Any]]:
        """Make a resource of unchecked inputs: id and outputs."""
        return self.make(type_, name, self.check(type_, name, **inputs))

    def make(self, type_: str, name: str, checked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        response = self.stub.Create(
            provider_pb2.CreateRequest(urn=self.urn(type_, name), properties=to_struct(checked))
        )
        return response.id, from_struct(response.properties)

    def preview(self, type_: str, name: str = "thing", /, **inputs: Any) -> dict[str, Any]:
        checked = self.check(type_, name, **inputs)
        response = self.stub.Create(
            provider_pb2.CreateRequest(urn=self.urn(type_, name), properties=to_struct(checked), preview=True)
        )
        assert response.id == "", "a preview knows no id"
        return from_struct(response.properties)

    def read(
        self,
        type_: str,
        name: str,
        id_: str,
        inputs: dict[str, Any] | None,
        state: dict[str, Any] | None,
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Return id, outputs and inputs; the id is empty where the resource is gone."""
        response = self.stub.Read(
            provider_pb2.ReadRequest(
                urn=self.urn(type_, name),
                id=id_,
                inputs=None if inputs is None else to_struct(inputs),
                properties=None if state is None else to_struct(state),
            )
        )
        return response.id, from_struct(response.properties), from_struct(response.inputs)

    def update(
        self,
        type_: str,
        name: str,
        id_: str,
        state: dict[str, Any],
        olds: dict[str, Any],
        news: dict[str, Any],
        *,
        preview: bool = False,
    ) -> dict[str, Any]:
        response = self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=self.urn(type_, name),
                id=id_,
                olds=to_struct(state),
                old_inputs=to_struct(olds),
                news=to_struct(news),
                preview=preview,
            )
        )
        return from_struct(response.properties)

    def delete(self, type_: str, name: str, id_: str, state: dict[str, Any]) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(urn=self.urn(type_, name), id=id_, properties=to_struct(state))
        )

    def diff(self, type_: str, name: str, olds: dict[str, Any], news: dict[str, Any], *ignored: str) -> Any:
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                urn=self.urn(type_, name),
                id="an-id",
                old_inputs=to_struct(olds),
                news=to_struct(news),
                ignoreChanges=ignored,
            )
        )

    def invoke(self, token: str, /, **args: Any) -> dict[str, Any]:
        response = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_struct(args)))
        assert not response.failures, response.failures[0].reason
        return from_struct(getattr(response, "return"))


@pytest.fixture
def refused() -> Any:
    """Expect an error of a call, with some words in it."""

    @contextmanager
    def expect(*words: str) -> Iterator[None]:
        with pytest.raises(grpc.RpcError) as caught:
            yield
        told = caught.value.details()
        assert all(word in told for word in words), told

    return expect


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.sqlite")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "provider.log"


@pytest.fixture
def serve(cloud: Cloud, log: Path) -> Iterator[Callable[..., int]]:
    """Start services over the cloud; each call returns the port of a new one."""
    servers = []
    journal = Journal(log)

    def start(scenario: str = "") -> int:
        faults = Faults(Scenario.parse(scenario) if scenario else Scenario(), cloud)
        server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
        service = Service(Resources(cloud), faults, journal, "7.51.1")
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(service, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        return int(port)

    yield start
    for server in servers:
        server.stop(None).wait()
    journal.close()
    cloud.close()


@pytest.fixture
def connect() -> Callable[..., Client]:
    """Connect a provider instance to a port."""
    return Client


@pytest.fixture
def client(serve: Callable[..., int]) -> Client:
    return Client(serve())
