"""Settings of the account's defaults: what holds for whatever anybody makes in it."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from settings.base import Mistake, Model, SeveralMistakesError
from settings.place import shown


class PasswordSettings(Model):
    """How the passwords of IAM users must be; there should be none, but nothing keeps one from being made."""

    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    minimum_length: int = Field(
        ge=14, le=128, description="The fewest characters of a password.", examples=[14]
    )
    reuse_prevention: int = Field(
        ge=1, le=24, description="Earlier passwords that cannot be taken again.", examples=[24]
    )
    max_age_days: int = Field(ge=1, le=1095, description="Days until a password expires.", examples=[90])


class ContactSettings(Model):
    """Somebody whom AWS writes to instead of the owner of the root user."""

    kind: Literal["BILLING", "OPERATIONS", "SECURITY"] = Field(description="What AWS writes to them about.")
    name: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="The contact's name.", examples=["Security team"]
    )
    title: Annotated[str, Field(min_length=1, max_length=50)] = Field(
        description="The contact's title.", examples=["Security officer"]
    )
    email: Annotated[str, Field(pattern=r"^[\w+=.#|!&-]+@[\w.-]+\.\w+$", max_length=254)] = Field(
        description="The contact's email address.", examples=["security@example.com"]
    )
    # https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
    phone: Annotated[str, Field(pattern=r"^[0-9\s()+-]{1,25}$")] = Field(
        description="The contact's telephone number.", examples=["+49 30 1234567"]
    )


class DefaultsSettings(Model):
    """What the account refuses or does by default."""

    password: PasswordSettings = Field(description="How the passwords of IAM users must be.")
    # One hop keeps the credentials from containers, two lets those of Docker and EKS reach them.
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
    metadata_hop_limit: Literal[1, 2] = Field(
        description="Network hops that an instance's credentials may travel; 2 lets containers have them.",
    )
    contacts: tuple[ContactSettings, ...] = Field(
        default=(), description="Whom AWS writes to, beside the owner of the root user."
    )

    @field_validator("contacts", mode="after")
    @classmethod
    def _has_each_kind_once(cls, contacts: tuple[ContactSettings, ...]) -> tuple[ContactSettings, ...]:
        kinds = [contact.kind for contact in contacts]
        mistakes = [
            Mistake(
                path=f"[{index}].kind",
                problem=f"{shown(kind)} is named twice",
                allowed="one contact of each kind",
                way_out="take it out, or name another kind",
            )
            for index, kind in enumerate(kinds)
            if kind in kinds[:index]
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return contacts
