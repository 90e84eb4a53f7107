"""What a gate prints, in each of its formats."""

import json
from dataclasses import replace

import pytest
from guardrails.finding import Finding
from guardrails.resource import SourceFrame

from stagecraft.gate.formats import FORMATS, render, summary

BROKEN = Finding(
    file="out/prod/state.json",
    rule="ebs-volume-encrypted",
    policy="ebs-volume-encrypted",
    urn="urn:pulumi:prod::shop::my:x:Disk$aws:ebs/volume:Volume::data",
    type="aws:ebs/volume:Volume",
    severity="high",
    enforcement="mandatory",
    message="data: encrypted is not true. Pass encrypted=True and kms_key_id to ebs.Volume.",
    remediation="Pass encrypted=True and kms_key_id to ebs.Volume.",
    source=(SourceFrame("../lib/disk.py", 3), SourceFrame("disks.py", 7)),
)
ADVISORY = replace(
    BROKEN, rule="ebs-volume-customer-key", enforcement="advisory", message="data: no | key <b>."
)
WAIVED = replace(BROKEN, urn=BROKEN.urn + "2", waiver="scratch")
UNDECIDED = replace(BROKEN, urn=BROKEN.urn + "3", undecided=True, source=())
WAIVER = replace(
    BROKEN, file="waivers.yaml", rule="waivers-valid", urn="", type="", message="it expired", source=()
)


def test_json_is_exactly_the_findings() -> None:
    assert json.loads(render([], "json")) == {"findings": []}
    assert {"findings": [BROKEN.as_dict(), WAIVED.as_dict()]} == json.loads(render([BROKEN, WAIVED], "json"))


def test_text_is_grouped_by_resource_and_says_where_it_was_made() -> None:
    assert render([ADVISORY, BROKEN]) == (
        "out/prod/state.json:\n"
        "  data (ebs/volume)  disks.py:7\n"
        "  urn:pulumi:prod::shop::my:x:Disk$aws:ebs/volume:Volume::data\n"
        "    mandatory ebs-volume-encrypted: data: encrypted is not true. "
        "Pass encrypted=True and kms_key_id to ebs.Volume.\n"
        "    advisory ebs-volume-customer-key: data: no | key <b>.\n"
        "\n"
        "1 mandatory, 1 advisory\n"
    )


def test_text_tells_the_reason_of_a_waiver_and_faults_of_waivers() -> None:
    text = render([WAIVED, WAIVER])
    assert "waived ebs-volume-encrypted" in text
    assert text.count("Waived: scratch") == 1
    assert "waivers.yaml:\n" in text


def test_colors_come_only_where_they_are_asked_for() -> None:
    assert "\x1b[" not in render([BROKEN])
    assert "\x1b[" in render([BROKEN], color=True)


def test_names_that_look_like_markup_are_printed_as_they_are() -> None:
    odd = replace(BROKEN, urn=BROKEN.urn.replace("::data", "::[red]x[/]"), message="[bold]x[/bold]")
    assert "[red]x[/] (ebs/volume)" in render([odd])
    assert "[bold]x[/bold]" in render([odd])


def test_sarif_names_files_as_the_repository_does() -> None:
    outside = (
        SourceFrame("../.venv/lib/python3.13/site-packages/pulumi/resource.py", 900),
        SourceFrame("../../elsewhere/disk.py", 3),
        SourceFrame("../lib/disk.py", 3),
        SourceFrame("disks.py", 7),
    )
    finding = replace(BROKEN, source=outside)
    for sources, expected in (
        ("", ("disks.py", 7)),
        ("jobs", ("lib/disk.py", 3)),
        ("./jobs/", ("lib/disk.py", 3)),
    ):
        (result,) = json.loads(render([finding], "sarif", sources=sources))["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert expected == (place["artifactLocation"]["uri"], place["region"]["startLine"]), sources


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "no finding"),
        ([BROKEN, BROKEN, ADVISORY, WAIVED], "2 mandatory, 1 advisory, 1 waived"),
        ([WAIVED], "1 waived"),
    ],
)
def test_a_summary_counts_what_counts(findings: list[Finding], expected: str) -> None:
    assert expected == summary(findings)


def test_markdown_is_a_table_whose_cells_cannot_be_broken() -> None:
    text = render([BROKEN, ADVISORY], "markdown")
    assert text.startswith("### Policy gate: 1 mandatory, 1 advisory\n")
    assert "| advisory | `ebs-volume-customer-key` | data (ebs/volume) | data: no \\| key &lt;b>. |" in text


def test_sarif_has_a_result_a_finding_and_a_rule_a_kind() -> None:
    log = json.loads(render([BROKEN, WAIVED, UNDECIDED, WAIVER], "sarif"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert (log["version"], [one["id"] for one in rules]) == (
        "2.1.0",
        ["ebs-volume-encrypted", "waivers-valid"],
    )
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    first, waived, undecided, waiver = run["results"]
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "disks.py"},
        "region": {"startLine": 7},
    }
    assert BROKEN.urn == location["logicalLocations"][0]["fullyQualifiedName"]
    assert ("error", BROKEN.message) == (first["level"], first["message"]["text"])
    assert waived["suppressions"] == [{"kind": "external", "justification": "scratch"}]
    assert undecided["properties"] == {"undecided": True}
    assert undecided["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "out/prod/state.json"
    assert "logicalLocations" not in waiver["locations"][0]


def test_a_sarif_fingerprint_stays_when_the_line_moves() -> None:
    moved = replace(BROKEN, source=(SourceFrame("disks.py", 99),))
    results = [json.loads(render([one], "sarif"))["runs"][0]["results"][0] for one in (BROKEN, moved, WAIVED)]
    prints = [result["partialFingerprints"]["stagecraft/v1"] for result in results]
    assert prints[0] == prints[1] != prints[2]


def test_a_resource_stays_together_and_what_fails_comes_first() -> None:
    other = replace(ADVISORY, urn=BROKEN.urn.replace("::data", "::another"))
    lines = render([other, ADVISORY, BROKEN]).splitlines()
    shown = [line.split()[0] for line in lines if line.startswith(("  data", "  another", "    "))]
    assert shown == ["data", "mandatory", "advisory", "another", "advisory"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_its_last_line(form: str) -> None:
    assert render([BROKEN], form).endswith("\n")
    assert render([], form).endswith("\n")
