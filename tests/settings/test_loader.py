"""A stack file is read strictly, and each of its mistakes is told in one line with the way out.

The lines are exact: they are what people read at every mistake.
"""

import json
from collections.abc import Callable
from typing import Any, Literal

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from settings import Settings, SettingsError, load
from settings.base import Mistake, Model, StackModel
from settings.loader import validated

Lines = Callable[..., list[str]]

NETWORK_KEYS = "cidr, availabilityZones, nat, interfaceEndpoints, flowLogRetentionDays"
PRIVATE = "/16 to /19 within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"
ZONE = "text like eu-west-1a (^[a-z]{2,3}(-[a-z]+)+-[0-9][a-f]$)"
SOURCE = "cfn-lint 1.58.0, its AWS schemas of 2026-10-20"
ROOT_KEYS = (
    "aws:region, shop:recoveryRegion, shop:environment, shop:grade, shop:owner, shop:costCenter, shop:aws, "
    "shop:alerts, shop:operations, shop:network, shop:security, shop:keys, shop:storage, shop:edge, "
    "shop:firewall, shop:web, shop:app, shop:database, shop:cache, shop:tables, shop:systemsManager, "
    "shop:recovery"
)
DAYS = (
    "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
)


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_real_stack_file_is_accepted(stack: str, stack_file: Any, handed_over: Any) -> None:
    settings = validated(
        Settings, handed_over(stack_file(stack)["config"]), secret_keys=(), project="shop", stack=stack
    )
    assert stack == settings.environment, "the stack's name and the environment that it states agree"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"shop:network.natt": "single"},
            f"shop:network.natt: unknown key, did you mean nat?; allowed: {NETWORK_KEYS}; write nat instead",
        ),
        (
            {"shop:network.zebra": 1},
            f"shop:network.zebra: unknown key; allowed: {NETWORK_KEYS}; take it out",
        ),
        (
            {"shop:nettwork": {}},
            "shop:nettwork: unknown key, did you mean shop:network?; "
            f"allowed: {ROOT_KEYS}; write shop:network instead",
        ),
        (
            {"shop:zebra": "1"},
            f"shop:zebra: unknown key; allowed: {ROOT_KEYS}; take it out",
        ),
    ],
)
def test_an_unknown_key_is_told_with_the_known_ones(changes: Any, line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: {line}"] == lines(changes)


def test_a_key_that_is_written_wrongly_is_not_told_as_missing_as_well(lines: Lines) -> None:
    changes = {"shop:network.nat": None, "shop:network.nats": "single", "shop:network.zebra": 1}
    assert ["shop:network.nats", "shop:network.zebra"] == [line.split(": ")[1] for line in lines(changes)], (
        "one mistake, one line"
    )
    assert ["shop:network.nat", "shop:network.zebra"] == [
        line.split(": ")[1] for line in lines({"shop:network.nat": None, "shop:network.zebra": 1})
    ], "another unknown key tells nothing of it"


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"aws:region": "eu\x85west-1"}, "'eu\\x85west-1'"),
        ({"shop:app.maxInstances": 10**400}, f"1{'0' * 56}…0"),
        ({"shop:network.cidr": 10**400}, f"1{'0' * 56}…0"),
    ],
)
def test_an_odd_value_is_told_on_one_line_too(changes: Any, value: str, lines: Lines) -> None:
    (line,) = lines(changes)
    (key,) = changes
    assert line.startswith(f"Pulumi.dev.yaml: {key}: {value} ")
    assert len(line.splitlines()) == 1


