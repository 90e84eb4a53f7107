"""The stack config of the project in `account/`: what exists once per account and region."""

from settings.account.root import AccountSettings

__all__ = ["AccountSettings"]
