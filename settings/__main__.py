"""`python -m settings schema` prints the JSON Schema of this project's stack files."""

import json
import sys
from pathlib import Path

import yaml

from settings.root import Settings
from settings.schema import stack_file_schema


def main(arguments: list[str]) -> int:
    """Print what is asked for; return 0, or 2 where nothing is known by that name."""
    if arguments != ["schema"]:
        sys.stderr.write("usage: python -m settings schema\n")
        return 2
    project = yaml.safe_load(Path(__file__).parents[1].joinpath("Pulumi.yaml").read_text("utf-8"))["name"]
    sys.stdout.write(json.dumps(stack_file_schema(Settings, project), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
