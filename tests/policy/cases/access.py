"""What breaks the rules on access and identities."""

from guardrails.access.policies import POLICIES
from guardrails.catalog import RULES, rule_by_id
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

from tests.policy.access import ANY_REPOSITORY, GITHUB, IMAGE, KINDS, WITH_SECRET, document
from tests.policy.cases.harness import KEPT, Case, choice, policy, switch

# A service that tells for whom it acts, by type.
_DEPUTIES = {
    "s3/bucketPolicy": "logging.s3.amazonaws.com",
    "s3/bucket": "logging.s3.amazonaws.com",
    "s3/bucketV2": "logging.s3.amazonaws.com",
    "sns/topic": "budgets.amazonaws.com",
    "sns/topicPolicy": "cloudwatch.amazonaws.com",
    "sqs/queue": "sns.amazonaws.com",
    "sqs/queuePolicy": "events.amazonaws.com",
    "kms/key": "cloudtrail.amazonaws.com",
    "kms/keyPolicy": "delivery.logs.amazonaws.com",
    "cloudwatch/logResourcePolicy": "route53.amazonaws.com",
    "ecr/repositoryPolicy": "lambda.amazonaws.com",
}


def _policies() -> list[Case]:
    """A policy that is open, for each type that a rule says it judges."""
    return [
        policy(rule.id, token.split(":")[1], POLICIES[token])
        for rule in RULES
        if isinstance(rule, ResourceRule) and rule.id.endswith("-policy-not-public")
        for token in rule.applies_to
        if token in POLICIES
    ]


def _deputy(short: str, service: str) -> Case:
    path = POLICIES.get(aws(short), "policy")
    open_ = {
        "Effect": "Allow",
        "Principal": {"Service": [service]},
        "Action": "*",
        "Resource": "*",
    }
    return Case(
        "aws-service-principal-source-bound",
        short,
        path,
        document(open_),
        f"a statement without Sid of its {path} does not say for whom {service} acts",
        KEPT,
        f"{path} is not known yet",
    )


def _every_action(token: str) -> Case:
    """A service that is let in to do everything; of a policy that is unknown, the rule on the public tells."""
    path = POLICIES.get(token, "policy")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "*",
        "Resource": "*",
    }
    says = f"a statement without Sid of its {path} gives events.amazonaws.com every action"
    rule = "aws-resource-policy-actions-named"
    return Case(rule, token.split(":")[1], path, document(statement), says, KEPT, KEPT)


def _no_service(short: str) -> Case:
    """Everyone, for one account."""
    path = POLICIES.get(aws(short), "policy")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    }
    says = f"a statement without Sid of its {path} lets every AWS service in that acts for the account"
    return Case("aws-service-principal-named", short, path, document(statement), says, KEPT, KEPT)


def _user_data(short: str) -> Case:
    return Case(
        "ec2-user-data-no-plain-secrets",
        short,
        "userData",
        "export AWS_ACCESS_KEY_ID=AKIAQ4J5X6Y7Z2W3V4U5",
        "an access key of AWS stands in its userData",
        KEPT,
        KEPT,
    )


def _flag(short: str, block: str, flag: str) -> Case:
    path = f"{block}.{flag}"
    return switch("s3-access-point-public-access-block", short, path, default=True)


