"""What the SDK's documentation states is read as stated, and no further."""

import pytest

from stagecraft.simulated.aws import documented, schema


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Whether to do it. Defaults to `true`.", True),
        ("Whether to do it. Default is false.", False),
        ("Whether to do it. The default value is `false`", False),
        ("Defaults to `true` if `engine` is aurora.", None),
        ("When `engine` is `redis`, default is `false`. When it is `valkey`, default is `true`.", None),
        ("Whether to do it.", None),
        (None, None),
    ],
)
def test_only_an_unconditional_default_is_a_default(text, default):
    assert default is documented.default(text)


def test_the_import_section_gives_an_example_and_its_properties():
    assert (
        documented.Import("test-role", ("name",)).properties
        == schema.of_resource("aws:iam/group:Group").imports.properties
    )


def test_argument_names_become_property_names():
    assert documented.camel_case("rest_api_id") == "restApiId"
