"""ACM: keys of certificates are long enough."""

from typing import Final

from guardrails.checks import must_be_one_of
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="acm-certificate-key-length",
        applies_to=(aws("acm/certificate"),),
        statement="Keys of certificates have 2048 bits of RSA, or an elliptic curve.",
        risk="A short key can be broken, and whoever has it speaks in our name.",
        remediation="Pass key_algorithm='EC_prime256v1' or 'RSA_2048', or leave it out",
        severity="high",
        topics=("encryption",),
        url=security_hub("ACM.2"),
        controls=("FSBP ACM.2",),
        check=must_be_one_of(
            "keyAlgorithm",
            ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"),
            default="RSA_2048",
        ),
    ),
)
