"""CloudTrail: trails are encrypted, and a change of their files is noticed."""

from typing import Final

from guardrails.checks import must_be_true, must_have_key
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_TRAILS: Final = (aws("cloudtrail/trail"),)

RULES: Final = (
    ResourceRule(
        id="cloudtrail-trail-customer-key",
        applies_to=_TRAILS,
        statement="Trails are encrypted with a customer managed KMS key.",
        risk="Whoever may read the bucket learns everything that happens in the account.",
        remediation="Pass kms_key_id=<key ARN> to cloudtrail.Trail",
        severity="medium",
        topics=("encryption",),
        url=security_hub("CloudTrail.2"),
        controls=(
            "FSBP CloudTrail.2",
            "CIS-5.0 3.5",
            "Checkov CKV_AWS_35",
            "cdk-nag CloudTrailEncryptionEnabled",
        ),
        guards_data=True,
        check=must_have_key("kmsKeyId"),
    ),
    ResourceRule(
        id="cloudtrail-trail-log-validation",
        applies_to=_TRAILS,
        statement="The files of trails are validated.",
        risk="Whoever changes a file of the trail is not noticed.",
        remediation="Pass enable_log_file_validation=True to cloudtrail.Trail",
        severity="medium",
        topics=("encryption", "resilience"),
        url=security_hub("CloudTrail.4"),
        controls=(
            "FSBP CloudTrail.4",
            "CIS-5.0 3.2",
            "Checkov CKV_AWS_36",
            "cdk-nag CloudTrailLogFileValidationEnabled",
        ),
        check=must_be_true("enableLogFileValidation"),
    ),
)
