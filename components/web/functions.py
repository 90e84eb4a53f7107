"""What CloudFront does with a request before it looks into its cache."""

from pathlib import Path

import pulumi
from pulumi_aws import cloudfront

DIRECTORY_INDEX = Path(__file__).with_name("directory_index.js")


def create_directory_index(name: str, parent: pulumi.Resource) -> cloudfront.Function:
    """Create the function that turns a request for `/dir/` into one for `/dir/index.html`."""
    return cloudfront.Function(
        f"{name}-directory-index",
        comment="A request for a directory is one for its index.html",
        runtime="cloudfront-js-2.0",
        code=DIRECTORY_INDEX.read_text("utf-8"),
        # What is not published is not what the distribution runs.
        publish=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
