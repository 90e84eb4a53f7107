"""What cannot be handled is kept: dead letters of queues and functions; old images go."""

import json
from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

QUEUE = "sqs-queue-dead-letters"
FUNCTION = "lambda-function-failures-kept"
ZONES = "lambda-function-two-zones"
IMAGES = "ecr-repository-lifecycle"
ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"


class TestQueues:
    def queue(self, known: bool, **inputs: Any) -> Resource:
        return make(
            "sqs/queue",
            inputs=inputs,
            id="https://orders" if known else "",
            outputs={"arn": ARN} if known else {},
        )

    def test_a_redrive_policy_keeps_the_rule(self, known: bool) -> None:
        assert said(QUEUE, self.queue(known, redrivePolicy=UNKNOWN_WIRE)) == []
        assert told(QUEUE, "it has no dead-letter queue") == said(QUEUE, self.queue(known))

    def test_a_separate_one_counts(self, known: bool) -> None:
        queue = self.queue(known)
        assert said(QUEUE, queue, part("sqs/redrivePolicy", queue, "queueUrl", known)) == []

    def test_one_that_may_be_of_another_queue_is_undecided(self) -> None:
        queue = self.queue(known=False)
        found = said(QUEUE, queue, *unclear("sqs/redrivePolicy", queue, "queueUrl"))
        assert told(QUEUE, "which redrive policy it has is not known yet", undecided=True) == found

    @pytest.mark.parametrize("text", [True, False], ids=["text", "object"])
    def test_the_end_of_another_queue_needs_none(self, known: bool, text: bool) -> None:
        last = self.queue(known)
        target = {"deadLetterTargetArn": ARN if known else UNKNOWN_WIRE, "maxReceiveCount": 5}
        policy = (json.dumps(target) if known else UNKNOWN_WIRE) if text else target
        first = make("sqs/queue", "first", {"redrivePolicy": policy}, wires={"redrivePolicy": [last]})
        assert said(QUEUE, last, first) == []

    def test_one_that_says_whose_letters_it_takes_needs_none(self, known: bool) -> None:
        inline = self.queue(known, redriveAllowPolicy="{}")
        last = self.queue(known)
        assert said(QUEUE, inline) == []
        assert said(QUEUE, last, part("sqs/redriveAllowPolicy", last, "queueUrl", known)) == []

    @pytest.mark.parametrize(
        ("short", "path"),
        [
            ("lambda/function", "deadLetterConfig.targetArn"),
            ("lambda/functionEventInvokeConfig", "destinationConfig.onFailure.destination"),
            ("lambda/eventSourceMapping", "destinationConfig.onFailure.destinationArn"),
            ("cloudwatch/eventTarget", "deadLetterConfig.arn"),
            ("cloudwatch/eventBus", "deadLetterConfig.arn"),
            ("scheduler/schedule", "target.deadLetterConfig.arn"),
        ],
    )
    def test_the_end_of_anything_else_needs_none(self, known: bool, short: str, path: str) -> None:
        last = self.queue(known)
        inputs: Any = ARN if known else UNKNOWN_WIRE
        for step in reversed(path.split(".")):
            inputs = {step: inputs}
        source = make(short, "source", inputs, wires={path.split(".")[0]: [last]})
        assert said(QUEUE, last, source) == []

    @pytest.mark.parametrize("policy", ["{", "[]", "5", ""])
    def test_a_broken_policy_names_no_end(self, policy: str) -> None:
        subscription = make("sns/topicSubscription", "s", {"redrivePolicy": policy})
        found = said(QUEUE, self.queue(known=True), subscription)
        assert told(QUEUE, "it has no dead-letter queue") == found


