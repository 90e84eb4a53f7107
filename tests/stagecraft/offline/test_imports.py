"""What a program will import is read off its source, its own modules' imports included."""

import subprocess
import sys
from pathlib import Path

from stagecraft.offline.imports import imported, sources


def program(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        file = tmp_path / (name.replace("__slash__", "/") + ".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "__main__.py"


def test_the_services_that_a_program_uses_are_found_in_every_way_of_importing_them(tmp_path: Path) -> None:
    entry = program(
        tmp_path,
        __main__="import pulumi_aws as aws\nfrom pulumi_aws import s3\nimport pulumi_aws.kms\naws.rds.Instance\n",
    )
    assert {"pulumi_aws.s3", "pulumi_aws.kms", "pulumi_aws.rds"} <= set(imported(entry))


def test_own_modules_are_followed_and_files_that_nobody_imports_are_not(tmp_path: Path) -> None:
    entry = program(
        tmp_path,
        __main__="from tiers.web import Web\n",
        tiers__slash____init__="",
        tiers__slash__web="from . import parts\nfrom pulumi_aws import s3\n",
        tiers__slash__parts="from pulumi_aws import iam\n",
        unused="from pulumi_aws import eks\n",
    )
    assert imported(entry) == ["pulumi_aws", "pulumi_aws.iam", "pulumi_aws.s3"]
    assert tmp_path / "unused.py" not in sources(entry)


def test_data_beside_a_module_is_a_source_too(tmp_path: Path) -> None:
    entry = program(tmp_path, __main__="import tiers\n", tiers__slash____init__="")
    (tmp_path / "tiers" / "boot.sh").write_text("")
    assert tmp_path / "tiers" / "boot.sh" in sources(entry)


def test_a_file_that_does_not_parse_is_left_to_the_program(tmp_path: Path) -> None:
    assert imported(program(tmp_path, __main__="import broken\n", broken="def (")) == []


def test_modules_that_import_each_other_are_read_once(tmp_path: Path) -> None:
    entry = program(tmp_path, __main__="import a\n", a="import b\nimport pulumi_tls\n", b="import a\n")
    assert imported(entry) == ["pulumi_tls"]


def test_a_lazy_module_is_loaded_and_one_that_is_not_there_is_left_to_the_program() -> None:
    script = (
        "import sys; from stagecraft.offline.imports import load; load('pulumi_aws.kms'); load('no.such');"
        "print('pulumi_aws.kms.key' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_what_the_components_of_awsx_are_made_of_is_loaded_before_two_threads_need_it(tmp_path: Path) -> None:
    entry = program(tmp_path, __main__="import pulumi_awsx as awsx\nimport pulumi_aws as aws\n")
    script = (
        "import sys; from pathlib import Path; from stagecraft.offline.imports import warm_up;"
        f"warm_up(Path({str(entry)!r})); print('pulumi_aws.ec2.vpc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_modules_of_the_folder_above_are_followed_where_the_program_puts_it_on_its_path(
    tmp_path: Path,
) -> None:
    (tmp_path / "shared.py").write_text("from pulumi_aws import kms\n")
    project = tmp_path / "account"
    project.mkdir()
    entry = program(project, __main__="import sys\nsys.path.insert(1, '..')\nimport shared\n")
    assert imported(entry) == ["pulumi_aws", "pulumi_aws.kms"]
    assert tmp_path / "shared.py" in sources(entry)
    entry.write_text("import shared\n")
    assert imported(entry) == [], "a program that leaves its path alone does not find it"