def test_a_key_is_written_in_camel_case_only(lines: Lines) -> None:
    told = lines({"shop:network.nat": "single", "shop:network.flow_log_retention_days": 30})
    assert [
        "Pulumi.dev.yaml: shop:network.flow_log_retention_days: unknown key, did you mean "
        f"flowLogRetentionDays?; allowed: {NETWORK_KEYS}; write flowLogRetentionDays instead"
    ] == told


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"shop:network.nat": None},
            "shop:network.nat: missing: one NAT gateway per zone, or a single one that ends every zone's way "
            "out when it fails; allowed: 'per-az', 'single'; write e.g. nat: per-az",
        ),
        (
            {"shop:security": None},
            "shop:security: missing: the public end of the security chain; "
            "allowed: a mapping, with the keys ingress; write e.g. shop:security: {ingress: internet}",
        ),
        (
            {"aws:region": None},
            "aws:region: missing: the AWS region of the stack; allowed: text; "
            "write e.g. aws:region: eu-west-1",
        ),
    ],
)
def test_a_missing_key_is_told_with_what_it_means(changes: Any, line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: {line}"] == lines(changes)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"shop:app.minInstances": "two"},
            "shop:app.minInstances: 'two' is not a whole number; "
            "allowed: a whole number from 1 to 1000; write e.g. minInstances: 2",
        ),
        (
            {"shop:app.minInstances": 1.5},
            "shop:app.minInstances: 1.5 is not a whole number; "
            "allowed: a whole number from 1 to 1000; write e.g. minInstances: 2",
        ),
        (
            {"shop:database.multiAz": "true"},
            "shop:database.multiAz: 'true' is not true or false; allowed: true or false; "
            "write e.g. multiAz: true",
        ),
        (
            {"shop:network": "10.0.0.0/16"},
            "shop:network: '10.0.0.0/16' is not a mapping; "
            f"allowed: a mapping, with the keys {NETWORK_KEYS}; write e.g. "
            "shop:network: {cidr: 10.10.0.0/16, availabilityZones: [eu-west-1a, eu-west-1b], "
            "nat: per-az, interfaceEndpoints: per-az, flowLogRetentionDays: 1}",
        ),
        (
            {"shop:network.availabilityZones": "eu-west-1a"},
            "shop:network.availabilityZones: 'eu-west-1a' is not a list; "
            f"allowed: a list of 2 to 6 items, each {ZONE}; "
            "write e.g. availabilityZones: [eu-west-1a, eu-west-1b]",
        ),
        (
            {"shop:network.flowLogRetentionDays": "30"},
            f"shop:network.flowLogRetentionDays: '30' is text, not a number; allowed: {DAYS}; "
            "write e.g. flowLogRetentionDays: 30",
        ),
        (
            {"shop:aws": {"accountIds": [111122223333]}},
            "shop:aws.accountIds[0]: 111122223333 is not text; "
            'allowed: text like 111122223333 (^[0-9]{12}$); write e.g. "111122223333"',
        ),
    ],
)
def test_a_wrong_type_is_told_with_the_right_one(changes: Any, line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: {line}"] == lines(changes)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"shop:network.flowLogRetentionDays": 31},
            f"shop:network.flowLogRetentionDays: 31 is not allowed; allowed: {DAYS}; "
            "write e.g. flowLogRetentionDays: 30",
        ),
        (
            {"shop:environment": "stagin"},
            "shop:environment: 'stagin' is not allowed; allowed: 'dev', 'staging', 'prod'; "
            "write e.g. shop:environment: staging",
        ),
        (
            {"shop:app.minInstances": 0},
            "shop:app.minInstances: 0 is too small; allowed: a whole number from 1 to 1000; "
            "write e.g. minInstances: 1",
        ),
        (
            {"shop:database.replicas": 16},
            "shop:database.replicas: 16 is too large; allowed: a whole number from 0 to 15; "
            "write e.g. replicas: 15",
        ),
        (
            {"shop:owner": ""},
            "shop:owner: '' is too short; allowed: text like shop-platform (^[A-Za-z0-9 _.:/=+@-]+$); "
            "write e.g. shop:owner: shop-platform",
        ),
        (
            {"shop:owner": "two\nlines"},
            "shop:owner: 'two\\nlines' has another form; "
            "allowed: text like shop-platform (^[A-Za-z0-9 _.:/=+@-]+$); "
            "write e.g. shop:owner: shop-platform",
        ),
    ],
)
def test_a_value_out_of_bounds_is_told_with_the_nearest_one(changes: Any, line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: {line}"] == lines(changes)


@pytest.mark.parametrize(
    ("cidr", "problem", "allowed", "nearest"),
    [
        ("10.10.0.0/33", "is not a CIDR block", "an IPv4 CIDR block without host bits", "10.10.0.0/16"),
        ("10.10.0.1/16", "is not a CIDR block", "an IPv4 CIDR block without host bits", "10.10.0.0/16"),
        ("fd00::/16", "is not a CIDR block", "an IPv4 CIDR block without host bits", "10.10.0.0/16"),
        ("10.10.0.0/20", "is too small for a /24 in each private tier and zone", PRIVATE, "10.10.0.0/19"),
        ("10.0.0.0/15", "is larger than a VPC may be", PRIVATE, "10.0.0.0/16"),
        ("52.0.0.0/16", "is no private address range", PRIVATE, "10.10.0.0/16"),
    ],
)
def test_a_cidr_that_does_not_do_is_told(
    cidr: str, problem: str, allowed: str, nearest: str, lines: Lines
) -> None:
    assert [
        f"Pulumi.dev.yaml: shop:network.cidr: '{cidr}' {problem}; allowed: {allowed}; "
        f"write e.g. cidr: {nearest}"
    ] == lines({"shop:network.cidr": cidr})


@pytest.mark.parametrize(
    ("zones", "line"),
    [
        (
            ["eu-west-1a"],
            "availabilityZones: [eu-west-1a] is too short; "
            f"allowed: a list of 2 to 6 items, each {ZONE}; "
            "write e.g. availabilityZones: [eu-west-1a, eu-west-1b]",
        ),
        (
            ["eu-west-1a", "b"],
            f"availabilityZones[1]: 'b' has another form; allowed: {ZONE}; write e.g. eu-west-1a",
        ),
        (
            ["eu-west-1a", "eu-west-1a"],
            "availabilityZones[1]: 'eu-west-1a' is named twice; allowed: each zone once; "
            "take it out, or name another zone",
        ),
        (
            ["eu-west-1a", "eu-west-1d"],
            "availabilityZones[1]: eu-west-1 has no zone 'eu-west-1d'; "
            f"allowed: eu-west-1a, eu-west-1b, eu-west-1c ({SOURCE}); write e.g. eu-west-1c",
        ),
    ],
)
def test_a_zone_that_does_not_do_is_told(zones: list[str], line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: shop:network.{line}"] == lines({"shop:network.availabilityZones": zones})


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"shop:database.instanceClass": "db.t4g.mediun"},
            "shop:database.instanceClass: RDS for PostgreSQL has no 'db.t4g.mediun' in eu-west-1; "
            f"allowed: one of the 282 classes of {SOURCE}; write e.g. instanceClass: db.t4g.medium",
        ),
        (
            {"shop:database.majorVersion": 13},
            "shop:database.majorVersion: RDS has no PostgreSQL 13 in standard support; "
            f"allowed: 14, 15, 16, 17, 18 ({SOURCE}); write e.g. majorVersion: 18",
        ),
    ],
)
def test_what_rds_does_not_offer_is_told(changes: Any, line: str, lines: Lines) -> None:
    assert [f"Pulumi.dev.yaml: {line}"] == lines(changes)


