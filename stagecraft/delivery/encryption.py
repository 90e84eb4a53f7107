"""The encryption of an earlier revision's stack file, which may no longer be that of the stack."""

import json
from pathlib import Path

from stagecraft.delivery.outcome import Refused
from stagecraft.delivery.store import SECRETS
from stagecraft.program.stack_yaml import read_yaml


def settle_encryption(then: Path, now: Path, commit: str) -> None:
    """Give the stack file of an earlier revision the encryption of today's, if it holds nothing encrypted.

    Args:
        then: the stack file in the worktree.
        now: the stack file as it is checked out.
        commit: the earlier revision.

    Raises:
        Refused: it holds values that are encrypted in a way that is no longer the stack's.
    """
    old, new = read_yaml(then), read_yaml(now)
    before, after = ({key: content.get(key) for key in SECRETS} for content in (old, new))
    if before == after:
        return
    if _holds_secrets(old.get("config")):
        raise Refused(
            [
                f"{then.name}: at {commit[:12]} its secure values were encrypted otherwise than today, so they "
                "may not decrypt; set them anew (`pulumi config set --secret`) beside the earlier settings, commit "
                "that, and promote it"
            ]
        )
    content = {key: value for key, value in old.items() if key not in SECRETS}
    # JSON is YAML that no reader takes in two ways.
    told = json.dumps({**content, **{key: value for key, value in after.items() if value}})
    then.write_text(told, encoding="utf-8")


def _holds_secrets(value: object) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_holds_secrets, value.values()))
    return isinstance(value, list) and any(map(_holds_secrets, value))
