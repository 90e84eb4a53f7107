"""Which machine image the instances start from: pure, without resources."""

from settings.app_image import ImageSettings
from settings.processor import architecture

# The root device of Amazon Linux 2023: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
ROOT_DEVICE = "/dev/xvda"


def image_parameter(image: ImageSettings, instance_type: str) -> str:
    """Return the SSM parameter that names the image: the settings' own, or the latest Amazon Linux 2023.

    https://docs.aws.amazon.com/linux/al2023/ug/ec2.html#launch-via-aws-cli
    """
    latest = f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture(instance_type)}"
    return image.parameter or latest
