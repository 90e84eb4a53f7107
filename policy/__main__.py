"""The policy pack: `pulumi preview --policy-pack policy --policy-pack-config policy/enforcement/dev.json`."""

from guardrails.pack import policies
from pulumi_policy import PolicyPack

PolicyPack(name="stagecraft", policies=policies())
