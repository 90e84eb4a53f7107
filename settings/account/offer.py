"""Which regions an account can be watched over in: those that offer every service that no setting leaves out."""

from collections.abc import Iterator
from typing import Final

from settings import aws_facts
from settings.account.detection import DetectionSettings
from settings.aws_facts import Service
from settings.base import Mistake
from settings.offer import is_judged, nearest_region

ACCOUNT: Final[tuple[Service, ...]] = (
    "AWS CloudTrail",
    "AWS Config",
    "Amazon Athena",
    "Amazon GuardDuty",
    "IAM Access Analyzer",
)
INSPECTOR: Final[Service] = "Amazon Inspector"


def region_offers_the_account(region: str) -> Iterator[Mistake]:
    """Tell which services the region lacks."""
    if not is_judged(region):
        return
    reasons = {service: aws_facts.lacking(service, region) for service in ACCOUNT}
    missing = [f"{service} ({reason})" for service, reason in reasons.items() if reason]
    if missing:
        yield Mistake(
            path="aws:region",
            problem=f"'{region}' lacks {', '.join(missing)}",
            allowed=f"a region that offers {', '.join(ACCOUNT)} ({aws_facts.services_source()})",
            way_out=f"write e.g. aws:region: {nearest_region(region, *ACCOUNT)}",
        )


def inspector_is_offered(region: str, grade: str, detection: DetectionSettings) -> Iterator[Mistake]:
    """Tell that Inspector is asked for where it is not, or left out in production where it is."""
    if not is_judged(region):
        return
    reason = aws_facts.lacking(INSPECTOR, region)
    if reason and detection.inspector_scans:
        yield Mistake(
            path="detection.inspectorScans",
            problem=f"'{region}' lacks {INSPECTOR} ({reason})",
            allowed=f"[] in that region ({aws_facts.services_source()})",
            way_out=f"write inspectorScans: [], or e.g. aws:region: {nearest_region(region, INSPECTOR)}",
        )
    if grade == "production" and not reason and not detection.inspector_scans:
        yield Mistake(
            path="detection.inspectorScans",
            problem="[] leaves production's instances and functions without a look for vulnerabilities",
            allowed="at least one of EC2, ECR, LAMBDA where grade is production",
            way_out="write e.g. inspectorScans: [EC2, LAMBDA]",
        )
