"""What the application is told at its boot."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import ssm

from components.app.names import Names


def create_parameters(
    name: str, names: Names, variables: Mapping[str, pulumi.Input[str]], child: pulumi.ResourceOptions
) -> None:
    """Create a parameter in Systems Manager for each variable, where the boot script looks it up.

    They are endpoints, which are known when their database or cache is there, after a quarter of an hour. In the
    user data they would hold up the launch template and all that follows; so the instance waits, not the `up`.
    """
    for variable, value in variables.items():
        ssm.Parameter(
            f"{name}-app-{variable.lower().replace('_', '-')}",
            # The boot script and the instance's role name its path.
            name=f"{names.parameter_path}/{variable}",
            type="String",
            # Endpoints are no secrets; as `value` they would be hidden in every preview.
            insecure_value=value,
            opts=child,
        )


def environment_lines(variables: Mapping[str, str]) -> str:
    """Return variables as the lines of systemd's environment file.

    Raises:
        ValueError: if a value would not be read as it is written.
    """
    for variable, value in variables.items():
        if not value or any(char.isspace() or char in "\"'\\$#;" for char in value):
            raise ValueError(
                f"{variable}: '{value}' is empty, or has a character that systemd would take apart"
            )
    return "\n".join(f"{variable}={value}" for variable, value in variables.items())
