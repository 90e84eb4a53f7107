"""The actions that the rules on identities ask for exist, with resources of the form that is asked for.

The independent data is cfn-lint's copy of AWS's service authorization reference.
"""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from guardrails.documents.patterns import FRESH
from guardrails.documents.rights import Shape
from guardrails.identity.escalation import PATHS
from guardrails.identity.named import CHANGES, DECRYPTION
from guardrails.identity.policies import DATA, PERMISSIONS

REFERENCE = Path(find_spec("cfnlint").submodule_search_locations[0]) / "data/AdditionalSpecs/Policies.json"
ASKED = sorted(
    {(step.action, step.shape) for path in PATHS for step in path.steps}
    | {*DATA, *PERMISSIONS, *DECRYPTION, *CHANGES},
    key=str,
)


@cache
def reference() -> dict[str, Any]:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("action", "shape"), ASKED, ids=lambda one: str(one).replace(FRESH, "*"))
def test_an_action_exists_and_is_about_resources_of_the_form(action: str, shape: Shape | None) -> None:
    service, name = action.split(":")
    actions = reference()[service]["Actions"]
    assert name.lower() in {one.lower() for one in actions}
    if shape is None:
        return
    kinds = {kind.lower(): value for kind, value in reference()[service]["Resources"].items()}
    about = [kinds[kind.lower()] for kind in actions[name.lower()]["Resources"]]
    forms = [form for kind in about for form in kind["ARNFormats"]]
    assert any(_is_of(form, shape) for form in forms), forms


def _is_of(form: str, shape: Shape) -> bool:
    """Hold a shape against `arn:${Partition}:ec2:${Region}::image/.*`, the form of such ARNs."""
    _, _, service, region, account, resource = form.split(":", 5)
    places = (bool(region), bool(account)) == (shape.regional, shape.accounts)
    # A resource that is FRESH alone is one of any kind: only a pattern of everything is about it.
    fits = shape.resource == FRESH or re.fullmatch(resource, shape.resource) is not None
    return places and service == shape.service and fits