class TestFunctions:
    def function(self, known: bool, **inputs: Any) -> Resource:
        return make("lambda/function", inputs=inputs, id="orders" if known else "")

    def permission(self, function: Resource, known: bool, principal: str) -> Resource:
        return part("lambda/permission", function, "function", known, {"principal": principal})

    @pytest.mark.parametrize("principal", ["s3.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"])
    def test_what_a_service_does_not_wait_for_is_kept(self, known: bool, principal: str) -> None:
        function = self.function(known)
        expected = told(FUNCTION, f"{principal} calls it, and what fails is not kept")
        assert expected == said(FUNCTION, function, self.permission(function, known, principal))

    def test_its_own_dead_letters_keep_the_rule(self, known: bool) -> None:
        function = self.function(known, deadLetterConfig={"targetArn": ARN})
        assert said(FUNCTION, function, self.permission(function, known, "s3.amazonaws.com")) == []

    def test_a_separate_destination_counts(self, known: bool) -> None:
        function = self.function(known)
        caller = self.permission(function, known, "s3.amazonaws.com")
        short, path = "lambda/functionEventInvokeConfig", "functionName"
        kept = part(short, function, path, known, {"destinationConfig": {"onFailure": {"destination": ARN}}})
        bare = part(short, function, path, known, {"maximumRetryAttempts": 0})
        what = "s3.amazonaws.com calls it, and what fails is not kept"
        assert said(FUNCTION, function, caller, kept) == []
        assert told(FUNCTION, what) == said(FUNCTION, function, caller, bare)

    @pytest.mark.parametrize("principal", ["apigateway.amazonaws.com", "secretsmanager.amazonaws.com"])
    def test_whoever_waits_for_the_answer_sees_the_fault(self, known: bool, principal: str) -> None:
        function = self.function(known)
        assert said(FUNCTION, function, self.permission(function, known, principal)) == []
        assert said(FUNCTION, function) == []

    def test_a_destination_that_may_be_of_another_is_undecided(self) -> None:
        function = self.function(known=False)
        caller = self.permission(function, known=False, principal="s3.amazonaws.com")
        config = unclear("lambda/functionEventInvokeConfig", function, "functionName")
        expected = told(FUNCTION, "which destination its failures have is not known yet", undecided=True)
        assert expected == said(FUNCTION, function, caller, *config)

    @pytest.mark.parametrize(("zones", "broken"), [(("a", "b"), False), (("a", "a"), True), (("a",), True)])
    def test_its_subnets_lie_in_two_zones(self, known: bool, zones: tuple[str, ...], broken: bool) -> None:
        subnets = [
            make("ec2/subnet", f"s{number}", {"availabilityZone": zone}, id=f"s{number}" if known else "")
            for number, zone in enumerate(zones)
        ]
        ids = [one.id if known else UNKNOWN_WIRE for one in subnets]
        function = make(
            "lambda/function", inputs={"vpcConfig": {"subnetIds": ids}}, wires={"vpcConfig": subnets}
        )
        expected = told(ZONES, "vpcConfig.subnetIds lie in one Availability Zone") if broken else []
        assert expected == said(ZONES, *subnets, function)

    def test_subnets_that_nobody_knows_are_undecided(self) -> None:
        function = make("lambda/function", inputs={"vpcConfig": {"subnetIds": UNKNOWN_WIRE}})
        assert told(ZONES, "vpcConfig.subnetIds is not known yet", undecided=True) == said(ZONES, function)

    def test_without_a_vpc_lambda_chooses_zones(self) -> None:
        assert said(ZONES, self.function(known=True)) == []
        outside = self.function(known=True, vpcConfig={"subnetIds": ["subnet-1", "subnet-2"]})
        assert said(ZONES, outside) == []


class TestImages:
    def test_a_lifecycle_keeps_the_rule(self, known: bool) -> None:
        repository = make("ecr/repository", id="shop" if known else "")
        assert said(IMAGES, repository, part("ecr/lifecyclePolicy", repository, "repository", known)) == []
        assert told(IMAGES, "it has no lifecycle policy") == said(IMAGES, repository)

    def test_one_that_may_be_of_another_is_undecided(self) -> None:
        repository = make("ecr/repository")
        found = said(IMAGES, repository, *unclear("ecr/lifecyclePolicy", repository, "repository"))
        assert told(IMAGES, "which lifecycle policy it has is not known yet", undecided=True) == found
