"""The machine image is named in one way."""

import pytest
from pydantic import ValidationError

from settings.app_image import ImageSettings
from settings.base import SeveralMistakesError


@pytest.mark.parametrize("image", [{}, {"id": "ami-0123456789abcdef0"}, {"parameter": "/shop/images/app"}])
def test_an_image_is_named_by_id_by_parameter_or_not_at_all(image: dict[str, str]) -> None:
    said = ImageSettings.model_validate(image).model_dump(exclude_none=True)
    assert image == said


def test_two_names_are_one_too_many() -> None:
    with pytest.raises(ValidationError) as caught:
        ImageSettings.model_validate({"id": "ami-0123456789abcdef0", "parameter": "/shop/images/app"})
    [error] = caught.value.errors()
    cause = error["ctx"]["error"]
    assert isinstance(cause, SeveralMistakesError)
    assert [mistake.problem for mistake in cause.mistakes] == [
        "'/shop/images/app' stands beside image.id, which names an image as well"
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [("id", "ami-latest"), ("id", "0123456789abcdef0"), ("parameter", "shop/images/app"), ("parameter", "/")],
)
def test_what_names_no_image_is_refused(key: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ImageSettings.model_validate({key: value})
    assert [(key,)] == [error["loc"] for error in caught.value.errors()]
