"""Strangers: what a stack has made in the simulated AWS and its state does not know.

That they are taken into the state is shown on the real engine, in test_fault_matrix.
"""

import pytest

from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.recovery import orphans

QUEUE = "aws:sqs/queue:Queue"


def urn(name, stack="dev"):
    return f"urn:pulumi:{stack}::shop::{QUEUE}::{name}"


@pytest.fixture
def file(tmp_path):
    found = tmp_path / "cloud.sqlite"
    cloud = Cloud(found)
    for name, stack in (("orders", "dev"), ("mails", "dev"), ("orders", "prod")):
        outputs = {"arn": f"arn:aws:sqs:eu-west-1:1:{name}-{stack}"}
        cloud.put(Kept("1", "eu-west-1", QUEUE, f"https://{name}-{stack}", urn(name, stack), {}, outputs))
    cloud.close()
    return found


def state(*ids):
    resources = [{"urn": urn("any"), "type": QUEUE, "id": one} for one in ids]
    return {"version": 3, "deployment": {"resources": resources}}


@pytest.mark.parametrize("stack", ["dev", "organization/shop/dev"])
def test_a_stranger_is_what_the_state_of_its_stack_does_not_know(file, stack):
    assert [urn("mails")] == [kept.urn for kept in orphans(stack, state("https://orders-dev"), file)]


def test_an_empty_state_knows_nothing(file):
    assert [urn("orders"), urn("mails")] == [kept.urn for kept in orphans("dev", {"deployment": None}, file)]


def test_a_state_that_knows_everything_has_no_strangers(file):
    assert [] == orphans("dev", state("https://orders-dev", "https://mails-dev"), file)


def test_an_id_is_one_of_its_type(file):
    document = state("https://orders-dev", "https://mails-dev")
    document["deployment"]["resources"][0]["type"] = "aws:sqs/queuePolicy:QueuePolicy"

    assert [urn("orders")] == [kept.urn for kept in orphans("dev", document, file)]
