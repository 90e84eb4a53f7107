"""Load balancers: nobody deletes one by mistake."""

from typing import Final

from guardrails.checks import must_be_true
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS

RULES: Final = (
    ResourceRule(
        id="lb-load-balancer-deletion-protection",
        applies_to=LOAD_BALANCERS,
        statement="Load balancers are protected from deletion.",
        risk="One command takes the shop off the internet.",
        remediation="Pass enable_deletion_protection=True to lb.LoadBalancer",
        severity="medium",
        topics=("resilience",),
        url=security_hub("ELB.6"),
        controls=("FSBP ELB.6", "Checkov CKV_AWS_150", "AWSGuard elb-deletion-protection-enabled"),
        check=must_be_true("enableDeletionProtection"),
    ),
)
