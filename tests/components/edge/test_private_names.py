"""Data services are found by names of the private zone, and clients verify the names of their certificates."""

import pytest

from components.edge import PrivateNames, PrivateNamesArgs
from settings.edge import EdgeSettings

RECORD = "aws:route53/record:Record"
PROXY = "shop.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com"
CACHE = "master.shop.abcdef.euw1.cache.amazonaws.com"


def private_names():
    settings = EdgeSettings(
        domain_name="shop-dev.example.com",
        health_check={"path": "/", "requestIntervalSeconds": 30},
        query_log_retention_days=30,
    )
    return PrivateNames(
        "shop",
        PrivateNamesArgs(
            settings=settings,
            private_zone_id="Z0PRIVATE",
            private_zone_name="internal.shop-dev.example.com",
            endpoints={"postgresql": f"{PROXY}:5432", "redis": f"{CACHE}:6379"},
        ),
    )


@pytest.mark.parametrize(
    ("name", "host_name", "target"),
    [
        (
            "shop-private-postgresql",
            "_postgresql._tcp.internal.shop-dev.example.com",
            f"0 0 5432 {PROXY}.",
        ),
        ("shop-private-redis", "_redis._tcp.internal.shop-dev.example.com", f"0 0 6379 {CACHE}."),
    ],
)
def test_a_service_record_names_the_host_of_the_certificate_and_the_port(record, name, host_name, target):
    (found,) = [one for one in record(private_names).of_type(RECORD) if one.name == name]
    assert {key: found.inputs[key] for key in ("zoneId", "name", "type", "ttl", "records")} == {
        "zoneId": "Z0PRIVATE",
        "name": host_name,
        "type": "SRV",
        "ttl": 60,
        "records": [target],
    }


def test_no_alias_and_no_cname_hides_the_name_that_a_client_verifies(record):
    assert {"SRV"} == {one.inputs["type"] for one in record(private_names).of_type(RECORD)}


def test_other_tiers_get_the_names_by_protocol(record):
    (names,) = record(private_names).of_type("stagecraft:edge:PrivateNames")
    assert names.outputs == {
        "host_names": {
            "postgresql": "_postgresql._tcp.internal.shop-dev.example.com",
            "redis": "_redis._tcp.internal.shop-dev.example.com",
        }
    }
