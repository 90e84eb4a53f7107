"""ACM: certificates renew themselves."""

from typing import Final

from guardrails.checks import must_be_one_of
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="acm-certificate-renews-itself",
        applies_to=(aws("acm/certificate"),),
        statement="Certificates of ACM are validated by DNS, so that they renew themselves.",
        risk="Nobody reads the letter, the certificate expires, and the shop is off.",
        remediation="Pass validation_method='DNS' to acm.Certificate",
        severity="medium",
        topics=("resilience",),
        url=security_hub("ACM.1"),
        controls=("FSBP ACM.1",),
        # Imported certificates, and those of a private authority, are not validated: they have no method.
        check=must_be_one_of("validationMethod", ("DNS", "HTTP", "NONE"), default="NONE"),
    ),
)
