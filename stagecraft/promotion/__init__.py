"""Promotion: two stacks are the same architecture, and every difference between them has a reason."""

from stagecraft.promotion.allowed import Promotion, PromotionError, load_promotion
from stagecraft.promotion.architecture import fingerprint
from stagecraft.promotion.comparison import diff
from stagecraft.promotion.differences import Difference, Kind
from stagecraft.promotion.disjoint import check_disjoint
from stagecraft.promotion.report import Break, Report

__all__ = [
    "Break",
    "Difference",
    "Kind",
    "Promotion",
    "PromotionError",
    "Report",
    "check_disjoint",
    "diff",
    "fingerprint",
    "load_promotion",
]
