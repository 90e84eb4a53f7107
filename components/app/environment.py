"""What the application is told at its boot, as parameters in Systems Manager."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import ssm

from components.app.args import ApplicationArgs
from components.app.names import Names


def environment(args: ApplicationArgs) -> Mapping[str, pulumi.Input[str]]:
    """Return what the application finds in its environment, by the name of the variable. None is a secret."""
    return {
        "DATABASE_ENDPOINT": args.database_endpoint,
        "DATABASE_SECRET_ARN": args.database_secret_arn,
    }


def create_parameters(
    name: str, names: Names, variables: Mapping[str, pulumi.Input[str]], child: pulumi.ResourceOptions
) -> None:
    """Create a parameter for each variable.

    An endpoint is known when its database or cache is there, after a quarter of an hour. In the user data it
    would hold up the launch template and all that follows; so the instance waits for it, not the `up`.
    """
    for variable, value in variables.items():
        ssm.Parameter(
            f"{name}-app-{variable.lower().replace('_', '-')}",
            # The boot script looks them up by this path.
            name=f"{names.parameter_path}/{variable}",
            type="String",
            value=value,
            opts=child,
        )
