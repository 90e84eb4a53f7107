"""The simulated AWS as a whole: repeatable, and able to answer for any type of the installed SDK.

All types together take half a minute to import; here are some of every thirtieth service, and all of a few.
"""

import subprocess
import sys

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import SimulatedAws, schema

SERVICES = ("acm", "autoscaling", "ec2", "iam", "kms", "lb", "rds", "route53", "s3", "secretsmanager")
SAMPLES = {"str": "x", "bool": True, "int": 1, "float": 1.0, "list": [], "map": {}}


def installed_types() -> list[str]:
    import pulumi_aws  # noqa: F401  (registers its types)
    from pulumi.runtime import rpc

    modules = [module for versions in rpc._RESOURCE_MODULES.values() for module in versions]
    return sorted(
        token for module in modules if module.mod_info["pkg"] == "aws" for token in module.mod_info["classes"]
    )


def sampled_types() -> list[str]:
    types = installed_types()
    known = [token for token in types if token.split(":")[1].split("/")[0] in SERVICES]
    return [*known[::3], *types[::30]]


def test_any_type_can_be_checked_created_and_read(cloud):
    tokens = sampled_types()
    assert len(tokens) > 140, "the sample must stay a wide one"
    for token in tokens:
        kinds = schema.of_resource(token)
        inputs = {
            name: SAMPLES[kinds.outputs[name].kind] if name in kinds.outputs else "x"
            for name in kinds.required
        }
        id_, outputs = cloud.create(token, **inputs)
        assert id_, token
        assert id_ != wire.UNKNOWN, token
        assert None not in outputs.values(), token
        assert {**outputs, **inputs} == outputs, f"{token}: what the program gave comes back"
        assert not set(outputs) - set(kinds.outputs) - kinds.inputs, (
            f"{token}: outputs that the SDK does not have"
        )
        assert cloud.read(token, "some-id").keys() >= kinds.outputs.keys(), token


@pytest.mark.parametrize(
    "token", ["aws:ec2/vpc:Vpc", "aws:rds/instance:Instance", "aws:acm/certificate:Certificate"]
)
def test_two_runs_and_two_stacks_agree(cloud, token):
    inputs = {"cidrBlock": "10.0.0.0/16", "instanceClass": "db.t4g.medium", "domainName": "a.example"}
    dev = cloud.aws.create(token, "thing", f"urn:pulumi:dev::shop::{token}::thing", inputs, cloud.provider)
    prod = SimulatedAws().create(
        token, "thing", f"urn:pulumi:prod::shop::{token}::thing", inputs, cloud.provider
    )
    assert dev == prod


def test_two_resources_of_one_type_differ(cloud):
    one, two = cloud.create("aws:ec2/vpc:Vpc", "one"), cloud.create("aws:ec2/vpc:Vpc", "two")
    assert one.id != two.id


def test_one_name_under_two_parents_is_two_resources(cloud):
    inputs = {"bucket": wire.UNKNOWN}
    ids = {
        cloud.aws.create(
            "aws:ec2/vpc:Vpc",
            "net",
            f"urn:pulumi:dev::shop::{parent}$aws:ec2/vpc:Vpc::net",
            inputs,
            cloud.provider,
        )[0]
        for parent in ("a:b:C", "d:e:F")
    }
    assert len(ids) == 2


def test_inputs_are_not_changed(cloud):
    inputs = {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "net"}, "instanceTenancy": None}
    before = {**inputs, "tags": dict(inputs["tags"])}
    checked = cloud.aws.check(
        "aws:ec2/vpc:Vpc", "net", "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::net", inputs, cloud.provider
    )
    cloud.aws.create(
        "aws:ec2/vpc:Vpc", "net", "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::net", checked, cloud.provider
    )
    assert inputs == before


def test_importing_it_imports_nothing_that_a_program_has_not_got():
    code = (
        "import sys, stagecraft.simulated.aws; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"pulumi_aws", "pydantic", "yaml", "rich", "typer", "networkx", "botocore", "cfnlint"}
