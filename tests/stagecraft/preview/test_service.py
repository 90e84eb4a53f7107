"""A preview of small programs: what is written, what counts as allowed, what stops it."""

import json
import os
from pathlib import Path

import pytest

from stagecraft.preview.service import Preview, PreviewError, compare, preview

VOLUME = """
import json, pulumi, pulumi_aws as aws
config = pulumi.Config()
administered = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:Put*",
                "Resource": "*"}
key = aws.kms.Key("key", enable_key_rotation=True,
                  policy=json.dumps({"Version": "2012-10-17", "Statement": [administered]}))
for number in range(config.get_int("count") or 1):
    aws.ebs.Volume(f"disk-{number}", availability_zone="eu-west-1a", size=config.get_int("size") or 10,
                   encrypted=config.get_bool("encrypted") is not False, kms_key_id=key.arn)
"""
REGION = "config:\n  aws:region: eu-west-1\n"
WAIVER = """
- rule: {rule}
  urn: "urn:pulumi:dev::disks::aws:ebs/volume:Volume::disk-0"
  reason: a scratch disk that never holds data
  owner: platform
  expires: {expires}
"""


def project(tmp_path: Path, source: str = VOLUME, **stacks: str) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: disks\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(source)
    for stack, text in (stacks or {"dev": ""}).items():
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(REGION + text)
    return tmp_path


def mandatory(result: Preview) -> set[str]:
    return {
        finding["rule"]
        for view in result.views
        for finding in view.findings
        if finding["enforcement"] == "mandatory" and "waiver" not in finding
    }


def test_a_compliant_program_is_allowed_and_leaves_its_files(tmp_path: Path) -> None:
    result = preview(project(tmp_path))
    assert result.allowed
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert written == {"dev/state.json", "dev/findings.json", "report.html"}
    assert json.loads((tmp_path / "out/dev/findings.json").read_text()) == {"findings": []}


def test_a_broken_rule_is_not_allowed_and_names_file_resource_and_fix(tmp_path: Path) -> None:
    result = preview(project(tmp_path, dev="  disks:encrypted: false\n"))
    assert not result.allowed
    assert mandatory(result) == {"ebs-volume-encrypted"}
    (finding,) = json.loads((tmp_path / "out/dev/findings.json").read_text())["findings"]
    assert finding["file"] == str(tmp_path / "out/dev/state.json")
    assert finding["urn"].endswith("::disk-0")
    assert "encrypted=True" in finding["remediation"]


def test_two_previews_of_one_program_write_the_same_bytes(tmp_path: Path) -> None:
    folder = project(tmp_path)
    first = [preview(folder, out=tmp_path / name) for name in ("a", "b")]
    states = [(result.out / "dev/state.json").read_bytes() for result in first]
    assert states[0] == states[1]


def test_a_mistake_leaves_the_earlier_files_whole(tmp_path: Path) -> None:
    folder = project(tmp_path)
    preview(folder)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*")}
    (tmp_path / "__main__.py").write_text("raise ValueError('no such bucket plan')\n")
    with pytest.raises(PreviewError, match="no such bucket plan"):
        preview(folder)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*")} == before


def test_a_mistake_that_several_stacks_share_is_told_once(tmp_path: Path) -> None:
    folder = project(
        tmp_path, "import pulumi\npulumi.Config().require('size')\n", dev="", prod="  disks:size: 1\n"
    )
    (folder / "Pulumi.staging.yaml").write_text(REGION)
    with pytest.raises(PreviewError) as caught:
        preview(folder)
    assert str(caught.value).startswith("dev, staging: Missing required configuration variable 'disks:size'")
    assert str(caught.value).count("Missing required") == 1


def test_the_mistakes_of_all_stack_files_are_told_at_once(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="  a: [\n", prod="  b: [\n")
    with pytest.raises(PreviewError) as caught:
        preview(folder)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]


def test_blocks_that_must_not_overlap_are_compared_over_all_stack_files(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="  disks:cidr: 10.0.0.0/16\n", prod="  disks:cidr: 10.0.128.0/20\n")
    (folder / "promotion.yaml").write_text("disjoint:\n  - disks:cidr\n")
    with pytest.raises(PreviewError, match=r"^Pulumi\.prod\.yaml: disks:cidr: '10\.0\.128\.0/20' overlaps"):
        preview(folder, ["prod"])


def test_a_waived_finding_is_listed_and_does_not_count(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="  disks:encrypted: false\n")
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(WAIVER.format(rule="ebs-volume-encrypted", expires="2999-01-01"))
    result = preview(folder, waivers=waivers)
    assert result.allowed
    (finding,) = result.views[0].findings
    assert finding["waiver"] == "a scratch disk that never holds data"


@pytest.mark.parametrize(
    ("rule", "expires", "config", "why"),
    [
        ("ebs-volume-encrypted", "2020-01-01", "  disks:encrypted: false\n", "expired"),
        ("ebs-volume-encrypted", "2999-01-01", "", "covers nothing"),
        ("no-such-rule", "2999-01-01", "", "does not exist"),
    ],
)
def test_a_waiver_that_does_not_hold_stops_the_preview(
    tmp_path: Path, rule: str, expires: str, config: str, why: str
) -> None:
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(WAIVER.format(rule=rule, expires=expires))
    result = preview(project(tmp_path, dev=config), waivers=waivers)
    assert not result.allowed
    (finding,) = [one for one in result.views[0].findings if one["rule"] == "waivers-valid"]
    assert why in finding["message"]
    assert finding["file"] == "waivers.yaml"
    page = result.report.read_text()
    assert why in page, "people see it too"


def test_a_comparison_previews_what_is_missing_or_older_than_its_sources(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="", prod="  disks:count: 3\n")
    first = compare(folder, "dev", "prod")
    assert first.same
    assert any(one.kind.value == "count" for one in first.differences), first.differences
    state = folder / "out/dev/state.json"
    stamp = state.stat().st_mtime_ns
    compare(folder, "dev", "prod")
    assert state.stat().st_mtime_ns == stamp, "nothing has changed, so nothing runs"
    later = stamp // 1_000_000_000 + 10
    os.utime(folder / "__main__.py", (later, later))
    compare(folder, "dev", "prod")
    assert state.stat().st_mtime_ns != stamp


def test_another_resource_type_breaks_the_sameness(tmp_path: Path) -> None:
    source = (
        VOLUME + "if pulumi.get_stack() == 'prod':\n    aws.sns.Topic('extra', kms_master_key_id=key.id)\n"
    )
    report = compare(project(tmp_path, source, dev="", prod=""), "dev", "prod")
    assert not report.same
    assert ["extra" in str(one) for one in report.breaks] == [True]


def test_an_out_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(PreviewError, match="cannot be written") as caught:
        preview(project(tmp_path), out=tmp_path / "taken")
    assert len(str(caught.value).splitlines()) == 1


def test_an_environment_that_the_promotion_names_must_have_its_stack_file(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="")
    (folder / "promotion.yaml").write_text("stacks: [dev, prod]\n")
    with pytest.raises(PreviewError, match=r"^Pulumi\.prod\.yaml: there is no such stack file"):
        preview(folder)
    assert preview(folder, ["dev"]).allowed
