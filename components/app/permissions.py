"""What an application instance may do, as IAM policy documents."""

from collections.abc import Iterator

import pulumi

from components.app.args import ApplicationArgs
from components.app.names import Names
from components.app.store_permissions import store_statements

ARTIFACT_PREFIX = "app/"

_Statement = dict[str, pulumi.Input[object]]


def instance_policy(args: ApplicationArgs, names: Names) -> pulumi.Output[str]:
    """Return the policy: to boot, to report, and to reach the data that the application works with."""
    statements = [*_boot(args, names), *_reports(args, names), *store_statements(args.stores)]
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": statements})


def _boot(args: ApplicationArgs, names: Names) -> Iterator[_Statement]:
    yield {
        "Sid": "ReadArtifacts",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": pulumi.Output.format("{0}/" + ARTIFACT_PREFIX + "*", args.artifact_bucket_arn),
    }
    parameters = _arn("ssm", args, f"parameter{names.parameter_path}")
    yield {
        "Sid": "ReadParameters",
        "Effect": "Allow",
        "Action": "ssm:GetParametersByPath",
        "Resource": [parameters, pulumi.Output.concat(parameters, "/*")],
    }
    yield {
        "Sid": "AnswerLifecycleHooks",
        "Effect": "Allow",
        "Action": "autoscaling:CompleteLifecycleAction",
        "Resource": group_arn(args, names),
    }


def _reports(args: ApplicationArgs, names: Names) -> Iterator[_Statement]:
    log_group = _arn("logs", args, f"log-group:{names.log_group}")
    yield {
        "Sid": "WriteLog",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [log_group, pulumi.Output.concat(log_group, ":*")],
    }
    yield {
        "Sid": "ReportMetrics",
        "Effect": "Allow",
        "Action": "cloudwatch:PutMetricData",
        # It takes no resource; the namespace is what can be held to.
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
        "Resource": "*",
        "Condition": {"StringEquals": {"cloudwatch:namespace": names.metrics}},
    }


def deployment_policy(
    args: ApplicationArgs,
    names: Names,
    template_arn: pulumi.Input[str],
    instance_role_arn: pulumi.Input[str],
) -> pulumi.Output[str]:
    """Return the policy of a deployment: start and cancel refreshes of the one group, from the one template.

    Auto Scaling asks whether its caller could launch from the template: RunInstances, with the tags and the
    role that the template gives.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
    """
    statements: list[_Statement] = [
        {
            "Sid": "RefreshInstances",
            "Effect": "Allow",
            "Action": ["autoscaling:CancelInstanceRefresh", "autoscaling:StartInstanceRefresh"],
            "Resource": group_arn(args, names),
        },
        {
            "Sid": "ReadAlarms",
            "Effect": "Allow",
            "Action": "cloudwatch:DescribeAlarms",
            "Resource": _arn("cloudwatch", args, "alarm:*"),
        },
        {
            "Sid": "LaunchFromTheTemplate",
            "Effect": "Allow",
            "Action": "ec2:RunInstances",
            "Resource": "*",
            "Condition": {"ArnEquals": {"ec2:LaunchTemplate": template_arn}},
        },
        {
            "Sid": "TagWhatIsLaunched",
            "Effect": "Allow",
            "Action": "ec2:CreateTags",
            "Resource": _arn("ec2", args, "*/*"),
            "Condition": {"StringEquals": {"ec2:CreateAction": "RunInstances"}},
        },
        {
            "Sid": "PassTheInstanceRole",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": instance_role_arn,
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        },
    ]
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": statements})


def group_arn(args: ApplicationArgs, names: Names) -> pulumi.Output[str]:
    """Return a pattern for the group's ARN, whose middle is an id that AWS makes up."""
    return _arn("autoscaling", args, f"autoScalingGroup:*:autoScalingGroupName/{names.group}")


def _arn(service: str, args: ApplicationArgs, resource: str) -> pulumi.Output[str]:
    """Return an ARN of the stack's own place: known in a preview, before the resource exists."""
    return pulumi.Output.concat("arn:aws:", service, ":", args.region, ":", args.account_id, ":", resource)
