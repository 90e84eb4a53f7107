"""Controls of public rule sets that no rule judges, and why: what a program does not say, nobody can read in it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class NotJudged:
    """Controls that no rule judges, and the reason."""

    controls: tuple[str, ...]
    what: str
    because: str


NOT_JUDGED: Final = (
    NotJudged(
        (
            "CIS-5.0 1.3",
            "CIS-5.0 1.4",
            "CIS-5.0 1.5",
            "CIS-5.0 1.6",
            "CIS-5.0 1.9",
            "CIS-5.0 1.11",
            "CIS-5.0 1.13",
            "AWSGuard mfa-enabled-for-iam-console-access",
        ),
        "The root user, MFA, and the age of keys and passwords",
        "no program says them; AWS is asked, by Security Hub or a credential report",
    ),
    NotJudged(
        ("CIS-5.0 1.1", "CIS-5.0 1.2"),
        "Contacts of the account",
        "a program may set them, but only people know whether they are right",
    ),
    NotJudged(
        ("AWSGuard acm-certificate-expiration",),
        "When a certificate expires",
        "only AWS knows the day; acm-certificate-renews-itself sees to it that it renews",
    ),
    NotJudged(
        ("FSBP KMS.3", "FSBP SecretsManager.2", "FSBP SecretsManager.3", "FSBP CloudFront.12"),
        "A key that is about to be deleted, a rotation that failed, a secret that nobody reads, a bucket that is gone",
        "it happens after the `up`",
    ),
    NotJudged(
        ("CIS-5.0 4.16",),
        "Whether Security Hub and Macie are there at all",
        "an account may have them from its organisation; what a program does switch on is judged",
    ),
    NotJudged(
        (*(f"CIS-5.0 4.{number}" for number in range(1, 16)),),
        "Metric filters on the trail for fifteen kinds of call",
        "CIS takes Security Hub and EventBridge for the same, which tell of the calls themselves",
    ),
    NotJudged(
        (),
        "How many days a key waits to be deleted",
        "AWS takes 7 to 30, and each is long enough to cancel it",
    ),
    NotJudged(
        ("Checkov CKV_AWS_233",),
        "That a certificate is made before the old one goes",
        "Pulumi does so by itself",
    ),
    NotJudged(
        ("Checkov CKV_AWS_93",),
        "A bucket policy that locks out everybody but root",
        "S3 lets root remove it, and the next `up` fails before anything is lost",
    ),
    NotJudged(
        ("cdk-nag RDS11", "cdk-nag AEC5", "cdk-nag DOC2"),
        "Ports of databases other than the usual ones",
        "another port keeps nobody out who scans; vpc-data-store-not-reachable does",
    ),
    NotJudged(
        ("cdk-nag VPC3",),
        "That there are no network ACLs",
        "we hold the contrary: they are the second line",
    ),
    NotJudged(
        ("cdk-nag KDS3",),
        "That Kinesis uses the key of AWS, because that costs less",
        "we hold the contrary: messaging-customer-key",
    ),
    NotJudged(
        ("cdk-nag AS1", "cdk-nag AS3"),
        "Cooldowns and notifications of Auto Scaling groups",
        "target tracking warms up instead, and alarms and EventBridge tell",
    ),
    NotJudged(
        ("Checkov CKV_AWS_230",),
        "FTP through network ACLs",
        "ec2-security-group-not-open refuses it at each resource",
    ),
    NotJudged(
        ("AWSGuard apigateway-endpoint-type",),
        "Whether an API is for the internet, for a Region or private",
        "that is what the program is for; authorisation, web ACL and policy are judged",
    ),
)
"""What no rule judges; a test holds that every control of the public rule sets is here or at a rule."""
