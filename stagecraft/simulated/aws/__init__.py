"""AWS as the preview sees it: what Check makes of inputs, what a resource outputs, what functions answer.

Everything is computed, deterministic and offline. What AWS would decide and nobody can know stays unknown.
"""

from stagecraft.simulated.aws.checks import CheckFailure
from stagecraft.simulated.aws.functions import Answer, FunctionFailure
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.simulator import SimulatedAws

__all__ = ["Answer", "CheckFailure", "FunctionFailure", "ProviderConfig", "SimulatedAws"]
