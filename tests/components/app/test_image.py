"""The image fits the instance type's processor, or is the settings' own."""

from components.app.image import image_parameter
from settings.app_image import ImageSettings


def test_the_latest_amazon_linux_is_that_of_the_processor() -> None:
    assert image_parameter(ImageSettings(), "t4g.small") == (
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    )
    assert image_parameter(ImageSettings(), "t3.small") == (
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    )


def test_an_own_parameter_comes_before_it() -> None:
    own = ImageSettings(parameter="/shop/images/app")
    assert image_parameter(own, "t4g.small") == "/shop/images/app"
