"""`python -m settings.account schema` prints the JSON Schema of the stack files in `account/`."""

import json
import sys
from pathlib import Path

import yaml

from settings.account.root import AccountSettings
from settings.schema import stack_file_schema


def main(arguments: list[str]) -> int:
    """Print what is asked for; return 0, or 2 where nothing is known by that name."""
    if arguments != ["schema"]:
        sys.stderr.write("usage: python -m settings.account schema\n")
        return 2
    project_file = Path(__file__).parents[2] / "account" / "Pulumi.yaml"
    project = yaml.safe_load(project_file.read_text("utf-8"))["name"]
    sys.stdout.write(json.dumps(stack_file_schema(AccountSettings, project), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
