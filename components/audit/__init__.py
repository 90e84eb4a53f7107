"""The audit of an account: the record of what was done in it, and what of it raises an alarm."""

from components.audit.audit import Audit, AuditArgs

__all__ = ["Audit", "AuditArgs"]
