"""The contents of the stack's own session and command documents: pure."""

from typing import Any

# How long an idle session stays open, and how long any does.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html
IDLE_MINUTES = 20
LONGEST_MINUTES = 60


def session_document(log_group: str) -> dict[str, Any]:
    """Return the preferences of a session that is logged as it goes on, and ends when nobody types.

    `aws ssm start-session --document-name <this document>` uses it. The preferences for sessions without a
    document are one per account and region, and so are none of a stack's business.
    https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html
    """
    return {
        "schemaVersion": "1.0",
        "description": "A shell whose every line is logged",
        "sessionType": "Standard_Stream",
        "inputs": {
            "cloudWatchLogGroupName": log_group,
            # Refuses to begin where the log group is not encrypted.
            "cloudWatchEncryptionEnabled": True,
            "cloudWatchStreamingEnabled": True,
            "idleSessionTimeout": f"{IDLE_MINUTES}",
            "maxSessionDuration": f"{LONGEST_MINUTES}",
            "runAsEnabled": False,
        },
    }


def diagnostics_document() -> dict[str, Any]:
    """Return the command that shows what is going on on an instance, and changes nothing.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
    """
    commands = [
        "uptime",
        "free --mebi",
        "df --human-readable --local",
        "systemctl --failed --no-pager",
        "journalctl --priority=warning --since=-{{ Minutes }}min --no-pager",
    ]
    return {
        "schemaVersion": "2.2",
        "description": "Show load, memory, disks, failed units and recent warnings",
        "parameters": {
            "Minutes": {
                "type": "String",
                "description": "How far back the warnings go.",
                "default": "30",
                "allowedPattern": "^[1-9][0-9]{0,3}$",
            }
        },
        "mainSteps": [
            {
                "name": "CollectDiagnostics",
                "action": "aws:runShellScript",
                "precondition": {"StringEquals": ["platformType", "Linux"]},
                "inputs": {"timeoutSeconds": "120", "runCommand": commands},
            }
        ],
    }
