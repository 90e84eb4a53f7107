"""What the awsx provider says of inputs that it refuses."""

import pulumi


class AwsxError(pulumi.RunError):
    """The provider's own message. The engine puts `<type> resource '<name>' has a problem: ` before it."""
