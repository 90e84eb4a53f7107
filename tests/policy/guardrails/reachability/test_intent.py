"""The intent file: what it says is read whole, and each mistake is told with the way out."""

from pathlib import Path

import pytest
from guardrails.reachability import ports
from guardrails.reachability.intent import INTENT_FILE, Allowed, IntentError, intent_of, intents
from guardrails.reachability.intervals import union

SOURCES = "allowed: internet, cloudfront, networks, APP, DB"
GOOD = """
shop:
  tiers:
    APP: [{type: ec2/instance, name: app-*}]
    DB: [{type: rds/instance}]
  optional: [DB]
  isolated: [APP, DB]
  reach:
    - {from: APP, to: DB}
  may:
    - {from: [internet], to: APP, ports: [tcp 80, tcp 8000-8001]}
    - {from: APP, to: internet, ports: tcp 443}
  services:
    - {from: APP, to: s3}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "intent.yaml"
    file.write_text(text)
    return file


def test_an_intent_is_read_whole(tmp_path: Path) -> None:
    found = intent_of("shop", written(tmp_path, GOOD))
    assert found is not None
    web = union((*ports.tcp(80), *ports.tcp(8000, 8001)))
    assert found.allowed == (
        Allowed("APP", "DB", None, must=True),
        Allowed("internet", "APP", web, must=False),
        Allowed("APP", "internet", ports.tcp(443), must=False),
    )
    assert found.services == (("APP", "s3"),)
    assert (found.optional, found.isolated) == ({"DB"}, {"APP", "DB"})
    assert [one.name for one in found.tiers["APP"]] == ["app-*"]


def test_a_project_that_declares_nothing_has_no_intent(tmp_path: Path) -> None:
    assert intent_of("other", written(tmp_path, GOOD)) is None
    assert intents(tmp_path / "missing.yaml") == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "rds/inst",
            "s3/inst",
            "tier 'DB': 's3/instance' is no type that has addresses, such as rds/instance",
        ),
        ("from: APP, to: DB", "from: X, to: DB", f"reach 1: 'from' is 'X'; {SOURCES}"),
        ("from: APP, to: DB", "to: DB", f"reach 1: 'from' is ''; {SOURCES}"),
        ("tcp 80", "eighty", "may 1: 'eighty' are no ports; write tcp 443, tcp 8000-8100 or all"),
        ("tcp 80", "tcp 80000", "may 1: 'tcp 80000' are no ports; write tcp 443, tcp 8000-8100 or all"),
        ("optional: [DB]", "optional: [X]", "optional: 'X' is no tier; these are APP, DB"),
        ("isolated: [APP, DB]", "isolated: X", "isolated: 'X' is no tier; these are APP, DB"),
        (
            "from: APP, to: DB",
            "from: APP, to: internet",
            "reach 1: 'to' is 'internet'; allowed: APP, DB",
        ),
        ("internet, ports: tcp 443", "internet", "may 2: what may go to internet must have 'ports'"),
        (
            "from: APP, to: internet",
            "from: networks, to: internet",
            "may 2: 'from' is 'networks', from where nobody goes to internet; name a tier",
        ),
        (
            "services:",
            "service:",
            "'service' is no key of an intent; these are tiers, optional, isolated, reach, may, services",
        ),
        ("{from: APP, to: s3}", "{from: X, to: s3}", "services 1: 'X' is no tier; these are APP, DB"),
        ("[{type: rds/instance}]", "rds", "tier 'DB' must be a list of {type, name}"),
        ("    DB:", "    internet:", "tier 'internet' has the name of a source; give it another one"),
    ],
)
def test_each_mistake_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(IntentError) as caught:
        intents(written(tmp_path, GOOD.replace(old, new, 1)))
    assert f"intent.yaml: shop: {told}" in str(caught.value).splitlines()


@pytest.mark.parametrize("text", ["[1]", "a: [", "shop: 1", "shop: {tiers: []}"])
def test_what_is_no_intent_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(IntentError, match=r"^intent\.yaml: "):
        intents(written(tmp_path, text))


def test_the_packs_own_file_is_one() -> None:
    assert set(intents(INTENT_FILE)) == {"shop"}
