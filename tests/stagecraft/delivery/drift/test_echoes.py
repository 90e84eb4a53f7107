"""What resources tell of each other is no drift; what nobody accounts for is."""

import json

from stagecraft.delivery.drift.comparison import compare

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ROLE = "aws:iam/role:Role"
BUCKET = "aws:s3/bucket:Bucket"

OWN = {
    "securityGroupId": "app-id",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "10.0.0.0/16",
}


def _inline(cidrs, port=443, **more):
    return {"protocol": "tcp", "fromPort": port, "toPort": port, "cidrBlocks": cidrs, "self": False, **more}


def _found(states, others, type_, name, before, after):
    recorded = states.graph(*others, states.entry(type_, name, {}, before))
    actual = states.graph(*others, states.entry(type_, name, {}, after))
    return [(one.path, one.actual) for one in compare(recorded, actual)]


def test_a_group_tells_the_rules_that_the_stack_has_made(states):
    rule = states.entry(INGRESS, "https", OWN)
    found = _found(states, [rule], GROUP, "app", {"ingress": []}, {"ingress": [_inline(["10.0.0.0/16"])]})
    assert found == [], "the rule is a resource of the stack"


def test_a_rule_that_somebody_added_by_hand_is_told(states):
    rule = states.entry(INGRESS, "https", OWN)
    opened = _inline(["0.0.0.0/0"], port=22)
    found = _found(
        states, [rule], GROUP, "app", {"ingress": []}, {"ingress": [_inline(["10.0.0.0/16"]), opened]}
    )
    assert found == [("ingress[0]", opened)], "nothing in the stack accounts for port 22"


def test_a_rule_that_was_widened_by_hand_is_told(states):
    rule = states.entry(INGRESS, "https", OWN)
    widened = _inline(["10.0.0.0/16", "0.0.0.0/0"])
    found = _found(states, [rule], GROUP, "app", {}, {"ingress": [widened]})
    assert found == [("ingress", [widened])], "one of its two sources is nobody's"


def test_rules_of_the_older_type_account_for_their_own_direction(states):
    rule = states.entry(
        OLD_RULE,
        "https",
        {"type": "egress", "securityGroupId": "app-id", "protocol": "6", "fromPort": 443, "toPort": 443}
        | {"cidrBlocks": ["10.0.0.0/16"]},
    )
    inline = _inline(["10.0.0.0/16"])
    assert _found(states, [rule], GROUP, "app", {}, {"egress": [inline]}) == [], "it is an egress rule"
    assert _found(states, [rule], GROUP, "app", {}, {"ingress": [inline]}) != [], "and no ingress rule"


def test_a_rule_between_groups_and_one_of_all_ports_are_accounted_for(states):
    rule = states.entry(
        INGRESS, "all", {"securityGroupId": "app-id", "ipProtocol": "-1", "referencedSecurityGroupId": "sg-2"}
    )
    inline = {"protocol": "-1", "fromPort": 0, "toPort": 0, "securityGroups": ["sg-2"]}
    assert _found(states, [rule], GROUP, "app", {}, {"ingress": [inline]}) == [], "ports say nothing here"


def test_rules_of_another_group_account_for_nothing(states):
    rule = states.entry(INGRESS, "https", {**OWN, "securityGroupId": "other-id"})
    found = _found(states, [rule], GROUP, "app", {}, {"ingress": [_inline(["10.0.0.0/16"])]})
    assert found != [], "the rule is not this group's"


def test_rules_that_the_group_states_itself_are_its_own(states):
    recorded = states.graph(states.entry(GROUP, "app", {"ingress": [_inline(["10.0.0.0/16"])]}))
    actual = states.graph(states.entry(GROUP, "app", {"ingress": []}, {"ingress": []}))
    assert [one.kind for one in compare(recorded, actual)] == ["removed"], (
        "an inline rule that is gone is told"
    )


def test_a_route_table_tells_the_stacks_routes(states):
    route = states.entry(
        ROUTE,
        "nat",
        {"routeTableId": "private-id", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"},
    )
    own = {"cidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1", "ipv6CidrBlock": ""}
    strange = {"cidrBlock": "192.168.0.0/16", "vpcPeeringConnectionId": "pcx-1"}
    found = _found(states, [route], TABLE, "private", {"routes": []}, {"routes": [own, strange]})
    assert found == [("routes[0]", strange)], "the peering was added by hand"


def test_a_role_tells_its_policies(states):
    document = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}], "Version": "2012-10-17"}
    inline = states.entry("aws:iam/rolePolicy:RolePolicy", "own", {"role": "job", "name": "own"})
    inline["inputs"]["policy"] = json.dumps(document)
    attached = states.entry(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "logs", {"role": "job", "policyArn": "arn:logs"}
    )
    role = {"name": "job"}
    now = {
        **role,
        "inlinePolicies": [{"name": "own", "policy": json.dumps(document, indent=1)}],
        "managedPolicyArns": ["arn:logs", "arn:aws:iam::aws:policy/AdministratorAccess"],
    }
    found = _found(states, [inline, attached], ROLE, "job", role, now)
    assert found == [("managedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"])], (
        "the administrator's policy was attached by hand"
    )


def test_a_bucket_leaves_its_policy_to_the_resource_of_its_own(states):
    policy = states.entry("aws:s3/bucketPolicy:BucketPolicy", "policy", {"bucket": "docs-id", "policy": "{}"})
    before, after = {"policy": ""}, {"policy": '{"Statement": [1]}'}
    assert _found(states, [policy], BUCKET, "docs", before, after) == [], "told at the policy, if it differs"
    assert _found(states, [], BUCKET, "docs", before, after) != [], "without one, somebody made it by hand"
