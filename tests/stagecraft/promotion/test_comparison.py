"""Same architecture or not, and every difference with its reason: two stacks against each other."""

import io

import pytest
from guardrails.graph import Graph
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from stagecraft.promotion import Kind, Promotion, diff, fingerprint
from stagecraft.promotion.allowed import CountEntry, ValueEntry

NOTHING = Promotion()
REPLICAS = CountEntry(
    type="aws:rds/instance:Instance", resource="shop-replica-*", zero=True, reason="no readers"
)


def told(report):
    return [(one.kind, one.resource, one.property_path, one.old, one.new) for one in report.differences]


def text_of(report):
    console = Console(file=io.StringIO(), width=200)
    report.render_text(console)
    return console.file.getvalue()


def test_the_same_program_in_two_stacks_has_no_difference(small_shop):
    report = diff(small_shop("dev").graph, small_shop("prod").graph, NOTHING)
    assert report.verdict == "dev and prod are the same architecture; no difference"
    assert report.exit_code == 0


def test_each_difference_is_told_by_role_and_property(small_shop):
    prod = small_shop("prod", zones="abc", instance_class="db.m7g.large", block=30)
    report = diff(small_shop("dev").graph, prod.graph, NOTHING)
    expected = [
        (Kind.VALUE, "shop-primary", "instanceClass", "db.t4g.medium", "db.m7g.large"),
        (
            Kind.VALUE,
            "shop-data-*",
            "cidrBlock",
            ["10.10.0.0/24", "10.10.1.0/24"],
            ["10.30.0.0/24", "10.30.1.0/24", "10.30.2.0/24"],
        ),
        (Kind.COUNT, "shop-data-*", "count", 2, 3),
        (Kind.VALUE, "shop-vpc", "cidrBlock", "10.10.0.0/16", "10.30.0.0/16"),
    ]
    assert expected == told(report)
    assert [one.tier for one in report.differences] == ["database", "network", "network", "network"]


def test_a_difference_that_nothing_allows_stops_the_promotion_of_the_same_architecture(small_shop):
    report = diff(small_shop("dev").graph, small_shop("prod", instance_class="db.m7g.large").graph, NOTHING)
    assert report.same
    assert not report.promotable
    assert report.exit_code == 1
    assert "1 difference, 1 of them not allowed: the promotion stops" in report.verdict


def test_an_allowed_difference_carries_its_reason(small_shop):
    allowed = Promotion((ValueEntry(tier="database", property="instance*", reason="less load"),))
    report = diff(small_shop("dev").graph, small_shop("prod", instance_class="db.m7g.large").graph, allowed)
    assert [one.reason for one in report.differences] == ["less load"]
    assert report.exit_code == 0
    assert report.unused == ()


def test_an_entry_for_values_does_not_allow_another_count(small_shop):
    allowed = Promotion((ValueEntry(tier="network", property="*", reason="any"),))
    report = diff(small_shop("dev").graph, small_shop("prod", zones="abc").graph, allowed)
    assert [one.property_path for one in report.not_allowed] == ["count"]


def test_a_role_that_one_stack_lacks_breaks_the_sameness_and_says_the_way_out(small_shop):
    report = diff(small_shop("dev").graph, small_shop("prod", replicas=2).graph, NOTHING)
    assert [(one.tier, one.resource, one.path, one.message) for one in report.breaks] == [
        ("database", "shop-replica-r*", "stagecraft:database:Database", "is in prod and not in dev")
    ]
    assert "resource: 'shop-replica-r*', zero: true" in report.breaks[0].fix
    assert not report.same
    assert report.exit_code == 1


def test_zero_against_some_is_the_same_where_an_entry_says_why(small_shop):
    report = diff(
        small_shop("dev").graph, small_shop("prod", replicas=2).graph, Promotion(counts=(REPLICAS,))
    )
    assert told(report) == [(Kind.ZERO, "shop-replica-r*", "count", 0, 2)]
    assert report.differences[0].reason == "no readers"
    assert report.exit_code == 0


