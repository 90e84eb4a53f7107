"""Pulumi's own engine, called through the Automation API: what it does, what it tells, and what it complains of.

EngineStack ──► pulumi CLI ──► engine ──► providers
    ▲                             │
    └── steps, progress, one line for each problem ◄── events
"""

from stagecraft.engine.cli import find_cli
from stagecraft.engine.problems import EngineProblem
from stagecraft.engine.stack import EngineStack, Planned
from stagecraft.engine.steps import Step

__all__ = ["EngineProblem", "EngineStack", "Planned", "Step", "find_cli"]
