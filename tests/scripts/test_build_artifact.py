"""The application's archive: what is in it, and that the same sources make the same bytes.

Not shown here: the packages for an architecture, which need a package index.
"""

import hashlib
import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scripts.build_artifact import APPLICATION, archive, is_of_the_installer, main, own_files, package_files
from settings.app import AppSettings

ROOT = Path(__file__).resolve().parents[2]


def build(tmp_path: Path, *arguments: str) -> Path:
    assert main(["1.2.3", *arguments, "--out", str(tmp_path)]) == 0
    return tmp_path / "app/1.2.3.tar.gz"


def test_run_stands_at_the_root_and_can_be_executed(tmp_path: Path) -> None:
    with tarfile.open(build(tmp_path)) as tar:
        modes = {entry.name: entry.mode for entry in tar}
    assert modes["run"] == 0o755
    assert {mode for name, mode in modes.items() if name != "run"} == {0o644}
    assert {"packages", "application/__main__.py", "application/sealing.py"} <= set(modes)


def test_it_prints_what_the_stack_files_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = build(tmp_path)
    printed = yaml.safe_load(capsys.readouterr().out)
    assert printed == {
        "artifactKey": "app/1.2.3.tar.gz",
        "artifactSha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    fields = {field.alias for field in AppSettings.model_fields.values()}
    assert set(printed) <= fields


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    first = archive(own_files(APPLICATION))
    copied = tmp_path / "elsewhere"
    shutil.copytree(APPLICATION, copied)
    for path in copied.iterdir():
        os.utime(path, (1, 1))
        path.chmod(0o600) if path.is_file() else None
    assert archive(own_files(copied)) == first


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,20}", fullmatch=True), st.tuples(st.binary(max_size=50), st.booleans())
    )
)
def test_order_makes_no_difference_and_nothing_is_lost(files: dict[str, tuple[bytes, bool]]) -> None:
    content = archive(files)
    assert archive(dict(reversed(files.items()))) == content
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        found = {entry.name: entry for entry in tar}
        assert set(found) == set(files)
        for name, (text, is_executable) in files.items():
            stored = tar.extractfile(found[name])
            assert stored is not None
            assert stored.read() == text
            assert bool(found[name].mode & 0o100) == is_executable
            assert (found[name].mtime, found[name].uid, found[name].gid) == (0, 0, 0)
            assert (found[name].uname, found[name].gname) == ("", "")


def test_the_header_of_gzip_tells_no_time() -> None:
    assert archive({})[4:8] == bytes(4)


def test_a_changed_byte_makes_another_archive() -> None:
    assert archive({"run": (b"a", True)}) != archive({"run": (b"b", True)})


def test_the_roots_of_rds_are_put_where_the_application_looks(tmp_path: Path) -> None:
    from application.database import RDS_ROOTS

    bundle = tmp_path / "eu-west-1-bundle.pem"
    bundle.write_text("-----BEGIN CERTIFICATE-----\n")
    with tarfile.open(build(tmp_path, "--rds-ca-bundle", str(bundle))) as tar:
        assert str(RDS_ROOTS.relative_to(APPLICATION.parent)) in tar.getnames()


def test_a_bundle_without_a_certificate_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "error.html"
    bundle.write_text("<html>")
    assert main(["1.0.0", "--rds-ca-bundle", str(bundle), "--out", str(tmp_path)]) == 2
    assert "holds no certificate" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["", "1/0", "1 0", "v" * 65])
def test_what_is_no_version_is_refused(version: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([version]) == 2
    assert "is no version" in capsys.readouterr().err


def test_of_installed_packages_only_what_is_theirs_is_taken(tmp_path: Path) -> None:
    theirs = {"valkey/client.py", "valkey-6.dist-info/METADATA", "valkey-6.dist-info/licenses/LICENSE"}
    others = {
        "valkey-6.dist-info/RECORD",
        "valkey-6.dist-info/INSTALLER",
        "bin/gunicorn",
        "valkey/__pycache__/client.cpython-314.pyc",
    }
    for name in theirs | others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert set(package_files(tmp_path)) == {f"lib/{name}" for name in theirs}
    assert not is_of_the_installer(Path("valkey/RECORD"))


def test_the_packages_are_locked_with_hashes_and_name_no_registry() -> None:
    lock = (APPLICATION / "requirements.txt").read_text("utf-8")
    named = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert named
    assert all("==" in line for line in named)
    assert lock.count("--hash=sha256:") >= len(named)
    assert "://" not in lock


def test_the_tests_run_the_versions_that_the_artifact_has() -> None:
    def versions(lock: Path) -> dict[str, str]:
        lines = [line.split() for line in lock.read_text("utf-8").splitlines() if "==" in line]
        return dict(words[0].split("==") for words in lines if words[0][0].isalpha())

    tested = versions(ROOT / "requirements-dev.txt")
    shipped = versions(APPLICATION / "requirements.txt")
    # AWS publishes DAX's package as source only, which no test environment should have to build.
    untested = {"amazon-dax-client", "antlr4-python3-runtime", "six"}
    assert {name: tested.get(name) for name in shipped.keys() - untested} == {
        name: version for name, version in shipped.items() if name not in untested
    }
