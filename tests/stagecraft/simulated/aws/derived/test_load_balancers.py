"""Load balancers: names by kind, zones by region, ARNs of listeners below them."""

import re

from stagecraft import wire


def test_an_application_load_balancer_has_its_dns_name_and_zone(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", name="shop")
    assert re.fullmatch(
        r"arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/[0-9a-f]{16}", balancer.id
    )
    assert balancer.outputs["arnSuffix"] == balancer.id.rpartition(":loadbalancer/")[2]
    assert re.fullmatch(r"shop-\d{10}\.eu-west-1\.elb\.amazonaws\.com", balancer.outputs["dnsName"])
    assert balancer.outputs["zoneId"] == "Z32O12XQLNTSW2"


def test_an_internal_one_says_so_in_its_dns_name(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", name="shop", internal=True)
    assert balancer.outputs["dnsName"].startswith("internal-shop-")


def test_a_network_load_balancer_has_its_own_form(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", name="shop", loadBalancerType="network")
    assert "loadbalancer/net/shop/" in balancer.id
    assert re.fullmatch(r"shop-[0-9a-f]{16}\.elb\.eu-west-1\.amazonaws\.com", balancer.outputs["dnsName"])
    assert balancer.outputs["zoneId"] == "Z2IFOLAFXWLO4F"


def test_the_zone_of_a_region_without_a_published_one_is_unknown(cloud_in):
    balancer = cloud_in("ap-southeast-6").create("aws:lb/loadBalancer:LoadBalancer", name="shop")
    assert balancer.outputs["zoneId"] == wire.UNKNOWN


def test_the_vpc_is_that_of_the_subnets(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId=vpc.id)
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", subnets=[subnet.id])
    assert balancer.outputs["vpcId"] == vpc.id


def test_the_vpc_of_foreign_subnets_is_unknown(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", subnets=["subnet-1"])
    assert balancer.outputs["vpcId"] == wire.UNKNOWN


def test_listeners_and_rules_lie_below_their_load_balancer(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", name="shop")
    listener = cloud.create("aws:lb/listener:Listener", loadBalancerArn=balancer.id, defaultActions=[])
    rule = cloud.create(
        "aws:lb/listenerRule:ListenerRule", listenerArn=listener.id, actions=[], conditions=[]
    )
    suffix = balancer.outputs["arnSuffix"]
    prefix = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
    assert re.fullmatch(rf"{prefix}:listener/{suffix}/[0-9a-f]{{16}}", listener.id)
    listener_suffix = listener.id.rpartition(":listener/")[2]
    assert re.fullmatch(rf"{prefix}:listener-rule/{listener_suffix}/[0-9a-f]{{16}}", rule.id)


def test_a_target_group_is_known_by_its_arn(cloud):
    group = cloud.create("aws:lb/targetGroup:TargetGroup", name="app")
    assert re.fullmatch(r"targetgroup/app/[0-9a-f]{16}", group.outputs["arnSuffix"])
    assert group.id == f"arn:aws:elasticloadbalancing:eu-west-1:123456789012:{group.outputs['arnSuffix']}"


def test_a_classic_load_balancer_is_known_by_its_name(cloud):
    balancer = cloud.create("aws:elb/loadBalancer:LoadBalancer", name="old", listeners=[])
    assert (balancer.id, balancer.outputs["zoneId"]) == ("old", "Z32O12XQLNTSW2")
