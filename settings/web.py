"""Settings of the static web tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.base import Mistake, Model
from settings.storage import MOST_DAYS


class WebSettings(Model):
    """From where CloudFront serves, what a page may load, and what the site's bucket keeps."""

    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = Field(
        description="The edge locations that serve the site: fewer are cheaper, all are nearest.",
    )
    content_security_policy: str = Field(
        default="default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
        min_length=1,
        # What a header may hold, on one line: https://www.rfc-editor.org/rfc/rfc9110.html#name-field-values
        pattern=r"^[!-~]([ -~]*[!-~])?$",
        description="The Content-Security-Policy header of every page: from where it may load what.",
        examples=["default-src 'self'"],
    )
    noncurrent_version_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="Days that an overwritten or deleted file of the site can be brought back.",
        examples=[30],
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether the site's bucket is kept: Pulumi refuses to delete it, S3 while it has files.",
    )


def web_keeps_the_grade(grade: str, web: WebSettings) -> Iterator[Mistake]:
    """Tell that a production site can be deleted by mistake."""
    if grade == "production" and not web.deletion_protection:
        yield Mistake(
            path="web.deletionProtection",
            problem="false lets one command delete the site's bucket with all that it holds",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
