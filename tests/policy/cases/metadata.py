"""What breaks the rules on access that one resource decides, beyond the first cases."""

from tests.policy.cases.harness import KEPT, Case, choice

_LIMIT = "httpPutResponseHopLimit"

CASES = [
    choice(
        "ec2-metadata-defaults-imdsv2",
        "ec2/instanceMetadataDefaults",
        "httpTokens",
        "optional",
        "no-preference",
    ),
    *(
        Case(
            "ec2-instance-metadata-hop-limit",
            short,
            path,
            2,
            f"{path} is '2'",
            KEPT,
            f"{path} is not known yet",
        )
        for short, path in (
            ("ec2/instance", f"metadataOptions.{_LIMIT}"),
            ("ec2/spotInstanceRequest", f"metadataOptions.{_LIMIT}"),
            ("ec2/launchConfiguration", f"metadataOptions.{_LIMIT}"),
            ("ec2/launchTemplate", f"metadataOptions.{_LIMIT}"),
            ("ec2/instanceMetadataDefaults", _LIMIT),
        )
    ),
]
