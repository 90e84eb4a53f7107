"""The kinds of steps that the runbook is made of; each names the step that its failure leads to.

https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
"""

from typing import Any, Final

Step = dict[str, Any]

# The runbook's parameters, as its steps name them.
INSTANCE: Final = "{{ InstanceId }}"
VOLUME: Final = "{{ DataVolumeId }}"

# Seconds until a command that does not come back counts as failed, and until the waiting for it ends.
COMMAND_SECONDS: Final = 1700
STEP_SECONDS: Final = 1800
WAIT_SECONDS: Final = 3600


def shell(name: str, commands: list[str], on_failure: str, then: str | None = None) -> Step:
    """Return a step that runs commands on the instance; the first one that fails ends it."""
    step: Step = {
        "name": name,
        "action": "aws:runCommand",
        "timeoutSeconds": STEP_SECONDS,
        "onFailure": f"step:{on_failure}",
        "inputs": {
            "DocumentName": "AWS-RunShellScript",
            "InstanceIds": [INSTANCE],
            # Run Command looks at the last command's exit code alone.
            "Parameters": {"commands": ["set -eu", *commands], "executionTimeout": [f"{COMMAND_SECONDS}"]},
        },
    }
    return {**step, "nextStep": then} if then else step


def call(
    name: str, api: str, arguments: dict[str, Any], on_failure: str, outputs: dict[str, str] | None = None
) -> Step:
    """Return a step that calls an API such as `ec2:CreateVolume`, and picks outputs from its answer."""
    service, operation = api.split(":")
    step: Step = {
        "name": name,
        "action": "aws:executeAwsApi",
        "onFailure": f"step:{on_failure}",
        "inputs": {"Service": service, "Api": operation, **arguments},
    }
    if outputs:
        step["outputs"] = [
            {"Name": output, "Selector": selector, "Type": "String"} for output, selector in outputs.items()
        ]
    return step


def look(name: str, api: str, arguments: dict[str, Any], wanted: tuple[str, str], on_failure: str) -> Step:
    """Return a step that fails where a property of an API's answer, by its selector, is not what is wanted."""
    step = call(name, api, arguments, on_failure)
    selector, value = wanted
    step["inputs"] |= {"PropertySelector": selector, "DesiredValues": [value]}
    return {**step, "action": "aws:assertAwsResourceProperty"}


def wait(name: str, api: str, arguments: dict[str, Any], wanted: tuple[str, str], on_failure: str) -> Step:
    """Return a step that waits until a property of an API's answer is what is wanted."""
    step = look(name, api, arguments, wanted, on_failure)
    return {**step, "action": "aws:waitForAwsResourceProperty", "timeoutSeconds": WAIT_SECONDS}


def tell(name: str, subject: str, message: str) -> Step:
    """Return a last step that tells the topic how it ended; whether it does changes nothing about the end."""
    arguments = {
        "TopicArn": "{{ TopicArn }}",
        "Subject": subject,
        "Message": f"{message} Instance {INSTANCE}, execution {{{{ automation:EXECUTION_ID }}}}.",
    }
    step = call(name, "sns:Publish", arguments, "")
    return {**step, "onFailure": "Continue", "isCritical": False, "isEnd": True}


def tagged(kind: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    """Return the `TagSpecifications` of what EC2 makes."""
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    return [{"ResourceType": kind, "Tags": pairs}]
