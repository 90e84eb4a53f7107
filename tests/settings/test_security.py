"""Settings of the security chain."""

import pytest
from pydantic import ValidationError

from settings.security import SecuritySettings


@pytest.mark.parametrize("ingress", ["internet", "cloudfront", "vpc-origin"])
def test_the_load_balancer_is_open_to_the_internet_or_to_cloudfront_alone(ingress: str) -> None:
    assert ingress == SecuritySettings.model_validate({"ingress": ingress}).ingress


def test_no_other_entry_can_be_chosen() -> None:
    with pytest.raises(ValidationError):
        SecuritySettings.model_validate({"ingress": "0.0.0.0/0"})
