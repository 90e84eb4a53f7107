"""The function of the distribution, run by Node.js; CloudFront's own runtime is a part of the same language."""

import json
import shutil
import subprocess

import pytest

from components.web.functions import DIRECTORY_INDEX

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
@pytest.mark.parametrize(
    ("asked", "looked_up"),
    [
        ("/", "/index.html"),
        ("/help/", "/help/index.html"),
        ("/help/returns/", "/help/returns/index.html"),
        ("/help", "/help"),
        ("/scripts/shop.js", "/scripts/shop.js"),
        ("/index.html", "/index.html"),
    ],
)
def test_a_directory_is_asked_for_its_index_and_a_file_as_it_is(asked: str, looked_up: str) -> None:
    event = {"request": {"method": "GET", "uri": asked, "headers": {}}}
    script = f"{DIRECTORY_INDEX.read_text()}\nconsole.log(handler({json.dumps(event)}).uri);"
    done = subprocess.run([str(NODE), "-e", script], capture_output=True, text=True, check=True)
    assert looked_up == done.stdout.strip()


def test_the_function_is_small_enough_and_plain_ascii() -> None:
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    assert len(DIRECTORY_INDEX.read_bytes()) <= 10_240
    assert DIRECTORY_INDEX.read_text().isascii()
