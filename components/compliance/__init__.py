"""The compliance of an account: AWS Config records, judges, tells and mends."""

from components.compliance.compliance import Compliance, ComplianceArgs

__all__ = ["Compliance", "ComplianceArgs"]