def test_an_unknown_region_is_told_once_and_not_again_by_what_depends_on_it(lines: Lines) -> None:
    [line] = lines({"aws:region": "eu-wst-1"})
    assert line.startswith(
        f"Pulumi.dev.yaml: aws:region: 'eu-wst-1' is no region known to {SOURCE}; allowed: af-south-1, "
    )
    assert line.endswith("us-west-2; write e.g. aws:region: eu-west-1")


def test_a_secret_among_the_settings_is_refused_without_its_value(lines: Lines) -> None:
    told = lines(
        {"shop:password": "hunter2", "shop:owner": "€"},
        secret_keys=("shop:password", "shop:owner", "other:token"),
    )
    assert [
        f"Pulumi.dev.yaml: shop:{key}: is a secret, and no secret is a setting; allowed: plain values; the "
        f"program generates passwords into Secrets Manager; take it out by `pulumi config rm {key}`"
        for key in ("owner", "password")
    ] == told


def test_keys_of_other_namespaces_are_not_ours_to_refuse(stack_file: Any, handed_over: Any) -> None:
    config = {**stack_file("dev")["config"], "aws:maxRetries": "5", "other:key": "value"}
    settings = validated(
        Settings, handed_over(config), secret_keys=("other:key",), project="shop", stack="dev"
    )
    assert settings.region == "eu-west-1"


