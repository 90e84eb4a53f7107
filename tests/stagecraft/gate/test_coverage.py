"""The coverage as people read it: every sensitive input once, with what is decided, and the counts."""

from stagecraft.gate.coverage import coverage, summary
from stagecraft.gate.provider import provider_inputs, provider_version


def test_a_row_tells_the_rules_or_the_reason() -> None:
    rows = {(row.type, row.input): row.as_dict() for row in coverage()}
    assert rows["rds/proxy", "requireTls"] == {
        "type": "rds/proxy",
        "input": "requireTls",
        "family": "transport",
        "decision": "checked",
        "rules": ["rds-proxy-tls-required"],
        "because": "",
    }
    told = rows["amp/workspace", "kmsKeyArn"]
    assert ("not needed", []) == (told["decision"], told["rules"])
    assert told["because"].startswith("The service encrypts what it keeps in any case")


def test_an_input_stands_there_once() -> None:
    places = [(row.type, row.input) for row in coverage()]
    assert sorted(set(places)) == sorted(places)


def test_an_input_without_a_telling_name_stands_there_if_somebody_has_decided() -> None:
    found = {(row.type, row.input) for row in coverage()}
    assert ("ebs/encryptionByDefault", "enabled") in found
    assert ("ebs/volume", "size") not in found


def test_the_counts_are_those_of_the_rows() -> None:
    rows = coverage()
    counts = summary(rows)
    families = counts["families"].values()
    assert len(rows) == counts["inputs"] == sum(sum(kinds.values()) for kinds in families)
    assert 0 == sum(kinds["undecided"] for kinds in families)
    assert (provider_version(), len(provider_inputs())) == (counts["provider"], counts["types"])
    assert len({row.type for row in rows}) == counts["sensitiveTypes"]
