"""Requests are read as every version of the SDK writes them."""

import pytest
from pulumi.runtime.proto import resource_pb2

from stagecraft.offline.requests import is_given


@pytest.mark.parametrize(
    ("field", "false_is_given"), [("retainOnDelete", True), ("acceptSecrets", False)], ids=["newer", "older"]
)
def test_a_field_that_cannot_tell_whether_it_is_set_is_given_when_it_is_not_empty(
    field: str, false_is_given: bool
) -> None:
    assert not is_given(resource_pb2.RegisterResourceRequest(), field)
    assert is_given(resource_pb2.RegisterResourceRequest(**{field: True}), field)
    assert is_given(resource_pb2.RegisterResourceRequest(**{field: False}), field) is false_is_given
