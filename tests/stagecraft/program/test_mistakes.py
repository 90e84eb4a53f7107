"""What went wrong is told in lines for people, with what of the preview itself can be why."""

from pathlib import Path
from typing import Any

from stagecraft.program.mistakes import mistakes_of

NOTES = {"invented": {}}


def told(error: dict[str, Any] | None = None, problems: Any = ()) -> list[str]:
    found = {"problems": problems, "error": error, "notes": NOTES}
    return mistakes_of(found, python=Path("/acme/venv/bin/python"), secure=["acme:token"])


def test_a_refused_resource_is_told_by_type_name_and_line() -> None:
    urn = "urn:pulumi:dev::acme::my:index:Group$aws:kms/key:Key::a::b"
    problem = {"urn": urn, "line": "__main__.py:3", "message": "name: too long"}
    assert told(problems=[problem]) == ["aws:kms/key:Key a::b (__main__.py:3): name: too long"]


def test_a_module_that_the_programs_own_environment_lacks_is_to_be_installed_there() -> None:
    error = {
        "message": "ModuleNotFoundError: x",
        "traceback": "  File …\nModuleNotFoundError: x",
        "in_apply": False,
    }
    assert told(error)[0].splitlines()[-1] == (
        "(it ran under /acme/venv/bin/python: install the program's requirements there)"
    )


def test_a_message_for_people_is_told_as_it_is() -> None:
    assert told({"message": "pick a size", "traceback": "", "in_apply": False}) == ["pick a size"]
