"""What the group's size follows: pure, without resources."""

from typing import Final

from settings.app import AppSettings

SECONDS_A_MINUTE: Final = 60
BITS_A_BYTE: Final = 8

# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
CPU: Final = "ASGAverageCPUUtilization"
NETWORK_IN: Final = "ASGAverageNetworkIn"
NETWORK_OUT: Final = "ASGAverageNetworkOut"

_MODES: Final = {"forecast-only": "ForecastOnly", "forecast-and-scale": "ForecastAndScale"}


def bytes_a_minute(megabits_a_second: int) -> float:
    """Return a rate in the unit of EC2's network metrics: with detailed monitoring, bytes of one minute.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
    """
    return megabits_a_second * 1e6 / BITS_A_BYTE * SECONDS_A_MINUTE


def targets(settings: AppSettings) -> dict[str, tuple[str, float]]:
    """Return each metric that the group follows and its target, by the role of the policy.

    Together they scale out fast and in slowly: the group grows as soon as one of them asks for it, by as much
    as the largest of them asks, after three minutes above a target; it shrinks only when all of them allow it,
    after fifteen minutes clearly below, and by less.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html#multiple-scaling-policy-resolution
    """
    network = bytes_a_minute(settings.target_network_mbps)
    return {
        "cpu": (CPU, float(settings.target_cpu_percent)),
        "network-in": (NETWORK_IN, network),
        "network-out": (NETWORK_OUT, network),
    }


def predictive_mode(settings: AppSettings) -> str:
    """Return AWS's word for what becomes of the forecast."""
    return _MODES[settings.predictive_scaling]
