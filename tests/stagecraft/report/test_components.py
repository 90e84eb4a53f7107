"""The tree of components."""

from guardrails.graph import Graph, Resource

from stagecraft.report.components import component_tree


def told(branch):
    return {
        (inner.name, inner.type, inner.instances): (dict(inner.counts), told(inner))
        for inner in branch.sorted()
    }


def test_components_hold_their_resources_and_the_rest_lies_under_its_service(make_graph):
    tree = component_tree(make_graph("dev", zones="ab"))
    assert told(tree) == {
        ("shop", "stagecraft:network:Network", 1): ({"aws:ec2/vpc:Vpc": 1, "aws:ec2/subnet:Subnet": 2}, {}),
        ("sns", "", 1): ({"aws:sns/topic:Topic": 1}, {}),
    }
    assert tree.total == 4


def test_components_that_differ_in_a_number_are_merged_with_all_inside():
    urn = "urn:pulumi:dev::shop::"
    resources = []
    for number in range(1, 4):
        worker = Resource(f"{urn}x:y:Worker::worker-{number}", "x:y:Worker", f"worker-{number}", custom=False)
        inner = f"{urn}x:y:Worker$x:y:Disk::disk-{number}"
        disk = Resource(inner, "x:y:Disk", f"disk-{number}", parent=worker.urn, custom=False)
        volume_urn = f"{urn}x:y:Worker$x:y:Disk$aws:ebs/volume:Volume::v-{number}"
        volume = Resource(volume_urn, "aws:ebs/volume:Volume", f"v-{number}", parent=disk.urn)
        resources += [worker, disk, volume]
    expected = {
        ("worker-*", "x:y:Worker", 3): ({}, {("disk-*", "x:y:Disk", 3): ({"aws:ebs/volume:Volume": 3}, {})})
    }
    assert expected == told(component_tree(Graph(resources)))


def test_a_resource_under_a_resource_lies_in_the_component_of_its_parent():
    urn = "urn:pulumi:dev::shop::"
    net = Resource(f"{urn}awsx:ec2:Vpc::net", "awsx:ec2:Vpc", "net", custom=False)
    vpc = Resource(f"{urn}awsx:ec2:Vpc$aws:ec2/vpc:Vpc::net", "aws:ec2/vpc:Vpc", "net", parent=net.urn)
    subnet_urn = f"{urn}awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::net-a-1"
    subnet = Resource(subnet_urn, "aws:ec2/subnet:Subnet", "net-a-1", parent=vpc.urn)
    expected = {("net", "awsx:ec2:Vpc", 1): ({"aws:ec2/vpc:Vpc": 1, "aws:ec2/subnet:Subnet": 1}, {})}
    assert expected == told(component_tree(Graph([net, vpc, subnet])))
