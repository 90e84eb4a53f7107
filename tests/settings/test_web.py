"""The settings of the static web tier take what CloudFront takes."""

import json

import pytest
from pydantic import ValidationError

from settings.base import Mistake
from settings.web import WebSettings, web_keeps_the_grade

WHOLE = {"priceClass": "PriceClass_100", "noncurrentVersionDays": 30}


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
