"""The bootstrap of an account: where the Pulumi state lies, and which roles CI and operators take on."""

from components.bootstrap.bootstrap import Bootstrap, BootstrapArgs
from components.bootstrap.delivery import Delivery, DeliveryArgs

__all__ = ["Bootstrap", "BootstrapArgs", "Delivery", "DeliveryArgs"]
