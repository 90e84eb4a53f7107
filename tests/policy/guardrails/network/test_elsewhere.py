"""What templates, Cloud Control and other providers make is told, because no rule looks at it."""

import datetime as dt
import json
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from guardrails.evaluate import evaluate
from guardrails.network.elsewhere import DATA_SERVICES, DATA_TYPES
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, graph, make
from tests.policy.findings import findings, said, told

DATA = "aws-data-store-looked-into"
REST = "aws-resource-looked-into"
STACK = "cloudformation/stack"
TODAY = dt.date(2026, 11, 20)
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"[secret]"'}
NOBODY_KNOWS = "it makes something that is not known by a template, where no rule looks"


def template(*types: str, **more: Any) -> str:
    resources = {f"R{number}": {"Type": name} for number, name in enumerate(types)}
    return json.dumps({"Resources": resources, **more})


def both(*resources: Resource) -> list[str]:
    return said(DATA, *resources) + said(REST, *resources)


@pytest.mark.parametrize(
    ("rule", "type_name"),
    [
        (DATA, "AWS::S3::Bucket"),
        (DATA, "AWS::RDS::DBInstance"),
        (DATA, "AWS::EC2::Volume"),
        (DATA, "AWS::CloudFormation::Stack"),
        (DATA, "Vendor::Store::Thing"),
        (REST, "AWS::EC2::Instance"),
        (REST, "AWS::Lambda::Function"),
    ],
)
def test_what_cloud_control_makes_is_told(rule: str, type_name: str) -> None:
    it = make("cloudcontrol/resource", inputs={"typeName": type_name, "desiredState": "{}"})
    expected = told(rule, f"it makes {type_name} by Cloud Control, where no rule looks", undecided=True)
    assert expected == both(it), "told once, by the rule that it belongs to"


@pytest.mark.parametrize("inputs", [{}, {"typeName": UNKNOWN_WIRE}, {"typeName": SECRET}, {"typeName": 5}])
def test_a_type_that_nobody_knows_may_store_data(inputs: dict[str, Any]) -> None:
    what = "it makes something that is not known by Cloud Control, where no rule looks"
    assert told(DATA, what, undecided=True) == both(make("cloudcontrol/resource", inputs=inputs))


@pytest.mark.parametrize("short", [STACK, "cloudformation/stackSet"])
class TestTemplates:
    def tell(self, short: str, body: Any) -> list[str]:
        return both(make(short, inputs={"templateBody": body}))

    def test_json_is_read(self, short: str) -> None:
        what = "it makes AWS::S3::Bucket, AWS::IAM::Role by a template, where no rule looks"
        body = template("AWS::IAM::Role", "AWS::S3::Bucket", "AWS::IAM::Role")
        assert told(DATA, what, undecided=True) == self.tell(short, body)

    def test_yaml_with_functions_is_read(self, short: str) -> None:
        body = "Resources:\n  A:\n    Type: AWS::SSM::Document\n    Properties:\n      Content: !Sub\n        - ${a}\n"
        what = "it makes AWS::SSM::Document by a template, where no rule looks"
        assert told(REST, what, undecided=True) == self.tell(short, body)

    def test_what_stores_data_is_named_first_and_the_rest_counted(self, short: str) -> None:
        body = template(
            "AWS::IAM::Role", "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::SQS::Queue", "AWS::KMS::Key"
        )
        what = (
            "it makes AWS::SQS::Queue, AWS::IAM::Role, AWS::EC2::VPC and 2 more types by a template, "
            "where no rule looks"
        )
        assert told(DATA, what, undecided=True) == self.tell(short, body)

    @pytest.mark.parametrize(
        "body",
        [
            UNKNOWN_WIRE,
            SECRET,
            None,
            5,
            "",
            "no template",
            "{",
            "[" * 5000,
            "a: &a [*a]",
            "Resources: 5",
            "Resources: {? [a] : b}",
            "!!python/object/apply:os.system [true]",
            template("AWS::IAM::Role", Description="x" * 60_000),
            template("AWS::IAM::Role", Transform="AWS::Serverless-2016-10-31"),
        ],
    )
    def test_one_that_cannot_be_read_may_make_anything(self, short: str, body: Any) -> None:
        assert told(DATA, NOBODY_KNOWS, undecided=True) == self.tell(short, body)

    def test_a_resource_without_a_type_may_be_anything(self, short: str) -> None:
        what = "it makes None by a template, where no rule looks"
        assert told(DATA, what, undecided=True) == self.tell(short, '{"Resources": {"A": {}}}')


@pytest.mark.parametrize(
    "short", ["serverlessrepository/cloudFormationStack", "servicecatalog/provisionedProduct"]
)
def test_applications_and_products_have_their_template_elsewhere(short: str) -> None:
    assert told(DATA, NOBODY_KNOWS, undecided=True) == both(make(short, inputs={"name": "it"}))


@pytest.mark.parametrize(
    ("rule", "token", "shown"),
    [
        (DATA, "aws-native:rds:DbInstance", "AWS::rds::DbInstance by aws-native"),
        (DATA, "aws-native:s3:Bucket", "AWS::s3::Bucket by aws-native"),
        (REST, "aws-native:lambda:Function", "AWS::lambda::Function by aws-native"),
        (REST, "awscc:iam:Role", "AWS::iam::Role by awscc"),
    ],
)
def test_other_providers_of_aws_resources_are_told(rule: str, token: str, shown: str) -> None:
    assert told(rule, f"it makes {shown}, where no rule looks", undecided=True) == both(
        make(token, inputs={})
    )


def test_what_the_rules_do_look_at_is_not_told() -> None:
    others = (
        make("s3/bucket"),
        make("cloudformation/stackInstances", "a", {}),
        make("random:index/randomId:RandomId", "b", {}),
        make("pulumi:providers:aws-native", "c", {}),
        make("aws-native:index:Component", "d", {}, custom=False),
        make(STACK, "read", {"templateBody": "{"}, external=True),
    )
    assert both(*others) == []


@pytest.mark.parametrize(
    ("environment", "type_name", "level"),
    [
        ("dev", "AWS::S3::Bucket", "mandatory"),
        ("dev", "AWS::IAM::Role", "advisory"),
        ("prod", "AWS::IAM::Role", "mandatory"),
    ],
)
def test_data_stores_fail_everywhere_and_the_rest_in_prod(
    environment: str, type_name: str, level: str
) -> None:
    it = make(STACK, inputs={"templateBody": template(type_name)})
    (found,) = evaluate(graph(it), environment=environment, today=TODAY)
    assert (level, True) == (found.enforcement, found.undecided)


def test_the_services_are_those_of_cloudformation() -> None:
    known = {
        tuple(name.lower().split("::")[1:3])
        for name in PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1")
    }
    services = {service for service, _ in known}
    assert set() == DATA_SERVICES - services
    assert set() == DATA_TYPES - known


def test_a_huge_template_is_told_in_one_line() -> None:
    it = make(STACK, inputs={"templateBody": template(*(f"AWS::IAM::{'X' * 500}{n}" for n in range(80)))})
    (found,) = findings(REST, it)
    assert len(found.message) < 600
