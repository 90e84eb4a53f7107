"""What CI may make, held against what the shop is made of."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from guardrails.graph import Graph

ROOT = Path(__file__).resolve().parents[2]
BY_NAME = {
    "aws:iam/role:Role": "Roles",
    "aws:iam/instanceProfile:InstanceProfile": "InstanceProfiles",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    from stagecraft.preview.service import preview

    (view,) = preview(ROOT, ["dev"], out=tmp_path_factory.mktemp("out")).views
    return view.graph


@pytest.fixture(scope="module")
def granted(account: Any) -> dict[str, dict[str, Any]]:
    """Return the statements by which CI makes the identities of the shop."""
    (view,) = (view for view in account.views if view.name == "dev")
    (policy,) = [
        one
        for one in view.graph.of_type("aws:iam/rolePolicy:RolePolicy")
        if one.name == "account-deploy-roles"
    ]
    return {one["Sid"]: one for one in json.loads(policy.inputs["policy"])["Statement"]}


@pytest.mark.parametrize("token", BY_NAME)
def test_ci_may_make_the_shops_identities_by_their_names(
    shop: Graph, granted: dict[str, dict[str, Any]], token: str
) -> None:
    kind = token.partition("/")[2].partition(":")[0].replace("instanceProfile", "instance-profile")
    found = shop.of_type(token)
    assert found
    for one in found:
        arn = f"arn:aws:iam::123456789012:{kind}/{one.value('name')}"
        assert fnmatch.fnmatchcase(arn, granted[BY_NAME[token]]["Resource"]), arn


def test_each_role_of_the_shop_carries_a_boundary_that_ci_may_give(
    shop: Graph, granted: dict[str, dict[str, Any]]
) -> None:
    allowed = granted["RolesWithBoundary"]["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
    carried = {role.inputs.get("permissionsBoundary") for role in shop.of_type("aws:iam/role:Role")}
    assert carried == set(allowed)


def test_the_shops_boundary_is_one_that_only_an_administrator_changes(shop: Graph, account: Any) -> None:
    (view,) = (view for view in account.views if view.name == "dev")
    (policy,) = view.graph.of_type("aws:iam/policy:Policy")
    (own,) = [
        one for one in json.loads(policy.inputs["policy"])["Statement"] if one["Sid"] == "OwnIdentities"
    ]
    names = [one.value("name") for one in shop.of_type("aws:iam/policy:Policy")]
    assert names == ["shop-dev-boundary"]
    arn = f"arn:aws:iam::123456789012:policy/{names[0]}"
    assert any(fnmatch.fnmatchcase(arn, pattern) for pattern in own["Resource"])
