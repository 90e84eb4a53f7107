"""Builds the application's archive: the same bytes from the same sources, wherever it is built.

    python scripts/build_artifact.py VERSION [--architecture arm64|x86_64|none] [--rds-ca-bundle FILE] [--out DIR]

At the archive's root lie `run`, `packages` and the folder `application`; with an architecture, also `lib` with the
locked packages for the instances' processor and Python; with a bundle, also `rds-ca.pem`. Without an architecture
nothing is downloaded: the packages are then the machine image's business.
"""

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = ROOT / "application"
# Amazon Linux 2023 has this C library: https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html
PLATFORMS = {"arm64": "aarch64-manylinux_2_34", "x86_64": "x86_64-manylinux_2_34"}
# AWS publishes it as source only.
FROM_SOURCE = "amazon-dax-client"
# As an artifact's key may be: settings/app.py.
VERSION = re.compile(r"[A-Za-z0-9._-]{1,64}")

# What an installation adds of its own: scripts with this machine's paths, and what it says of itself.
INSTALLER_FILES = {"INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json"}


def main(arguments: list[str]) -> int:
    """Build the archive and print what the stack files say of it."""
    parser = argparse.ArgumentParser(description="Builds the application's archive.")
    parser.add_argument("version", help="e.g. 1.0.0: the archive is app/1.0.0.tar.gz")
    parser.add_argument("--architecture", choices=[*PLATFORMS, "none"], default="none")
    parser.add_argument("--rds-ca-bundle", type=Path, help="the roots of RDS, as AWS publishes them")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "artifacts")
    options = parser.parse_args(arguments)
    if not VERSION.fullmatch(options.version):
        print(f"'{options.version}' is no version: letters, digits, dot, hyphen, underscore", file=sys.stderr)
        return 2
    files = own_files(APPLICATION)
    if options.rds_ca_bundle is not None:
        bundle = options.rds_ca_bundle.read_bytes()
        if b"-----BEGIN CERTIFICATE-----" not in bundle:
            print(f"{options.rds_ca_bundle} holds no certificate in PEM", file=sys.stderr)
            return 2
        files["rds-ca.pem"] = (bundle, False)
    elif options.architecture != "none":
        print(
            "warning: without --rds-ca-bundle no read replica is trusted; reads go to the proxy",
            file=sys.stderr,
        )
    if options.architecture != "none":
        with tempfile.TemporaryDirectory() as folder:
            code = install(options.architecture, Path(folder))
            if code:
                return code
            files |= package_files(Path(folder))
    content = archive(files)
    path: Path = options.out / "app" / f"{options.version}.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"# {path}: {len(files)} files, {len(content)} bytes")
    print(f"artifactKey: app/{options.version}.tar.gz")
    print(f"artifactSha256: {hashlib.sha256(content).hexdigest()}")
    return 0


def own_files(application: Path) -> dict[str, tuple[bytes, bool]]:
    """Return our own files: content, and whether it can be executed, by the name in the archive."""
    files = {f"application/{path.name}": (path.read_bytes(), False) for path in application.glob("*.py")}
    files["run"] = ((application / "run").read_bytes(), True)
    files["packages"] = ((application / "packages").read_bytes(), False)
    return files


def install(architecture: str, folder: Path) -> int:
    """Install the locked packages for an instance's processor into a folder; return the exit code.

    Python is the one that `packages` names for the instance.
    """
    (python,) = re.findall(r"^python(3\.\d+)$", (APPLICATION / "packages").read_text("utf-8"), re.MULTILINE)
    command = [
        sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes",
        "--python-platform", PLATFORMS[architecture], "--python-version", python,
        "--only-binary", ":all:", "--no-binary", FROM_SOURCE, "--target", str(folder),
        "--requirement", str(APPLICATION / "requirements.txt"),
    ]  # fmt: skip
    return subprocess.run(command, check=False).returncode


def package_files(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Return the installed packages, without what the installation adds of its own."""
    return {
        f"lib/{name.as_posix()}": (path.read_bytes(), False)
        for path in folder.rglob("*")
        if path.is_file()
        for name in [path.relative_to(folder)]
        if not is_of_the_installer(name)
    }


def is_of_the_installer(name: Path) -> bool:
    """Tell whether a file stands for the installation, not for the package."""
    if name.parts[0].endswith(".dist-info"):
        return name.name in INSTALLER_FILES
    return name.parts[0] in ("bin", ".lock") or "__pycache__" in name.parts


def archive(files: Mapping[str, tuple[bytes, bool]]) -> bytes:
    """Return a compressed archive: sorted by name, owned by nobody, of no time."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, (content, is_executable) in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o755 if is_executable else 0o644
            entry.type = tarfile.REGTYPE
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
