"""What has addresses, as data: every type and property exists in the installed pulumi_aws."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from guardrails.data_stores import DATA_STORES
from guardrails.reachability import ports
from guardrails.reachability.kinds import KINDS, own_port

from tests.policy.compliant import make

AWS = Path(find_spec("pulumi_aws").submodule_search_locations[0])


@cache
def source(token: str) -> str:
    module, name = token.split(":")[1].split("/")
    file = re.sub(r"([A-Z])", r"_\1", name).lower()
    return (AWS / ("lambda_" if module == "lambda" else module) / f"{file}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("token", sorted(KINDS))
def test_every_property_that_places_a_resource_exists(token: str) -> None:
    kind = KINDS[token]
    follows = (kind.follows[0],) if kind.follows else ()
    found = source(token)
    assert f"'{token}'" in found
    for path in (*kind.subnets, *kind.security_groups, *((kind.public,) if kind.public else ()), *follows):
        name = path.partition(".")[0]
        snake = re.sub(r"([A-Z])", r"_\1", name).lower()
        assert f'"{name}"' in found or f"def {snake}(" in found, f"{token} has no property {path}"


def test_every_data_store_has_a_place_here() -> None:
    assert set(DATA_STORES) <= {token for token, kind in KINDS.items() if kind.stores}


@pytest.mark.parametrize(
    ("short", "inputs", "port"),
    [
        ("rds/instance", {"engine": "postgres"}, 5432),
        ("rds/instance", {"engine": "sqlserver-ex"}, 1433),
        ("rds/instance", {"engine": "mysql", "port": 3307}, 3307),
        ("rds/cluster", {"engine": "aurora-postgresql"}, 5432),
        ("rds/cluster", {"engine": "aurora-mysql"}, 3306),
        ("rds/proxy", {"engineFamily": "POSTGRESQL"}, 5432),
        ("elasticache/replicationGroup", {"engine": "valkey"}, 6379),
        ("elasticache/cluster", {"engine": "memcached"}, 11211),
        ("dax/cluster", {"clusterEndpointEncryptionType": "TLS"}, 9111),
        ("dax/cluster", {}, 8111),
        ("redshift/cluster", {}, 5439),
        ("efs/mountTarget", {}, 2049),
        ("docdb/cluster", {}, 27017),
        ("neptune/cluster", {}, 8182),
    ],
)  # fmt: skip
def test_a_store_serves_on_its_engines_port_unless_it_says_otherwise(
    short: str, inputs: dict, port: int
) -> None:
    store = make(short, "it", inputs)
    assert ports.tcp(port) == own_port(KINDS[store.type], store)
