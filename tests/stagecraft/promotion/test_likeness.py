"""Values that differ only in what each stack is called and where it stands."""

import pytest

from stagecraft.promotion.likeness import Likeness, Surroundings
from stagecraft.promotion.plain_inputs import Column

DEV = Surroundings("dev", "eu-west-1", "111122223333")
PROD = Surroundings("prod", "us-east-1", "444455556666")
HERE = Surroundings("prod", "eu-west-1", "111122223333")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alias/shop-dev-logs", "alias/shop-prod-logs"),
        ("dev", "prod"),
        ("mount /dev/xvda for shop-dev", "mount /dev/xvda for shop-prod"),
        ("eu-west-1c", "us-east-1c"),
        ("com.amazonaws.eu-west-1.s3", "com.amazonaws.us-east-1.s3"),
        ("arn:aws:sns:eu-west-1:111122223333:dev", "arn:aws:sns:us-east-1:444455556666:prod"),
        (["a", "shop-dev"], ["a", "shop-prod"]),
        (1, 1),
        (None, None),
    ],
)
def test_only_the_surroundings_differ(one, other):
    assert Likeness(DEV, PROD).alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("device", "prodice"),
        ("dev-a", "prod-b"),
        ("prod", "dev"),
        ("eu-west-1a", "us-east-1b"),
        ("eu-west-10", "us-east-10"),
        (["dev"], ["prod", "prod"]),
        ("dev", None),
        (True, 1),
        ("a.b", "axb"),
    ],
)
def test_more_than_the_surroundings_differs(one, other):
    assert not Likeness(DEV, PROD).alike(one, other)


def test_what_both_stacks_share_is_a_difference_where_one_has_another():
    assert not Likeness(DEV, HERE).alike("eu-west-1a", "us-east-1a")
    assert not Likeness(DEV, HERE).alike("111122223333", "444455556666")


def test_columns_of_other_lengths_are_alike_if_they_have_the_same_at_all():
    alike = Likeness(DEV, PROD).alike
    assert alike(Column([80, 443]), Column([443, 80, 80]))
    assert not alike(Column([80, 443]), Column([80]))
    assert not alike(Column([80, 443]), Column([443, 80])), "of one length they are compared item by item"
    assert not alike([80, 443], [443, 80, 80]), "a plain list is a value"


def test_surroundings_are_read_off_the_provider_and_the_first_arn(stack):
    made = stack("dev")
    made.add("pulumi:providers:aws", "shop", inputs={"region": "eu-west-1"})
    made.add("aws:iam/policy:Policy", "aws", outputs={"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})
    made.add("aws:sns/topic:Topic", "t", outputs={"arn": "arn:aws:sns:eu-west-1:111122223333:t"})
    assert Surroundings.of(made.graph) == DEV


def test_a_stack_without_a_provider_and_arns_has_only_its_name(stack):
    assert Surroundings.of(stack("dev").graph) == Surroundings("dev")
