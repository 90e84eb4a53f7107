"""The gateway endpoints lead to the account's own data, and to AWS's packages to read."""

from components.network.endpoint_policies import dynamodb_policy, s3_policy

OWN = {"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "111122223333"}}


def test_tables_are_reached_by_the_account_and_in_the_account_alone() -> None:
    [statement] = dynamodb_policy("111122223333")["Statement"]
    assert statement["Condition"] == OWN
    assert statement["Action"] == "dynamodb:*"


def test_buckets_are_reached_by_the_account_and_in_the_account_alone() -> None:
    own, _ = s3_policy("111122223333", "eu-west-1")["Statement"]
    assert own["Condition"] == OWN
    assert own["Action"] == "s3:*"


def test_of_other_buckets_only_aws_s_packages_are_read() -> None:
    _, packages = s3_policy("111122223333", "eu-west-1")["Statement"]
    assert packages["Action"] == "s3:GetObject", "nothing can be carried out into them"
    assert packages["Resource"] == [
        "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        "arn:aws:s3:::amazon-ssm-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-packages-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-distributor-file-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-document-attachments-eu-west-1/*",
        "arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*",
        "arn:aws:s3:::eu-west-1-birdwatcher-prod/*",
    ]
