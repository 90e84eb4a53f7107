"""One resource as the cloud keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stagecraft import wire


@dataclass(frozen=True, slots=True)
class Kept:
    """One resource that exists in the cloud."""

    account: str
    # Empty for a global one, such as a role.
    region: str
    type: str
    id: str
    # Empty for one that no stack made.
    urn: str
    # As its maker gave them last, and as AWS shows it now.
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    # What was changed behind the engine's back since: path and value, None for a property taken away.
    drift: tuple[tuple[str, Any], ...] = ()
    # How often its id was drawn before one was free: what AWS gave it is drawn the same way again.
    drawn: int = 0
    # How many objects a bucket, images a repository or recovery points a vault holds.
    objects: int = 0
    created_at: str = ""

    @property
    def tags(self) -> Mapping[str, Any]:
        """All its tags, the provider's default ones too."""
        tags = wire.unwrap(self.outputs.get("tagsAll", self.outputs.get("tags")))
        return tags if isinstance(tags, Mapping) else {}

    @property
    def holds_objects(self) -> bool:
        """Tell whether it is of a kind that holds what is no resource itself."""
        member = self.type.rpartition(":")[2]
        return member in ("Bucket", "BucketV2", "DirectoryBucket", "Repository", "Vault")
