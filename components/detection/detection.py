"""GuardDuty, Inspector and IAM Access Analyzer, and how their findings are told."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import accessanalyzer, guardduty, inspector2

from components.detection.notices import notices
from components.notifications import create_notice
from settings.account.detection import FEATURES, DetectionSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class DetectionArgs:
    """What the detection is given: its settings, the account, and the topic of findings."""

    settings: DetectionSettings
    account_id: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class Detection(pulumi.ComponentResource):
    """Watches for attacks, vulnerabilities and open access, and tells what it finds.

        GuardDuty (detector, protection plans) --\\
        Inspector (instances, functions, images) --> EventBridge --> topic
        Access Analyzer (external, unused) ------/

    The detector and Inspector are one per account and region. Each protection plan is named, on or off: those
    that are not named are on for a new detector, and cost.
    """

    detector_id: pulumi.Output[str]

    def __init__(self, name: str, args: DetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:detection:Detection", name, args.settings.model_dump(mode="json"), opts)
        settings, child = args.settings, pulumi.ResourceOptions(parent=self)
        detector = guardduty.Detector(
            f"{name}-detector",
            enable=True,
            finding_publishing_frequency=settings.publishing_frequency,
            opts=child,
        )
        for feature in FEATURES:
            guardduty.DetectorFeature(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED" if feature in settings.guard_duty_features else "DISABLED",
                opts=child,
            )
        if settings.inspector_scans:
            inspector2.Enabler(
                f"{name}-inspector",
                account_ids=[args.account_id],
                resource_types=list(settings.inspector_scans),
                opts=child,
            )
        self._create_analyzers(name, settings.unused_access_days)
        for notice in notices(settings.least_severity):
            create_notice(name, notice, topic_arn=args.topic_arn, parent=self)
        self.detector_id = detector.id
        self.register_outputs({"detector_id": self.detector_id})

    def _create_analyzers(self, name: str, unused_days: int) -> None:
        child = pulumi.ResourceOptions(parent=self)
        prefix = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        accessanalyzer.Analyzer(
            # AWS gives an analyzer no name of its own making.
            f"{name}-external",
            analyzer_name=f"{prefix}-external",
            type="ACCOUNT",
            opts=child,
        )
        accessanalyzer.Analyzer(
            f"{name}-unused",
            analyzer_name=f"{prefix}-unused",
            type="ACCOUNT_UNUSED_ACCESS",
            configuration=accessanalyzer.AnalyzerConfigurationArgs(
                unused_access=accessanalyzer.AnalyzerConfigurationUnusedAccessArgs(
                    unused_access_age=unused_days
                )
            ),
            opts=child,
        )
