"""The default VPC is looked up, subnets and all, and nothing is created."""

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from stagecraft.simulated.aws import Answer, SimulatedAws

COMPONENT = "urn:pulumi:dev::shop::awsx:ec2:DefaultVpc::net"
SUBNETS = {"subnet-1": True, "subnet-2": False, "subnet-3": True}


def program():
    own = aws.Provider("own", region="us-west-2")
    vpc = awsx.ec2.DefaultVpc("net", opts=pulumi.ResourceOptions(provider=own))
    pulumi.export("vpc_id", vpc.vpc_id)
    pulumi.export("public", vpc.public_subnet_ids)
    pulumi.export("private", vpc.private_subnet_ids)
    aws.ec2.SecurityGroup("group", vpc_id=vpc.vpc_id, opts=pulumi.ResourceOptions(provider=own))


def test_its_subnets_are_sorted_by_whether_they_give_public_addresses(record_raw, monkeypatch):
    asked = []

    def invoke(_, token, arguments, provider):
        function = token.split(":")[-1]
        asked.append((function, arguments, provider.region))
        if function == "getSubnet":
            public = SUBNETS[arguments["id"]]
            return Answer({"id": arguments["id"], "mapPublicIpOnLaunch": public}, "exact")
        answers = {"getVpc": {"id": "vpc-1"}, "getSubnets": {"ids": list(SUBNETS)}}
        return Answer(answers[function], "exact")

    monkeypatch.setattr(SimulatedAws, "invoke", invoke)
    recording = record_raw(program)
    assert (recording.error, recording.problems) == (None, ())
    told = recording.deployment.get("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev").outputs
    expected = {"vpc_id": "vpc-1", "public": ["subnet-1", "subnet-3"], "private": ["subnet-2"]}
    assert expected == told
    assert asked[:2] == [
        ("getVpc", {"default": True}, "us-west-2"),
        ("getSubnets", {"filters": [{"name": "vpc-id", "values": ["vpc-1"]}]}, "us-west-2"),
    ]
    assert [("getSubnet", {"id": id_}, "us-west-2") for id_ in SUBNETS] == sorted(asked[2:], key=str)


def test_its_outputs_wait_for_the_component_and_stand_in_no_state(record_raw):
    deployment = record_raw(program).deployment
    assert ({}, {}) == (deployment.get(COMPONENT).inputs, deployment.get(COMPONENT).outputs)
    group = deployment.get("urn:pulumi:dev::shop::aws:ec2/securityGroup:SecurityGroup::group")
    assert [COMPONENT] == group.property_dependencies["vpcId"]