CASES = [
    *(one for one in _policies()),
    *(_deputy(short, service) for short, service in _DEPUTIES.items()),
    *map(_no_service, _DEPUTIES),
    *map(_every_action, rule_by_id("aws-resource-policy-actions-named").applies_to),
    Case(
        "cloudwatch-log-policy-groups-named",
        "cloudwatch/logResourcePolicy",
        "policyDocument",
        document(
            {
                "Effect": "Allow",
                "Principal": {"Service": "es.amazonaws.com"},
                "Action": "logs:PutLogEvents",
                "Resource": "arn:aws:logs:*",
            }
        ),
        "a statement without Sid of its policyDocument is about every log group",
        KEPT,
        KEPT,
    ),
    Case(
        "iam-role-trust-source-bound",
        "iam/role",
        "assumeRolePolicy",
        document(
            {
                "Effect": "Allow",
                "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ),
        "a statement without Sid of its assumeRolePolicy does not say for whom vpc-flow-logs.amazonaws.com takes "
        "the role",
        KEPT,
        KEPT,
    ),
    *(_flag("s3/accessPoint", "publicAccessBlockConfiguration", flag) for flag in ("blockPublicAcls",)),
    _flag("s3control/multiRegionAccessPoint", "details.publicAccessBlock", "blockPublicAcls"),
    *(
        Case(
            "s3-object-acl-not-public",
            short,
            "acl",
            "public-read",
            "acl is 'public-read'",
            KEPT,
            "acl is not known yet",
        )
        for short in ("s3/bucketObject", "s3/bucketObjectv2", "s3/objectCopy")
    ),
    Case(
        "opensearch-serverless-not-public",
        "opensearch/serverlessSecurityPolicy",
        "policy",
        '[{"AllowFromPublic": true}]',
        "AllowFromPublic of its policy is true",
        KEPT,
        "policy is not known yet",
    ),
    Case(
        "lambda-permission-not-public",
        "lambda/layerVersionPermission",
        "principal",
        "*",
        "principal is '*', and no source is named",
        KEPT,
        "principal is not known yet",
    ),
    policy("lambda-permission-not-public", "lambda/resourcePolicy"),
    Case(
        "lambda-permission-source-bound",
        "lambda/permission",
        "principal",
        "events.amazonaws.com",
        "it does not say for whom events.amazonaws.com calls",
        KEPT,
        KEPT,
    ),
    Case(
        "events-bus-permission-not-public",
        "cloudwatch/eventPermission",
        "principal",
        "*",
        "principal is '*', and no organization is named",
        KEPT,
        "principal is not known yet",
    ),
    choice(
        "cloudfront-origin-access-control-signs",
        "cloudfront/originAccessControl",
        "signingBehavior",
        "no-override",
    ),
    switch(
        "cognito-identity-pool-no-guests",
        "cognito/identityPool",
        "allowUnauthenticatedIdentities",
        wanted=False,
    ),
    Case(
        "rds-snapshot-not-public",
        "rds/clusterSnapshotCopy",
        "sharedAccounts",
        ["all"],
        "sharedAccounts is 'all'",
        KEPT,
        "sharedAccounts is not known yet",
    ),
    Case(
        "ec2-image-not-public",
        "ec2/amiLaunchPermission",
        "group",
        "all",
        "group is 'all'",
        KEPT,
        "group is not known yet",
    ),
    choice("ec2-image-block-public-access", "ec2/imageBlockPublicAccess", "state", "unblocked"),
    Case(
        "ssm-document-not-public",
        "ssm/document",
        "permissions.account_ids",
        "All",
        "permissions.accountIds is 'All'",
        KEPT,
        "permissions.accountIds is not known yet",
    ),
    choice("ssm-document-sharing-blocked", "ssm/serviceSetting", "settingValue", "Enable", "Enable"),
    switch("ec2-vpc-endpoint-service-acceptance", "ec2/vpcEndpointService", "acceptanceRequired"),
    Case(
        "lambda-function-no-plain-secrets",
        "lambda/function",
        "environment.variables.DB_PASSWORD",
        "hunter22",
        "DB_PASSWORD is a password in plain text",
        KEPT,
        "DB_PASSWORD is not known yet",
    ),
    Case(
        "ecs-task-definition-no-plain-secrets",
        "ecs/taskDefinition",
        "containerDefinitions",
        WITH_SECRET,
        "DB_PASSWORD is a password in plain text",
        KEPT,
        KEPT,
    ),
    Case(
        "batch-job-definition-no-plain-secrets",
        "batch/jobDefinition",
        "containerProperties",
        WITH_SECRET,
        "DB_PASSWORD is a password in plain text",
        KEPT,
        KEPT,
    ),
    Case(
        "codebuild-project-no-plain-secrets",
        "codebuild/project",
        "environment.environmentVariables.0.name",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_ACCESS_KEY is given in plain text",
        KEPT,
        KEPT,
    ),
    Case(
        "apprunner-service-no-plain-secrets",
        "apprunner/service",
        f"{IMAGE}.dbPassword",
        "hunter22",
        "dbPassword is a password in plain text",
        KEPT,
        "dbPassword is not known yet",
    ),
    Case(
        "ssm-parameter-no-plain-secrets",
        "ssm/parameter",
        "type",
        "String",
        "type is 'String', and its value is a password",
        KEPT,
        "type is not known yet",
    ),
    *(
        _user_data(short)
        for short in (
            "ec2/instance",
            "ec2/spotInstanceRequest",
            "ec2/launchTemplate",
            "ec2/launchConfiguration",
        )
    ),
    policy("iam-role-trust-not-public", "iam/role", "assumeRolePolicy"),
    Case(
        "iam-role-trust-oidc-bound",
        "iam/role",
        "assumeRolePolicy",
        document(ANY_REPOSITORY),
        f"a statement without Sid of its assumeRolePolicy takes tokens of {GITHUB} for any subject",
        KEPT,
        "assumeRolePolicy is not known yet",
    ),
    Case(
        "iam-access-key-not-used",
        "iam/accessKey",
        "status",
        "Active",
        "it is a key without an end",
        "it is a key without an end",
        "it is a key without an end",
    ),
    Case(
        "iam-user-no-own-policies",
        "iam/policyAttachment",
        "users",
        ["jane"],
        "it gives a user rights of its own",
        KEPT,
        "it gives a user rights of its own",
    ),
    Case(
        "iam-account-password-policy",
        "iam/accountPasswordPolicy",
        "minimumPasswordLength",
        8,
        "minimumPasswordLength is 8, less than 14",
        "minimumPasswordLength is not set, less than 14",
        "minimumPasswordLength is not known yet",
    ),
    Case(
        "iam-account-password-policy",
        "iam/accountPasswordPolicy",
        "passwordReusePrevention",
        5,
        "passwordReusePrevention is 5, less than 24",
        "passwordReusePrevention is not set, less than 24",
        "passwordReusePrevention is not known yet",
    ),
    *(switch("iam-account-password-policy", "iam/accountPasswordPolicy", kind) for kind in KINDS),
]
