"""Scenario files: which call a fault hits, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.sandbox.faults import Fault, FaultKind, Scenario, ScenarioError

BUCKET = "aws:s3/bucket:Bucket"
URN = "urn:pulumi:dev::shop::stagecraft:storage:Storage$aws:s3/bucket:Bucket::media"


def kinds(scenario, *calls):
    found = (scenario.next(*(call if isinstance(call, tuple) else (call, BUCKET, URN))) for call in calls)
    return [fault and str(fault.kind) for fault in found]


def test_the_nth_call_fails_and_no_other():
    scenario = Scenario.parse("- {on: create, do: fail, nth: 2}")

    assert [None, "fail", None, None] == kinds(scenario, *["create"] * 4)


def test_a_rule_counts_only_the_calls_that_it_is_for():
    scenario = Scenario.parse("- {on: create, type: 'aws:s3/*', name: med*, urn: '*dev*', do: fail}")

    assert [None, None, None, None, "fail"] == kinds(
        scenario,
        "update",
        ("create", "aws:sqs/queue:Queue", URN),
        ("create", BUCKET, URN.replace("media", "logs")),
        ("create", BUCKET, URN.replace("dev", "prod")),
        "create",
    )


def test_throttling_ends_after_its_times():
    scenario = Scenario.parse("- {on: read, do: throttle, times: 2}")

    assert ["throttle", "throttle", None] == kinds(scenario, *["read"] * 3)


def test_every_call_from_the_nth_on():
    scenario = Scenario.parse("- {on: read, do: timeout, nth: 2, every: true}")

    assert [None, "timeout", "timeout"] == kinds(scenario, *["read"] * 3)


def test_latency_is_always_there_unless_told_otherwise():
    assert ["latency"] * 3 == kinds(Scenario.parse("- {on: read, do: latency, seconds: 1}"), *["read"] * 3)
    assert ["latency", None] == kinds(
        Scenario.parse("- {on: read, do: latency, seconds: 1, times: 1}"), *["read"] * 2
    )


def test_latency_adds_to_itself_and_to_a_worse_fault():
    scenario = Scenario.parse(
        "- {on: create, do: latency, seconds: 1}\n"
        "- {on: create, type: 'aws:s3/*', do: latency, seconds: 0.5}\n"
        "- {on: create, do: fail, seconds: 2, nth: 2}\n"
    )

    assert Fault(kind=FaultKind.LATENCY, seconds=1.5) == scenario.next("create", BUCKET, URN)
    worse = scenario.next("create", BUCKET, URN)
    assert worse is not None
    assert (FaultKind.FAIL, 3.5) == (worse.kind, worse.seconds)


def test_the_first_rule_that_is_due_decides_and_the_others_count_on():
    scenario = Scenario.parse("- {on: create, do: fail}\n- {on: create, do: die, nth: 2}")

    assert ["fail", "die"] == kinds(scenario, "create", "create")


def test_throttling_that_the_provider_retries_only_takes_time():
    scenario = Scenario.parse("- {on: create, do: throttle, retried: true, seconds: 3, times: 1}")
    fault = scenario.next("create", BUCKET, URN)

    assert fault is not None
    assert (FaultKind.LATENCY, 3) == (fault.kind, fault.seconds)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "{on: create, do: fail, error: AccessDenied}",
            Fault(kind=FaultKind.FAIL, error="AccessDenied"),
        ),
        ("{on: update, do: die, when: after}", Fault(kind=FaultKind.DIE, after=True)),
        ("{on: check, do: die}", Fault(kind=FaultKind.DIE)),
        ("{on: create, do: lose}", Fault(kind=FaultKind.LOSE)),
        (
            "{on: create, do: fail-after, known: false, error: lost}",
            Fault(kind=FaultKind.FAIL_AFTER, error="lost", known=False),
        ),
        (
            "{on: read, do: change, property: 'tags[\"a\"]', value: [1, null]}",
            Fault(kind=FaultKind.CHANGE, property='tags["a"]', value=[1, None]),
        ),
        (
            "{on: read, do: timeout, seconds: 2}",
            Fault(kind=FaultKind.TIMEOUT, error="context deadline exceeded", seconds=2),
        ),
        (
            "{on: read, do: throttle}",
            Fault(kind=FaultKind.THROTTLE, error="api error ThrottlingException: Rate exceeded"),
        ),
    ],
)
def test_a_rule_says_all_that_goes_wrong(rule, expected):
    assert expected == Scenario.parse(f"- {rule}").rules[0].fault


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml: holds no list of rules; begin each rule with '- on: …'"),
        ("on: create", "f.yaml: holds no list of rules; begin each rule with '- on: …'"),
        ("[]", "f.yaml: holds no list of rules; begin each rule with '- on: …'"),
        (
            "- {on: [",
            "f.yaml:1:9: is no YAML (expected the node content, but found '<stream end>'); correct the line",
        ),
        (
            "- {on: read, do: fail}\n- create",
            "f.yaml:2: rule 2: is no mapping; write it like '- {on: create, type: aws:s3/*, do: fail}'",
        ),
        (
            "- on: create",
            "f.yaml:1: rule 1: has no do; add 'do: …', one of fail, throttle, timeout, fail-after, lose, change,"
            " latency, die",
        ),
        (
            "- do: fail",
            "f.yaml:1: rule 1: has no on; add 'on: …', one of check, configure, construct, create, delete, diff,"
            " invoke, read, update",
        ),
        (
            "- on: created\n  do: fail",
            "f.yaml:1: rule 1: on: 'created' is unknown; allowed: check, configure, construct, create, delete, diff,"
            " invoke, read, update",
        ),
        (
            "- on: create\n  do: explode",
            "f.yaml:2: rule 1: do: 'explode' is unknown; allowed: fail, throttle, timeout, fail-after, lose, change,"
            " latency, die",
        ),
        (
            "- on: create\n  do: timeout\n  typ: aws:s3/*",
            "f.yaml:3: rule 1: typ: is an unknown key; allowed: on, type, name, urn, do, nth, times, every, seconds",
        ),
        (
            "- {on: create, do: lose, seconds: 1}",
            "f.yaml:1: rule 1: seconds: does not go with 'do: lose'; allowed: on, type, name, urn, do, nth, times,"
            " every",
        ),
        ("- {on: create, do: fail, do: die}", "f.yaml:1: rule 1: do: stands there twice; leave one"),
        (
            "- {on: create, do: fail, type: s3.Bucket}",
            "f.yaml:1: rule 1: type: 's3.Bucket' is no type token; write it like aws:s3/bucket:Bucket or aws:s3/*",
        ),
        (
            "- {on: create, do: fail, name: 'a?'}",
            "f.yaml:1: rule 1: name: 'a?' has '?', which no glob here knows; only * is special",
        ),
        ("- {on: create, do: fail, name: 12}", "f.yaml:1: rule 1: name: 12 is no text; put text into quotes"),
        (
            "- {on: invoke, do: fail, name: a}",
            "f.yaml:1: rule 1: name: a call of invoke is of no resource; name its token by 'type'",
        ),
        ("- {on: create, do: fail, nth: 0}", "f.yaml:1: rule 1: nth: 0 is no whole number of at least 1"),
        ("- {on: create, do: fail, nth: 1.5}", "f.yaml:1: rule 1: nth: 1.5 is no whole number of at least 1"),
        (
            "- {on: create, do: fail, times: true}",
            "f.yaml:1: rule 1: times: True is no whole number of at least 1",
        ),
        ("- {on: create, do: fail, every: 1}", "f.yaml:1: rule 1: every: 1 is neither true nor false"),
        (
            "- {on: create, do: fail, every: true, times: 2}",
            "f.yaml:1: rule 1: times: does not go with 'every: true'; leave one",
        ),
        (
            "- {on: read, do: timeout, seconds: -1}",
            "f.yaml:1: rule 1: seconds: -1 is no number of at least 0",
        ),
        (
            "- {on: read, do: timeout, seconds: .inf}",
            "f.yaml:1: rule 1: seconds: inf is no number of at least 0",
        ),
        (
            "- {on: create, do: fail, error: ''}",
            "f.yaml:1: rule 1: error: '' is no text; put text into quotes",
        ),
        (
            "- {on: create, do: latency}",
            "f.yaml:1: rule 1: has no seconds; add 'seconds: …', how much longer the call takes",
        ),
        (
            "- {on: create, do: throttle, retried: true}",
            "f.yaml:1: rule 1: has no seconds; add 'seconds: …', how much longer the call takes",
        ),
        (
            "- {on: create, do: change, property: acl}",
            "f.yaml:1: rule 1: has no property and value; add 'property: …' and 'value: …'",
        ),
        (
            "- {on: check, do: lose}",
            "f.yaml:1: rule 1: do: lose goes only with on: create, diff, read, update",
        ),
        (
            "- {on: read, do: fail-after}",
            "f.yaml:1: rule 1: do: fail-after goes only with on: create, delete, update",
        ),
        (
            "- {on: create, do: die, when: later}",
            "f.yaml:1: rule 1: when: 'later' is unknown; allowed: before, after (the cloud is changed)",
        ),
        (
            "- {on: read, do: die, when: after}",
            "f.yaml:1: rule 1: when: a call of read changes nothing; leave 'when' out",
        ),
    ],
)
def test_a_mistake_is_one_line_with_its_place_and_a_way_out(text, message):
    with pytest.raises(ScenarioError) as refused:
        Scenario.parse(text, "f.yaml")

    assert message == str(refused.value)


def test_a_file_is_read_and_named(tmp_path):
    path = tmp_path / "faults.yaml"
    path.write_text("# the second bucket fails\n- {on: create, do: fail, nth: 2}\n", encoding="utf-8")

    assert 2 == Scenario.load(path).rules[0].nth


def test_a_file_that_is_not_there_or_no_text_is_one_line(tmp_path):
    with pytest.raises(ScenarioError, match=r"^\S+none\.yaml: there is no such file; see docs/"):
        Scenario.load(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"bad\.yaml: cannot be read \(.*\); it is YAML in UTF-8$"):
        Scenario.load(tmp_path / "bad.yaml")


def test_the_documented_examples_are_scenarios():
    from pathlib import Path

    text = Path("docs/sandbox-scenarios.md").read_text(encoding="utf-8")
    examples = [part.partition("```")[0] for part in text.split("```yaml\n")[1:]]

    assert len(examples) >= 8
    named = {rule.fault.kind for example in examples for rule in Scenario.parse(example).rules}
    assert set(FaultKind) == named


def test_many_threads_share_one_count():
    scenario = Scenario.parse("- {on: create, do: fail, nth: 50, times: 7}")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: scenario.next("create", BUCKET, URN), range(200)))

    assert 7 == sum(fault is not None for fault in found)


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 12))
def test_a_fault_hits_its_times_from_the_nth_call_on(nth, times, calls):
    scenario = Scenario.parse(f"- {{on: create, do: fail, nth: {nth}, times: {times}}}")
    hit = [count for count in range(1, calls + 1) if scenario.next("create", BUCKET, URN)]

    assert [count for count in range(nth, nth + times) if count <= calls] == hit
