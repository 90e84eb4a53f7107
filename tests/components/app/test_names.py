"""The names that are fixed before there is a group."""

from hypothesis import given
from hypothesis import strategies as st

from components.app.names import Names

NAME = st.from_regex(r"[a-z][a-z0-9-]{0,19}", fullmatch=True)


def test_the_names_are_those_of_one_stack() -> None:
    names = Names("shop", "prod")
    assert names.group == "shop-prod-app"
    assert names.log_group == "/shop/prod/app"
    assert names.parameter_path == "/shop/prod/app"
    assert names.metrics == "shop/prod"


@given(project=NAME, stack=NAME)
def test_aws_takes_them_for_every_stack_name(project: str, stack: str) -> None:
    names = Names(project, stack)
    assert len(names.group) <= 255
    assert len(names.log_group) <= 512
    # Of a parameter's path and name together, its ARN included, Systems Manager takes 1011 characters.
    assert len(names.parameter_path) <= 200
