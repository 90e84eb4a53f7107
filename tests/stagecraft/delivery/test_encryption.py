"""The stack file of an earlier revision is encrypted as the stack is today, or is refused."""

from pathlib import Path

import pytest

from stagecraft.delivery.encryption import settle_encryption
from stagecraft.delivery.outcome import Refused
from stagecraft.program.stack_yaml import read_yaml

PLAIN = "config:\n  shop:at: 12:30\n  shop:zones: [a, b]\n"
SECURE = "config:\n  shop:users:\n    - name: ada\n      key: {secure: v1:abc}\n"


def settled(folder: Path, then: str, now: str) -> Path:
    old, new = folder / "Pulumi.prod.yaml", folder / "now.yaml"
    old.write_text(then, encoding="utf-8")
    new.write_text(now, encoding="utf-8")
    settle_encryption(old, new, "0123456789abcdef")
    return old


@pytest.mark.parametrize("content", [PLAIN, SECURE], ids=["plain", "secure"])
def test_a_file_with_todays_encryption_stays_as_it_is(tmp_path: Path, content: str) -> None:
    text = f"encryptionsalt: v1:same\n{content}"
    assert text == settled(tmp_path, text, f"encryptionsalt: v1:same\n{PLAIN}").read_text(encoding="utf-8")


def test_plain_settings_take_todays_encryption(tmp_path: Path) -> None:
    now = f"secretsprovider: awskms://alias/pulumi\nencryptedkey: abc\n{PLAIN}"
    file = settled(tmp_path, f"encryptionsalt: v1:old\n{PLAIN}", now)
    assert {
        "config": {"shop:at": "12:30", "shop:zones": ["a", "b"]},
        "secretsprovider": "awskms://alias/pulumi",
        "encryptedkey": "abc",
    } == read_yaml(file)


def test_secure_values_that_may_not_decrypt_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        settled(tmp_path, f"encryptionsalt: v1:old\n{SECURE}", f"encryptionsalt: v1:new\n{PLAIN}")
    (reason,) = refused.value.reasons
    assert reason.startswith(
        "Pulumi.prod.yaml: at 0123456789ab its secure values were encrypted otherwise than today, so they may not "
        "decrypt; set them anew"
    )
