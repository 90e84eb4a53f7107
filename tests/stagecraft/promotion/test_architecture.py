"""The fingerprint: what leaves it as it is, and what does not."""

import random
from collections import Counter

from guardrails.graph import Graph
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.promotion.architecture import Architecture, Shape, fingerprint

NAMES = st.lists(st.sampled_from(["logs", "media", "orders", "users", "mail"]), min_size=1, unique=True)
STACKS = st.from_regex(r"[a-z]{3,9}", fullmatch=True)


def build(stack, stack_name, names, instances):
    """A component with a key, a numbered role that uses it, and a named bucket each."""
    made = stack(stack_name)
    tier = made.component("stagecraft:storage:Storage", "shop")
    key = made.add("aws:kms/key:Key", f"shop-{stack_name}-key", parent=tier)
    for name in names:
        made.add("aws:s3/bucket:Bucket", f"shop-{name}", parent=tier, wires={"kmsKeyId": [key]})
    for number in range(1, instances + 1):
        made.add("aws:ebs/volume:Volume", f"shop-disk-{number}", parent=tier, wires={"kmsKeyId": [key]})
    return made


@given(NAMES, st.integers(1, 4), STACKS, STACKS)
def test_the_stacks_name_leaves_it_as_it_is(stack, names, instances, one, other):
    assert (
        fingerprint(build(stack, one, names, instances).graph)
        == fingerprint(build(stack, other, names, instances).graph)
    )  # fmt: skip


@given(NAMES, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_registration_leaves_it_as_it_is(stack, names, instances, chance: random.Random):
    made = build(stack, "dev", names, instances)
    shuffled = list(made.resources)
    chance.shuffle(shuffled)
    assert fingerprint(made.graph) == fingerprint(Graph(shuffled))


@given(NAMES, st.integers(1, 4), st.integers(1, 4))
def test_more_instances_of_a_role_leave_it_as_it_is(stack, names, one, other):
    assert (
        fingerprint(build(stack, "dev", names, one).graph)
        == fingerprint(build(stack, "dev", names, other).graph)
    )  # fmt: skip


@given(NAMES, st.integers(0, 4))
def test_a_new_type_changes_it_by_one_entry(stack, names, instances):
    made = build(stack, "dev", names, instances)
    before = fingerprint(made.graph)
    made.add("aws:sqs/queue:Queue", "shop-jobs")
    assert before + Counter({Shape("", "aws:sqs/queue:Queue", frozenset()): 1}) == fingerprint(made.graph)


@given(NAMES, st.integers(0, 4))
def test_a_second_role_of_a_known_shape_changes_it(stack, names, instances):
    made = build(stack, "dev", names, instances)
    before = fingerprint(made.graph)
    tier, key = made.resources[1], made.resources[2]
    made.add("aws:s3/bucket:Bucket", "shop-another", parent=tier, wires={"kmsKeyId": [key]})
    assert sum(before.values()) + 1 == sum(fingerprint(made.graph).values())


@given(NAMES, st.integers(0, 4))
def test_a_new_wire_changes_it(stack, names, instances):
    plain, wired = build(stack, "dev", names, instances), build(stack, "dev", names, instances)
    plain.add("aws:sqs/queue:Queue", "shop-jobs")
    wired.add("aws:sqs/queue:Queue", "shop-jobs", wires={"kmsMasterKeyId": [wired.resources[2]]})
    assert fingerprint(plain.graph) != fingerprint(wired.graph)


def test_the_same_type_under_another_component_changes_it(stack):
    one, other = stack("dev"), stack("dev")
    one.add("aws:s3/bucket:Bucket", "logs", parent=one.component("stagecraft:storage:Storage", "shop"))
    other.component("stagecraft:storage:Storage", "shop")
    other.add("aws:s3/bucket:Bucket", "logs")
    assert fingerprint(one.graph) != fingerprint(other.graph)


def test_numbered_resources_that_depend_on_other_types_are_roles_of_their_own(stack):
    made = stack("dev")
    key = made.add("aws:kms/key:Key", "key")
    made.add("aws:sqs/queue:Queue", "jobs-1", wires={"kmsMasterKeyId": [key]})
    made.add("aws:sqs/queue:Queue", "jobs-2")
    counts = sorted((role.name, len(role.instances)) for role in Architecture(made.graph).roles.values())
    expected = [("jobs-*", 1), ("jobs-*", 1), ("key", 1)]
    assert expected == counts


def test_of_providers_only_the_package_counts(stack):
    one, other = stack("dev"), stack("dev")
    one.add("pulumi:providers:aws", "default_7_43_0", inputs={"region": "eu-west-1"})
    one.add("pulumi:providers:aws", "default_7_51_1")
    other.add("pulumi:providers:aws", "shop", inputs={"region": "us-east-1"})
    assert fingerprint(one.graph) == fingerprint(other.graph)
    other.add("pulumi:providers:random", "default_4_21_0")
    assert fingerprint(one.graph) != fingerprint(other.graph)


def test_a_dependency_that_the_file_leaves_out_is_told_by_its_urn(stack):
    made = stack("dev")
    key = made.add("aws:kms/key:Key", "key")
    queue = made.add("aws:sqs/queue:Queue", "jobs", wires={"kmsMasterKeyId": [key]})
    assert Counter({Shape("", queue.type, frozenset({"aws:kms/key:Key"})): 1}) == fingerprint(Graph([queue]))