def test_an_entry_without_zero_does_not_allow_zero(small_shop):
    entry = CountEntry(type=REPLICAS.type, reason="more load")
    report = diff(small_shop("dev").graph, small_shop("prod", replicas=2).graph, Promotion(counts=(entry,)))
    assert not report.same


def test_zero_allowed_for_one_role_does_not_let_another_of_its_type_be_absent(small_shop):
    without = small_shop("dev")
    without.resources = [one for one in without.resources if one.name != "shop-primary"]
    report = diff(without.graph, small_shop("prod", replicas=1).graph, Promotion(counts=(REPLICAS,)))
    assert [one.resource for one in report.breaks] == ["shop-primary"]


def test_a_wire_to_roles_that_may_be_absent_may_be_absent_with_them(small_shop):
    def with_alarm(made):
        targets = [one for one in made.resources if one.name.startswith("shop-replica")]
        made.add("aws:cloudwatch/dashboard:Dashboard", "shop", wires={"dashboardBody": targets})
        return made.graph

    report = diff(
        with_alarm(small_shop("dev")),
        with_alarm(small_shop("prod", replicas=1)),
        Promotion(counts=(REPLICAS,)),
    )
    assert report.breaks == ()


def test_a_wire_that_one_stack_lacks_breaks_the_sameness(stack):
    def build(name, *, wired):
        made = stack(name)
        key = made.add("aws:kms/key:Key", "key")
        made.add("aws:sqs/queue:Queue", "jobs", wires={"kmsMasterKeyId": [key]} if wired else {})
        return made.graph

    report = diff(build("dev", wired=False), build("prod", wired=True), Promotion.everything())
    assert [(one.resource, one.message) for one in report.breaks] == [
        ("jobs", "depends on aws:kms/key:Key in prod and not in dev")
    ]


def test_a_lacking_component_is_one_break_with_all_that_lies_inside(stack):
    dev, prod = stack("dev"), stack("prod")
    web = prod.component("stagecraft:web:StaticWeb", "shop")
    bucket = prod.add("aws:s3/bucket:Bucket", "shop-site", parent=web)
    prod.add("aws:s3/bucketPolicy:BucketPolicy", "shop-site", parent=web, wires={"bucket": [bucket]})
    report = diff(dev.graph, prod.graph, NOTHING)
    assert [one.message for one in report.breaks] == ["is in prod and not in dev, with 2 more inside it"]


def test_an_entry_for_a_component_allows_all_that_lies_inside_to_be_absent(stack):
    dev, prod = stack("dev"), stack("prod")
    web = prod.component("stagecraft:web:StaticWeb", "shop")
    prod.add("aws:s3/bucket:Bucket", "shop-site", parent=web)
    entry = CountEntry(type="stagecraft:web:StaticWeb", zero=True, reason="dev has no site")
    report = diff(dev.graph, prod.graph, Promotion(counts=(entry,)))
    assert report.exit_code == 0
    assert told(report) == [(Kind.ZERO, "shop", "count", 0, 1)]


def test_another_name_alone_is_a_difference_and_no_other_architecture(stack):
    dev, prod = stack("dev"), stack("prod")
    dev.add("aws:ec2/natGateway:NatGateway", "nat")
    for zone in "ab":
        prod.add("aws:ec2/natGateway:NatGateway", f"nat-{zone}")
    report = diff(dev.graph, prod.graph, NOTHING)
    assert report.same
    expected = [(Kind.COUNT, "nat-*", "count", 1, 2), (Kind.NAME, "nat-*", "name", "nat", "nat-*")]
    assert expected == told(report)


def test_an_instance_more_that_is_unlike_the_others_is_told(stack):
    def build(name, sizes):
        made = stack(name)
        for number, size in enumerate(sizes, 1):
            made.add(
                "aws:ebs/volume:Volume",
                f"disk-{number}",
                inputs={"size": size, "availabilityZone": f"eu-west-1{'abc'[number - 1]}"},
            )
        return made.graph

    alike = diff(build("dev", [10]), build("prod", [10, 10, 10]), NOTHING)
    assert [one.property_path for one in alike.differences] == ["count"]
    unlike = diff(build("dev", [10]), build("prod", [10, 10, 99]), NOTHING)
    assert (Kind.VALUE, "disk-*", "size", 10, [10, 99]) in told(unlike)


