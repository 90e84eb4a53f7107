"""A program runs in a process of its own, under its own Python, without a network."""

import re
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stagecraft import wire
from stagecraft.program.project import ProjectError, find_project
from stagecraft.program.references import gather
from stagecraft.program.runner import Outcome, run
from stagecraft.program.stack_config import read_stack_config

VENV = "{name: python, options: {virtualenv: venv}}"
STACK = "config:\n  aws:region: us-west-2\n  acme:name: hello\n  acme:token: {secure: v1:aaa}\n"


def preview(
    tmp_path: Path,
    source: str,
    stacks: Sequence[str] = ("dev",),
    given: Sequence[str] = (),
    runtime: str = "python",
) -> list[Outcome]:
    (tmp_path / "Pulumi.yaml").write_text(f"name: acme\nruntime: {runtime}\n")
    (tmp_path / "__main__.py").write_text(source)
    for stack in stacks:
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(STACK)
    project = find_project(tmp_path)
    configs = {stack: read_stack_config(project, stack) for stack in stacks}
    return run(project, configs, stack_outputs=gather(project, given))


def types(outcome: Outcome) -> set[str]:
    return {resource["type"] for resource in outcome.state["deployment"]["resources"]}


def outputs(outcome: Outcome) -> Any:
    return outcome.state["deployment"]["resources"][0]["outputs"]


def test_a_program_with_other_providers_and_a_dynamic_resource_is_previewed(tmp_path: Path) -> None:
    source = """
import pulumi, pulumi_aws as aws, pulumi_docker as docker, pulumi_random as random, pulumi_tls as tls
from pulumi.dynamic import Resource, ResourceProvider

class Never(ResourceProvider):
    def create(self, inputs):
        open("called", "w").close()
    def diff(self, id, olds, news):
        open("called", "w").close()

class Thing(Resource):
    answer: pulumi.Output[str]
    def __init__(self, name, opts=None):
        super().__init__(Never(), name, {"question": pulumi.Config().require_secret("token"), "answer": None}, opts)

thing = Thing("thing")
password = random.RandomPassword("password", length=16)
tls.PrivateKey("key", algorithm="RSA")
docker.RemoteImage("image", name="nginx:1")
aws.ssm.Parameter("p", type="SecureString", value=password.result)
pulumi.export("answer", thing.answer.apply(lambda a: a.upper()))
"""
    (outcome,) = preview(tmp_path, source)
    assert outcome.mistakes == []
    assert {
        "random:index/randomPassword:RandomPassword",
        "tls:index/privateKey:PrivateKey",
        "docker:index/remoteImage:RemoteImage",
        "pulumi-python:dynamic:Resource",
        "aws:ssm/parameter:Parameter",
    } <= types(outcome)
    assert not (tmp_path / "called").exists(), "a dynamic provider is never called"


def test_each_stack_runs_alone_with_its_own_config_and_modules(tmp_path: Path) -> None:
    (tmp_path / "shared.py").write_text(
        "import pulumi_aws as aws\nbucket = aws.s3.Bucket('made-at-import')\n"
    )
    source = "import pulumi, shared\npulumi.export('stack', pulumi.get_stack())\n"
    first, second = preview(tmp_path, source, ("dev", "prod"))
    assert (outputs(first), outputs(second)) == ({"stack": "dev"}, {"stack": "prod"})
    assert "aws:s3/bucket:Bucket" in types(first) & types(second)


def test_an_opaque_remote_component_is_kept_and_named(tmp_path: Path) -> None:
    source = """
import pulumi
class Cluster(pulumi.ComponentResource):
    endpoint: pulumi.Output[str]
    def __init__(self, name):
        super().__init__("eks:index:Cluster", name, {"size": 3, "endpoint": None}, None, remote=True)
pulumi.export("endpoint", Cluster("c").endpoint)
"""
    (outcome,) = preview(tmp_path, source)
    assert outcome.mistakes == []
    assert outcome.notes["opaque"] == [["eks:index:Cluster", "c"]]
    assert "eks:index:Cluster" in types(outcome)


