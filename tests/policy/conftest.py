"""What the tests of the policy pack share."""

import pytest


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def known(request: pytest.FixtureRequest) -> bool:
    """Tell whether ids are known, as in a state, or come by wire, as in a preview."""
    return request.param