def test_rules_of_one_number_are_compared_one_by_one(stack):
    def build(name, *rules):
        made = stack(name)
        made.add("aws:ec2/networkAcl:NetworkAcl", "acl", inputs={"ingress": [dict(rule) for rule in rules]})
        return made.graph

    ssh, web = {"port": 22, "cidr": "10.0.0.0/8"}, {"port": 443, "cidr": "0.0.0.0/0"}
    crossed = {"port": 22, "cidr": "0.0.0.0/0"}, {"port": 443, "cidr": "10.0.0.0/8"}
    report = diff(build("dev", ssh, web), build("prod", *crossed), NOTHING)
    assert told(report) == [
        (Kind.VALUE, "acl", "ingress[].cidr", ["10.0.0.0/8", "0.0.0.0/0"], ["0.0.0.0/0", "10.0.0.0/8"])
    ]
    fewer = diff(build("dev", web), build("prod", web, {"port": 443, "cidr": "10.0.0.0/8"}), NOTHING)
    assert told(fewer) == [
        (Kind.VALUE, "acl", "ingress[]", "1 item", "2 items"),
        (Kind.VALUE, "acl", "ingress[].cidr", "0.0.0.0/0", ["0.0.0.0/0", "10.0.0.0/8"]),
    ]


def test_values_that_changed_places_between_instances_are_told(stack):
    def build(name, classes):
        made = stack(name)
        for number, size in enumerate(classes, 1):
            made.add("aws:rds/instance:Instance", f"db-{number}", inputs={"instanceClass": size})
        return made.graph

    report = diff(build("dev", ["small", "large"]), build("prod", ["large", "small"]), NOTHING)
    assert told(report) == [(Kind.VALUE, "db-*", "instanceClass", ["small", "large"], ["large", "small"])]


def test_true_is_not_one(stack):
    def build(name, value):
        made = stack(name)
        made.add("aws:x/thing:Thing", "thing", inputs={"flag": value})
        return made.graph

    assert len(diff(build("dev", True), build("prod", 1), NOTHING).differences) == 1  # noqa: FBT003


def test_a_components_own_inputs_are_judged_by_its_children_only(stack):
    def build(name, nat):
        made = stack(name)
        network = made.component("stagecraft:network:Network", "shop", nat=nat)
        made.add("aws:ec2/vpc:Vpc", "shop", parent=network)
        made.component("awsx:ecs:FargateService", "api", desiredCount=1 if nat == "single" else 4)
        return made.graph

    report = diff(build("dev", "single"), build("prod", "per-az"), NOTHING)
    assert told(report) == [(Kind.VALUE, "api", "desiredCount", 1, 4)], (
        "only the one without children is opaque"
    )


def test_a_provider_is_compared_by_package_and_region_and_never_by_version(stack):
    def build(name, provider, **inputs):
        made = stack(name)
        made.add("pulumi:providers:aws", provider, inputs=inputs)
        return made.graph

    dev = build("dev", "shop", region="eu-west-1", version="7.1.0")
    assert told(diff(dev, build("prod", "shop", region="eu-west-1", version="7.2.0"), NOTHING)) == []
    assert told(diff(dev, build("prod", "shop", region="us-east-1"), NOTHING)) == [
        (Kind.VALUE, "aws", "region", "eu-west-1", "us-east-1")
    ]
    assert diff(dev, build("prod", "default_7_2_0", region="us-east-1"), NOTHING).same


def test_a_project_without_rules_allows_values_and_counts_but_not_zero(small_shop):
    dev = small_shop("dev").graph
    wider = diff(dev, small_shop("prod", zones="abc", block=30).graph, Promotion.everything())
    assert wider.exit_code == 0
    assert wider.unused == ()
    assert diff(dev, small_shop("prod", replicas=1).graph, Promotion.everything()).exit_code == 1


def test_entries_that_allowed_nothing_are_told_and_fail_nothing(small_shop):
    unused = ValueEntry(tier="cache", property="nodeType", reason="less load")
    report = diff(small_shop("dev").graph, small_shop("prod").graph, Promotion((unused,), (REPLICAS,)))
    assert report.unused == (unused, REPLICAS)
    assert report.exit_code == 0
    assert "{tier: cache, property: nodeType}" in text_of(report)


