"""The application tier: a load balancer in front of instances in the application subnets."""

from components.app.application import Application
from components.app.args import ApplicationArgs
from components.app.stores import StoreWires

__all__ = ["Application", "ApplicationArgs", "StoreWires"]
