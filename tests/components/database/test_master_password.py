"""The pure half of the master password: what is read back, and the number that tells RDS of a new one."""

import string

from hypothesis import given
from hypothesis import strategies as st

from components.database.master_password import EXCLUDED_CHARACTERS, number_of, password_of


def test_the_password_is_read_from_the_stored_secret() -> None:
    assert password_of(['{"username": "shop_master", "password": "s3cret"}', "v1"]) == "s3cret"


def test_rds_refuses_no_character_that_is_left() -> None:
    assert set('/"@ ') <= set(EXCLUDED_CHARACTERS)
    assert set(string.punctuation) - set(EXCLUDED_CHARACTERS), "a password has one of each kind of character"
    assert not set(EXCLUDED_CHARACTERS) & set(string.ascii_letters + string.digits)


def test_a_version_always_has_the_same_number() -> None:
    assert number_of("terraform-20261120213400000000000001") == 751893677


@given(st.text(min_size=1))
def test_a_version_number_is_a_whole_number_of_31_bits(version_id: str) -> None:
    assert 0 <= number_of(version_id) < 2**31


def test_another_version_has_another_number() -> None:
    assert number_of("terraform-20261120213400000000000002") != 751893677
