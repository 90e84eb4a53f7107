"""SageMaker: whoever writes in a notebook is not its root."""

from typing import Final

from guardrails.checks import must_be_one_of
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="sagemaker-notebook-no-root",
        applies_to=(aws("sagemaker/notebookInstance"),),
        statement="Users of notebooks have no root access.",
        risk="Whoever uses the notebook switches off what guards it.",
        remediation="Pass root_access='Disabled' to sagemaker.NotebookInstance",
        severity="high",
        topics=("compute",),
        url=security_hub("SageMaker.3"),
        controls=("FSBP SageMaker.3", "Checkov CKV_AWS_307"),
        check=must_be_one_of("rootAccess", ("Disabled",), default="Enabled"),
    ),
)
