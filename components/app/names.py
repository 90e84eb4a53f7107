"""What an instance must be told of the group that will start it, and policies of both: fixed before either exists.

The group names the launch template, whose user data must name the group: one of the two names has to be given.
The names are the contract of the boot script, of the instance's role and of the event rules.
"""

from dataclasses import dataclass
from typing import Final

LAUNCH_HOOK: Final = "launch"
TERMINATE_HOOK: Final = "terminate"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the application of one stack."""

    project: str
    stack: str

    @property
    def group(self) -> str:
        """The Auto Scaling group, one of its name in a region."""
        return f"{self.project}-{self.stack}-app"

    @property
    def log_group(self) -> str:
        """The log group of the application and of the boots of its instances."""
        return f"/{self.project}/{self.stack}/app"

    @property
    def parameter_path(self) -> str:
        """Where the parameters stand that an instance reads at its boot."""
        return f"/{self.project}/{self.stack}/app"

    @property
    def metrics(self) -> str:
        """The namespace of the metrics that the instances report."""
        return f"{self.project}/{self.stack}"
