"""Settings of the machine image that the application's instances start from."""

from pydantic import Field, ValidationInfo, field_validator

from settings.base import Mistake, Model, SeveralMistakesError


class ImageSettings(Model):
    """The image: an own one by its id or by the SSM parameter that names it; the latest Amazon Linux by default."""

    id: str | None = Field(
        default=None,
        pattern=r"^ami-([0-9a-f]{8}|[0-9a-f]{17})$",
        max_length=21,
        description="Id of the image: the same in each environment is the same image.",
        examples=["ami-0123456789abcdef0"],
    )
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
    parameter: str | None = Field(
        default=None,
        pattern=r"^/[A-Za-z0-9_./-]+$",
        max_length=1011,
        description=(
            "SSM parameter that holds the id. It is read at each `up`, so that a preview tells when a new "
            "image is about to replace the instances."
        ),
        examples=["/shop/images/app"],
    )

    @field_validator("parameter", mode="after")
    @classmethod
    def _stands_alone(cls, parameter: str | None, info: ValidationInfo) -> str | None:
        if parameter is not None and info.data.get("id") is not None:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="",
                        problem=f"'{parameter}' stands beside image.id, which names an image as well",
                        allowed="one of the two",
                        way_out="take one of them out",
                    )
                ]
            )
        return parameter
