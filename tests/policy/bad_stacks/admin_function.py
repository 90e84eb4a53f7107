"""A function that anyone calls, and that owns the account."""

import pulumi
import sound
from pulumi_aws import iam, lambda_

key = sound.key()
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = iam.Role("worker", assume_role_policy=sound.document(trust))
iam.RolePolicyAttachment("admin", role=role.name, policy_arn="arn:aws:iam::aws:policy/AdministratorAccess")
iam.RolePolicyAttachment("files", role=role.name, policy_arn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
iam.RolePolicy("all", role=role.name, policy=sound.document(everything))
worker = lambda_.Function(
    "worker",
    role=role.arn,
    runtime="python3.7",
    handler="main.handler",
    code=pulumi.AssetArchive({"main.py": pulumi.StringAsset("def handler(event, context): ...")}),
    kms_key_arn=key.arn,
    environment=lambda_.FunctionEnvironmentArgs(variables={"DB_PASSWORD": "hunter22", "MODE": "fast"}),
    tracing_config=lambda_.FunctionTracingConfigArgs(mode="Active"),
)
lambda_.FunctionUrl("worker", function_name=worker.name, authorization_type="NONE")
lambda_.Permission("anyone", function=worker.name, action="lambda:InvokeFunction", principal="*")
lambda_.Permission(
    "any-topic", function=worker.name, action="lambda:InvokeFunction", principal="sns.amazonaws.com"
)
