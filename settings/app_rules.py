"""The rules that tie the application to the region and the grade."""

import difflib
from collections.abc import Iterator

from settings import aws_facts
from settings.app import AppSettings
from settings.base import Mistake, lack

PRODUCTION_INSTANCES = 2


def instance_types_are_offered(region: str, app: AppSettings) -> Iterator[Mistake]:
    """Tell where EC2 does not offer a type in the region, or Amazon Linux does not run on it."""
    offered = aws_facts.instance_types(region) if region in aws_facts.regions() else ()
    # A Mac host starts macOS images only: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
    types = [name for name in offered if not name.startswith("mac")]
    for index, wanted in enumerate(app.instance_types):
        if types and wanted not in types:
            nearest = difflib.get_close_matches(wanted, types, n=1, cutoff=0)[0]
            yield Mistake(
                path=f"app.instanceTypes[{index}]",
                problem=f"EC2 has no '{wanted}' for Amazon Linux in {region}",
                allowed=f"one of the {len(types)} types of {aws_facts.source()}",
                way_out=f"write e.g. {nearest}",
            )


def spot_has_a_choice(app: AppSettings) -> Iterator[Mistake]:
    """Tell that Spot Instances hang on a single instance type.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html
    """
    if app.on_demand_percent < 100 and len(app.instance_types) == 1:
        yield Mistake(
            path="app.instanceTypes",
            problem=f"'{app.instance_types[0]}' alone leaves no other Spot pool where its own runs dry",
            allowed="two types or more where onDemandPercent is below 100",
            way_out="add a type, or write onDemandPercent: 100",
        )


def app_keeps_the_grade(grade: str, app: AppSettings) -> Iterator[Mistake]:
    """Tell what a production application must have and this one lacks."""
    if grade != "production":
        return
    least = PRODUCTION_INSTANCES
    if app.min_instances < least:
        yield lack(
            "app.minInstances",
            f"{app.min_instances} ends the application with its instance",
            f"{least} or more",
            least,
        )
    for index, schedule in enumerate(app.schedules):
        if schedule.min_instances < least:
            problem = f"{schedule.min_instances} ends the application with its instance"
            yield lack(f"app.schedules[{index}].minInstances", problem, f"{least} or more", least)
    if app.on_demand_base < least and app.on_demand_percent < 100:
        problem = f"{app.on_demand_base} lets an end of Spot capacity end the application"
        yield lack("app.onDemandBase", problem, f"{least} or more", least)
    if not app.deletion_protection:
        yield lack(
            "app.deletionProtection", "false lets one command delete the load balancer", "true", "true"
        )
