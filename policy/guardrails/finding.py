"""What a gate says: one broken or undecided rule, in the form that scripts read."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from guardrails.enforcement import Level
from guardrails.resource import SourceFrame

Scope = Literal["resource", "stack"]

# What is not a rule's plain verdict has an SDK policy of its own, so that it has an enforcement of its own.
UNDECIDED_DATA_STORE: Final = "undecided-data-store"
UNDECIDED: Final = "undecided"
RAISED: Final = "rule-raised"
WAIVERS: Final = "waivers-valid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A rule that a resource breaks, or that cannot be decided for it.

    Attributes:
        rule: the id of the rule.
        policy: the name of the SDK policy that reports it; the rule's own id, unless the rule is undecided
            or raised. Enforcement is given to policies.
        waiver: the reason of the waiver that covers it; a waived finding does not count.
        source: the program's lines that made the resource, innermost first.
    """

    file: str = ""
    rule: str
    policy: str
    urn: str
    type: str
    severity: str
    enforcement: Level
    message: str
    remediation: str
    undecided: bool = False
    waiver: str = ""
    source: tuple[SourceFrame, ...] = ()

    @property
    def fails(self) -> bool:
        """Tell whether the finding stops a deployment."""
        return self.enforcement == "mandatory" and not self.waiver

    def in_file(self, file: str) -> "Finding":
        """Return the finding as one of a file."""
        return replace(self, file=file)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as the public JSON has it."""
        fields: dict[str, Any] = {
            "file": self.file,
            "rule": self.rule,
            "urn": self.urn,
            "type": self.type,
            "severity": self.severity,
            "enforcement": self.enforcement,
            "message": self.message,
            "remediation": self.remediation,
        }
        if self.waiver:
            fields["waiver"] = self.waiver
        if self.undecided:
            fields["undecided"] = True
        return fields