def test_what_a_program_prints_is_kept_apart(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import sys\nprint('hello')\nprint('oops', file=sys.stderr)\n")
    assert outcome.printed == "hello\noops\n"
    assert outcome.mistakes == []


@pytest.mark.parametrize(
    "call", ["socket.create_connection(('192.0.2.1', 80))", "socket.gethostbyname('example.com')"]
)
def test_a_program_that_reaches_for_the_network_is_refused(tmp_path: Path, call: str) -> None:
    (outcome,) = preview(tmp_path, f"import socket\n{call}\n")
    (mistake,) = outcome.mistakes
    assert "the offline preview opens no network connection" in mistake
    assert "__main__.py" in mistake


def test_a_program_that_kills_its_process_is_reported_and_never_counts_as_done(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import os\nprint('last words', flush=True)\nos._exit(3)\n")
    assert outcome.mistakes == ["the program ended its process with exit code 3"]
    assert outcome.printed == "last words\n"


def test_a_program_that_is_killed_is_told_by_its_signal(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    assert outcome.mistakes == ["the program's process was killed by SIGKILL"]


def test_a_virtual_environment_without_the_sdk_is_told_with_the_way_out(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    (outcome,) = preview(tmp_path, "import pulumi\n", runtime=VENV)
    python = tmp_path / "venv" / "bin" / "python"
    assert outcome.mistakes == [
        f"{python}: has no Pulumi SDK; install the program's requirements there, "
        f"e.g. {python} -m pip install -r requirements.txt"
    ]


def test_a_missing_module_is_told_with_the_python_that_lacks_it(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import no_such_module\n")
    assert outcome.mistakes[0].splitlines()[-1] == (
        f"(Pulumi.yaml names no virtual environment that exists, so it ran under {sys.executable}: install the "
        "program's requirements in one, and name it there, under runtime: options: virtualenv:)"
    )


def test_a_program_that_reaches_out_in_an_apply_is_told_how_to_guard_it(tmp_path: Path) -> None:
    source = """
import socket, pulumi_aws as aws
aws.s3.Bucket("a").arn.apply(lambda arn: socket.create_connection(("192.0.2.1", 80)))
"""
    (outcome,) = preview(tmp_path, source)
    assert "the offline preview opens no network connection" in outcome.mistakes[0]
    assert "if not pulumi.runtime.is_dry_run():" in outcome.mistakes[0].splitlines()[-1]


def test_a_secure_value_that_the_program_cannot_read_is_told_as_such(tmp_path: Path) -> None:
    hint = "(secure values cannot be decrypted here, and '[secret]' stands for acme:token: "
    for source in ("require_int('token')", "require_secret('token').apply(lambda text: {}[text])"):
        (outcome,) = preview(tmp_path, f"import pulumi\npulumi.Config().{source}\n")
        assert hint in outcome.mistakes[0], source


def test_what_the_sdk_refuses_is_no_failure_in_an_apply(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import pulumi_aws as aws\naws.s3.Bucket('a', tags={'b': object()})\n")
    assert "unexpected input of type object" in outcome.mistakes[0]
    assert "apply" not in outcome.mistakes[0]


def test_a_process_that_the_program_leaves_behind_is_ended_and_not_waited_for(tmp_path: Path) -> None:
    source = """
import os, pulumi, subprocess
os.system("sleep 600 &")
left = subprocess.Popen(["sleep", "600"])
pulumi.export("pid", left.pid)
if os.fork() == 0:
    os.execvp("sleep", ["sleep", "600"])
"""
    (outcome,) = preview(tmp_path, source)
    ps = ["ps", "-o", "stat=", "-p", str(outputs(outcome)["pid"])]
    states = (subprocess.run(ps, capture_output=True, text=True, check=False).stdout for _ in range(1000))
    assert any(not state or state.startswith("Z") for state in states), "gone, once the system has seen to it"


def test_of_much_that_a_program_prints_the_end_is_kept(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "for number in range(100_000): print(number)\n")
    first, *_, last = outcome.printed.splitlines()
    assert (first, last) == ("… 568,890 characters before", "99999")


def test_the_users_own_folders_of_modules_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "company.py").write_text("NAME = 'acme'\n")
    monkeypatch.setenv("PYTHONPATH", str(shared))
    (outcome,) = preview(tmp_path, "import company, pulumi\npulumi.export('name', company.NAME)\n")
    assert outputs(outcome) == {"name": "acme"}


def test_a_program_that_fails_is_told_what_was_invented(tmp_path: Path) -> None:
    source = "import pulumi_aws as aws\naws.cloudformation.get_stack(name='a').outputs['Role']\n"
    (outcome,) = preview(tmp_path, source)
    assert "KeyError: 'Role'" in outcome.mistakes[0]
    assert outcome.mistakes[0].endswith(
        "(answers that only AWS knows were invented: aws:cloudformation/getStack:getStack)"
    )


def test_a_program_that_raises_shows_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text("def plan():\n    raise ValueError('no such bucket plan')\n")
    (outcome,) = preview(tmp_path, "from plan import plan\nplan()\n")
    (mistake,) = outcome.mistakes
    assert mistake.startswith("the program failed:\n")
    assert "plan.py" in mistake
    assert "line 2" in mistake
    assert "ValueError: no such bucket plan" in mistake
    assert "site-packages" not in mistake


def test_a_syntax_error_shows_file_and_line(tmp_path: Path) -> None:
    (outcome,) = preview(tmp_path, "import pulumi\nx = = 1\n")
    assert "__main__.py" in outcome.mistakes[0]
    assert "SyntaxError" in outcome.mistakes[0]
    assert "importlib" not in outcome.mistakes[0]


def test_a_refused_resource_names_type_name_and_line(tmp_path: Path) -> None:
    source = "import pulumi_aws as aws\n\naws.s3.Bucket('a')\naws.s3.Bucket('a')\n"
    (outcome,) = preview(tmp_path, source)
    (mistake,) = outcome.mistakes
    assert re.match(r"aws:s3/bucket:Bucket a \(__main__\.py:[34]\): Duplicate resource URN", mistake), (
        "either of the two may be registered first"
    )


@pytest.mark.parametrize("name", ["settings", "components", "tests"])
def test_nothing_of_ours_is_importable_by_accident(tmp_path: Path, name: str) -> None:
    (outcome,) = preview(tmp_path, f"import {name}\n")
    assert f"No module named '{name}'" in outcome.mistakes[0]


def test_a_module_of_the_program_wins_over_ours(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("REGION = 'mars-1'\n")
    (tmp_path / "record.py").write_text("WHO = 'the program'\n")
    source = "import pulumi, record, settings\npulumi.export('who', record.WHO + settings.REGION)\n"
    (outcome,) = preview(tmp_path, source)
    assert outputs(outcome) == {"who": "the programmars-1"}


def test_a_stack_reference_takes_what_the_command_line_gives(tmp_path: Path) -> None:
    source = """
import pulumi
other = pulumi.StackReference("acme-org/network/prod")
pulumi.export("vpc", other.get_output("vpcId"))
pulumi.export("zones", other.require_output("zones"))
"""
    (outcome,) = preview(
        tmp_path, source, given=["network/prod.vpcId=vpc-1", 'network/prod.zones=["a", "b"]']
    )
    assert outputs(outcome) == {"vpc": "vpc-1", "zones": ["a", "b"]}


def test_a_stack_reference_takes_the_earlier_preview_of_a_neighbour(tmp_path: Path) -> None:
    network, app = tmp_path / "network", tmp_path / "app"
    network.mkdir()
    app.mkdir()
    (network / "Pulumi.yaml").write_text("name: network\nruntime: python\n")
    (network / "__main__.py").write_text("")
    (network / "out" / "prod").mkdir(parents=True)
    (network / "out" / "prod" / "state.json").write_text(
        '{"version": 3, "deployment": {"resources": [{"type": "pulumi:pulumi:Stack", "outputs":'
        ' {"vpcId": "vpc-9", "token": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",'
        ' "plaintext": "\\"[secret]\\""}}}]}}'
    )
    source = (
        "import pulumi\nother = pulumi.StackReference('o/network/prod')\n"
        "pulumi.export('vpc', other.get_output('vpcId'))\npulumi.export('token', other.get_output('token'))\n"
    )
    (outcome,) = preview(app, source)
    assert outputs(outcome)["vpc"] == "vpc-9"
    assert wire.is_secret(outputs(outcome)["token"]), "a secret stays one"


def test_a_stack_output_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"write it as PROJECT/STACK\.OUTPUT=VALUE"):
        preview(tmp_path, "", given=["vpcId=vpc-1"])


def test_an_interrupted_run_leaves_no_process_behind(tmp_path: Path) -> None:
    source = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    (tmp_path / "Pulumi.yaml").write_text("name: acme\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(source)
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    project = find_project(tmp_path)

    written = tmp_path / "pid"

    def interrupt(_: Any) -> None:
        while not (written.exists() and written.read_text()):
            time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(project, {"dev": read_stack_config(project, "dev")}, stack_outputs={}, on_event=interrupt)
    status = Path(f"/proc/{written.read_text()}/status")
    if not Path("/proc/self").exists():
        pytest.skip("this system has no /proc to look at")
    deadline = time.monotonic() + 10
    while status.exists() and "Z (zombie)" not in status.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not status.exists() or "Z (zombie)" in status.read_text()