def test_the_report_as_plain_values_holds_everything(small_shop):
    prod = small_shop("prod", replicas=1, instance_class="db.m7g.large")
    assert diff(small_shop("dev").graph, prod.graph, NOTHING).to_dict() == {
        "stacks": ["dev", "prod"],
        "same": False,
        "promotable": False,
        "verdict": "dev and prod are not the same architecture: 1 thing breaks the sameness",
        "breaks": [
            {
                "tier": "database",
                "type": "aws:rds/instance:Instance",
                "resource": "shop-replica-r*",
                "path": "stagecraft:database:Database",
                "message": "is in prod and not in dev",
                "fix": (
                    "Make it in both, or, if dev is meant to have none, add to promotion.yaml under counts: "
                    "{type: 'aws:rds/instance:Instance', resource: 'shop-replica-r*', zero: true, reason: …}."
                ),
            }
        ],
        "differences": [
            {
                "kind": "value",
                "tier": "database",
                "type": "aws:rds/instance:Instance",
                "resource": "shop-primary",
                "property": "instanceClass",
                "old": "db.t4g.medium",
                "new": "db.m7g.large",
                "allowed": False,
                "reason": "",
            }
        ],
        "unusedEntries": [],
    }


def test_the_text_names_what_breaks_and_what_is_not_allowed(small_shop):
    text = text_of(diff(small_shop("dev").graph, small_shop("prod", replicas=1, zones="abc").graph, NOTHING))
    assert "dev and prod are not the same architecture" in text
    assert "database: shop-replica-r* (stagecraft:database:Database / aws:rds/instance:Instance)" in text
    assert "not allowed" in text
    assert "under counts: {tier: 'network', resource: 'shop-data-*', reason: …}" in text


def test_text_in_values_is_no_markup(stack):
    def build(name, value):
        made = stack(name)
        made.add("aws:x/thing:Thing", "thing", inputs={"text": value})
        return made.graph

    report = diff(build("dev", "[/red]"), build("prod", "[bold]x"), NOTHING)
    assert "[/red]" in text_of(report)


@given(st.permutations(range(9)))
def test_the_order_of_registration_changes_no_word_of_the_report(small_shop, order):
    dev, prod = small_shop("dev"), small_shop("prod", zones="abc", replicas=2, block=30)
    expected = diff(dev.graph, prod.graph, NOTHING).to_dict()
    shuffled = [prod.resources[index] for index in order] + prod.resources[len(order) :]
    by_parent = sorted(shuffled, key=lambda one: one.urn.count("$") + (one.custom * 10))
    assert expected == diff(dev.graph, Graph(by_parent), NOTHING).to_dict()


@given(st.sampled_from(["ab", "abc"]), st.integers(0, 2), st.sampled_from(["ab", "abc"]), st.integers(0, 2))
def test_equal_fingerprints_and_no_break_are_the_same_thing(small_shop, zones, replicas, other_zones, others):
    one = small_shop("dev", zones=zones, replicas=replicas).graph
    other = small_shop("prod", zones=other_zones, replicas=others).graph
    assert (fingerprint(one) == fingerprint(other)) == diff(one, other, NOTHING).same


@pytest.mark.parametrize("swap", [False, True])
def test_wires_that_changed_places_between_names_are_other_names(stack, swap):
    def build(name, wired, plain):
        made = stack(name)
        key = made.add("aws:kms/key:Key", "key")
        made.add("aws:sqs/queue:Queue", wired, wires={"kmsMasterKeyId": [key]})
        made.add("aws:sqs/queue:Queue", plain)
        return made.graph

    one, other = (
        build("dev", "jobs", "mail"),
        build("prod", *(("mail", "jobs") if swap else ("jobs", "mail"))),
    )
    report = diff(one, other, NOTHING)
    assert report.same, "the fingerprints are equal"
    assert [one.kind for one in report.differences] == [Kind.NAME, Kind.NAME] * swap
