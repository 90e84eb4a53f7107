"""Lambda: what runs is signed, lies in the VPC, and can be followed. Opt-in: no environment asks for it."""

from typing import Final

from guardrails.checks import must_be_given, must_be_one_of
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_FUNCTIONS: Final = (aws("lambda/function"),)

RULES: Final = (
    ResourceRule(
        id="lambda-function-signed",
        applies_to=_FUNCTIONS,
        statement="Lambda runs code only that we have signed.",
        risk="Whoever may change the function makes it run what they like.",
        remediation="Pass code_signing_config_arn of a lambda_.CodeSigningConfig",
        severity="low",
        topics=("compute",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html",
        controls=("Checkov CKV_AWS_272",),
        check=must_be_given("codeSigningConfigArn"),
    ),
    ResourceRule(
        id="lambda-function-in-vpc",
        applies_to=_FUNCTIONS,
        statement="Lambda functions run in the VPC.",
        risk="The function talks to the internet past every network rule.",
        remediation="Pass vpc_config with private subnets to lambda_.Function",
        severity="low",
        topics=("compute",),
        url=security_hub("Lambda.3"),
        controls=("Security Hub Lambda.3", "Checkov CKV_AWS_117", "cdk-nag LambdaInsideVPC"),
        check=must_be_given("vpcConfig.subnetIds"),
    ),
    ResourceRule(
        id="lambda-function-traced",
        applies_to=_FUNCTIONS,
        statement="Calls can be followed through functions.",
        risk="Nobody can tell which of many functions is slow or fails.",
        remediation="Pass tracing_config with mode='Active' to lambda_.Function",
        severity="low",
        topics=("compute",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
        controls=("Checkov CKV_AWS_50", "CP lambda-function-enable-tracing-config"),
        check=must_be_one_of("tracingConfig.mode", ("Active",), default="PassThrough"),
    ),
)