def test_all_mistakes_are_told_at_once_with_the_rules_between_what_is_right(lines: Lines) -> None:
    told = lines(
        {
            "shop:network.cidr": "10.30.0.0/20",
            "shop:network.availabilityZones": ["eu-west-1a", "eu-west-1z"],
            "shop:network.nat": "single",
            "shop:app.minInstances": "two",
            "shop:database.multiAz": False,
            "shop:database.instanceClass": "db.t9.huge",
            "shop:databse": {},
            "shop:owner": None,
        },
        stack="prod",
    )
    assert [line.removeprefix("Pulumi.prod.yaml: ").partition(": ")[0] for line in told] == [
        "shop:owner",
        "shop:network.cidr",
        "shop:network.availabilityZones[1]",
        "shop:app.minInstances",
        "shop:databse",
        "shop:network.nat",
        "shop:database.instanceClass",
        "shop:database.multiAz",
        # What is promised of the loss of a zone was kept by the standby.
        "shop:recovery.objectives.database.zone.rpoMinutes",
        "shop:recovery.objectives.database.zone.rtoMinutes",
    ]


def test_rules_speak_about_the_right_part_of_a_tier_that_is_wrong_elsewhere(lines: Lines) -> None:
    told = lines(
        {"shop:network.cidr": "10.10.0.0/33", "shop:network.availabilityZones": ["eu-west-1a", "eu-west-1d"]}
    )
    assert [line.split(": ")[1] for line in told] == [
        "shop:network.cidr",
        "shop:network.availabilityZones[1]",
    ]


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.floats() | st.text()))
def test_whatever_stands_in_a_section_is_told_in_whole_lines(network: dict[str, Any]) -> None:
    config = {"aws:region": "eu-west-1", "shop:network": json.dumps(network)}
    with pytest.raises(SettingsError) as refused:
        validated(Settings, config, secret_keys=(), project="shop", stack="dev")
    for line in str(refused.value).split("\n"):
        assert line.startswith("Pulumi.dev.yaml: shop:"), "no value breaks a line in two"
        assert "; allowed: " in line, "each line says what is allowed"


def test_the_program_ends_without_a_traceback() -> None:
    assert issubclass(SettingsError, pulumi.RunError), "Pulumi shows the message of a RunError alone"


class _Scalars(StackModel):
    """A root whose plain keys are no text."""

    count: int = Field(description="A number.")
    on: bool = Field(description="A switch.")
    share: float = Field(gt=0, lt=1, description="A share.")
    mode: Literal[1, 2] | None = Field(default=None, description="A mode.")


def test_plain_keys_that_are_no_text_are_read_as_what_they_are() -> None:
    config = {"own:count": "3", "own:on": "true", "own:share": "0.5"}
    settings = validated(_Scalars, config, secret_keys=(), project="own", stack="dev")
    assert (settings.count, settings.on, settings.share) == (3, True, 0.5)


def test_open_bounds_are_told_as_such() -> None:
    config = {"own:count": "3", "own:on": "yes", "own:share": "1"}
    with pytest.raises(SettingsError) as refused:
        validated(_Scalars, config, secret_keys=(), project="own", stack="dev")
    assert str(refused.value).split("\n") == [
        "Pulumi.dev.yaml: own:on: 'yes' is not true or false; allowed: true or false; "
        "write e.g. own:on: true",
        "Pulumi.dev.yaml: own:share: 1 is too large; allowed: a number of above 0 and below 1; "
        "write e.g. own:share: 0.5",
    ]


class _Part(Model):
    """A part of a stack config."""

    size: int = Field(description="A size.")


class _Ruled(StackModel):
    """A root with a rule between two parts."""

    rules = (
        lambda left, right: (
            [
                Mistake(
                    path="left.size", problem="is not right's", allowed="right's", way_out="make them equal"
                )
            ]
            if left.size != right.size
            else []
        ),
    )

    left: _Part = Field(description="One side.")
    right: _Part = Field(description="The other side.")


def test_a_rule_between_parts_holds_for_settings_made_in_code_too() -> None:
    with pytest.raises(ValueError, match=r"left\.size: is not right's"):
        _Ruled(left=_Part(size=1), right=_Part(size=2))
    assert _Ruled(left=_Part(size=1), right=_Part(size=1)).left.size == 1


def test_a_running_program_loads_the_settings_of_its_stack(
    record: Any, stack_file: Any, handed_over: Any
) -> None:
    def program() -> None:
        settings = load()
        pulumi.export("environment", settings.environment)
        pulumi.export("zones", list(settings.network.availability_zones))

    graph = record(program, stack="prod", config=handed_over(stack_file("prod")["config"]))
    [stack] = [resource for resource in graph.resources if resource.type == "pulumi:pulumi:Stack"]
    assert stack.outputs == {"environment": "prod", "zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}
