"""The settings of the static web tier take what CloudFront takes."""

import json

import pytest
from pydantic import ValidationError

from settings import aws_facts
from settings.base import Mistake
from settings.security import SecuritySettings
from settings.web import VPC_ORIGIN_REGIONS, WebSettings, vpc_origins_are_offered, web_keeps_the_grade

WHOLE = {
    "priceClass": "PriceClass_100",
    "cacheSeconds": 300,
    "functions": "directory-index",
    "noncurrentVersionDays": 30,
}


def read(**changes: object) -> WebSettings:
    return WebSettings.model_validate_json(json.dumps({**WHOLE, **changes}))


def test_a_site_loads_only_from_itself_where_the_stack_file_does_not_say() -> None:
    settings = read()
    assert settings.content_security_policy.split("; ")[0] == "default-src 'self'"
    assert settings.deletion_protection is True


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("priceClass", "PriceClass_300", "literal_error"),
        ("priceClass", 100, "literal_error"),
        ("noncurrentVersionDays", 0, "greater_than_equal"),
        ("contentSecurityPolicy", "", "string_too_short"),
        ("cacheSeconds", -1, "greater_than_equal"),
        ("cacheSeconds", 31_536_001, "less_than_equal"),
        ("functions", "lambda-edge", "literal_error"),
        ("minimumTls", "TLSv1", "extra_forbidden"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**{key: value})
    assert [((key,), kind)] == [(error["loc"], error["type"]) for error in refused.value.errors()]


def test_a_production_site_is_protected() -> None:
    assert [
        Mistake(
            path="web.deletionProtection",
            problem="false lets one command delete the site's bucket with all that it holds",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
    ] == list(web_keeps_the_grade("production", read(deletionProtection=False)))
    assert list(web_keeps_the_grade("non-production", read(deletionProtection=False))) == []
    assert list(web_keeps_the_grade("production", read())) == []


def test_a_region_without_vpc_origins_is_told_with_the_knob_that_leaves_them_out() -> None:
    private, public = SecuritySettings(ingress="vpc-origin"), SecuritySettings(ingress="cloudfront")
    (mistake,) = vpc_origins_are_offered("ap-southeast-6", private)
    assert ("security.ingress", "CloudFront has no VPC origins in ap-southeast-6") == (
        mistake.path,
        mistake.problem,
    )
    assert mistake.allowed.startswith("'vpc-origin' in af-south-1, ")
    assert mistake.way_out == "write e.g. ingress: cloudfront"
    assert list(vpc_origins_are_offered("ap-southeast-6", public)) == []
    assert list(vpc_origins_are_offered("eu-west-1", private)) == []
    assert list(vpc_origins_are_offered("eu-west-99", private)) == [], "no region is a mistake of its own"


def test_the_regions_of_vpc_origins_are_regions_and_named_once() -> None:
    assert set(VPC_ORIGIN_REGIONS) <= set(aws_facts.regions())
    assert sorted(set(VPC_ORIGIN_REGIONS)) == list(VPC_ORIGIN_REGIONS)
