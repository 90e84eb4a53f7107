"""Settings of the alerts: whom the shop tells when something is wrong."""

import re

from pydantic import Field, field_validator

from settings.base import Mistake, Model, SeveralMistakesError
from settings.place import shown

# A mailbox as SNS takes it: ASCII, one "@", a domain of the public DNS; 64 characters before the "@" and 254
# in all: https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3.1
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAILBOX = re.compile(rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[A-Za-z]{{2,63}}")


class AlertsSettings(Model):
    """Who gets the alerts of an environment."""

    notifications: tuple[str, ...] = Field(
        min_length=1,
        max_length=20,
        description=(
            "Email addresses that get every alert; each confirms its subscriptions once. A pager or a chat "
            "subscribes to the exported topics itself: its address holds a key, which no stack file should."
        ),
        examples=[["ops@example.com"]],
    )

    @field_validator("notifications", mode="after")
    @classmethod
    def _can_be_written_to(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        mistakes = [
            Mistake(
                path=f"[{index}]",
                problem=f"{shown(address)} is an unknown notification address",
                allowed="an email address",
                way_out="write e.g. ops@example.com",
            )
            for index, address in enumerate(addresses)
            if not _MAILBOX.fullmatch(address)
        ]
        known = [address.lower() for address in addresses]
        mistakes += [
            Mistake(
                path=f"[{index}]",
                problem=f"{shown(addresses[index])} is named twice",
                allowed="each address once",
                way_out="take it out",
            )
            for index, address in enumerate(known)
            if address in known[:index]
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return addresses
