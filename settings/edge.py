"""Settings of the public DNS zone and its certificates."""

from pydantic import Field

from settings.base import Model


class EdgeSettings(Model):
    """The domain under which an environment is reached."""

    # A label has up to 63 characters. ACM wants the first name of a certificate, here the longest one with
    # "www." before it or without, to have at most 64 characters.
    # https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
    domain_name: str = Field(
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$",
        max_length=60,
        description=(
            "The public domain of the environment, in lower case and without a dot at its end. Each "
            "environment has one of its own, which its parent zone delegates to the zone made here."
        ),
        examples=["dev.shop.example.com"],
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether Pulumi refuses to delete the zone; a new one has other name servers.",
    )
