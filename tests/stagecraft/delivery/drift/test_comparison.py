"""What differs between two states, and what only looks so."""

import json

import pytest
from guardrails.values import Secret

from stagecraft import wire
from stagecraft.delivery.drift.comparison import Told, compare

DB = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def _paths(differences):
    return [(one.path, one.kind, one.recorded, one.actual) for one in differences]


@pytest.fixture
def differences(states):
    def of(type_, before, after, *, outputs=None, now=None, **options):
        recorded = states.graph(states.entry(type_, "one", before, outputs))
        actual = states.graph(states.entry(type_, "one", after, now))
        return compare(recorded, actual, **options)

    return of


def test_two_equal_states_have_no_difference(states):
    graph = states.graph(states.entry(DB, "db", {"multiAz": True}), states.entry(BUCKET, "b"))
    assert compare(graph, graph) == [], "nothing differs"


def test_a_difference_is_told_at_the_innermost_place(differences):
    before = {"backupRetentionPeriod": 35, "tags": {"Name": "db", "aws:x": "1"}}
    after = {"backupRetentionPeriod": 1, "tags": {"Name": "db2", "aws:x": "1"}}
    found = differences(DB, before, after)
    assert _paths(found) == [
        ("backupRetentionPeriod", "changed", 35, 1),
        ("tags.Name", "changed", "db", "db2"),
    ], "one difference for each place, not one for the resource"


def test_a_policy_is_compared_as_a_document(differences):
    def policy(*actions):
        return json.dumps({"Statement": [{"Sid": "a", "Effect": "Allow", "Action": list(actions)}]})

    found = differences(
        "aws:s3/bucketPolicy:BucketPolicy", {"policy": policy("x")}, {"policy": policy("x", "y")}
    )
    assert _paths(found) == [("policy.Statement[0].Action[1]", "added", None, "y")], "the added action alone"


def test_the_order_of_a_list_is_no_difference(differences):
    found = differences(
        DB, {"vpcSecurityGroupIds": ["sg-1", "sg-2"]}, {"vpcSecurityGroupIds": ["sg-2", "sg-1"]}
    )
    assert found == [], "AWS returns lists in any order"


def test_the_order_of_a_list_is_a_difference_where_the_provider_says_so(differences, states):
    told = {states.urn(DB, "one"): Told({"steps[0]": "update", "steps[1]": "update"})}
    found = differences(DB, {"steps": ["a", "b"]}, {"steps": ["b", "a"]}, told=told)
    assert _paths(found) == [("steps", "changed", ["a", "b"], ["b", "a"])], "the provider knows the order"


def test_items_of_a_list_come_and_go_one_by_one(differences):
    found = differences(DB, {"zones": ["a", "b"]}, {"zones": ["b", "c", "d"]})
    assert _paths(found) == [
        ("zones[0]", "removed", "a", None),
        ("zones[1]", "added", None, "c"),
        ("zones[2]", "added", None, "d"),
    ], "what stayed is not told"


def test_a_resource_that_is_gone_is_one_difference(states):
    recorded = states.graph(states.entry(DB, "db", {"multiAz": True}), states.entry(BUCKET, "b"))
    found = compare(recorded, states.graph(states.entry(BUCKET, "b")))
    assert [("db", "gone")] == [(one.resource.name, one.kind) for one in found], "the database alone is gone"


def test_components_and_providers_do_not_drift(states):
    component = {**states.entry("my:app:App", "app", {"size": 1}), "custom": False}
    provider = states.entry("pulumi:providers:aws", "aws", {"region": "eu-west-1"})
    found = compare(states.graph(component, provider, states.entry(BUCKET, "b")), states.graph())
    assert [one.resource.name for one in found] == ["b"], "nothing in AWS stands behind the other two"


class TestWhatTheProgramLeavesOpen:
    def test_what_aws_answers_alone_is_not_stated(self, differences):
        (found,) = differences(DB, {}, {}, outputs={"port": 5432}, now={"port": 5433})
        assert not found.stated, "the program says nothing of the port"

    def test_what_the_program_gives_is_stated_with_everything_in_its_lists(self, differences):
        rule = {"cidrBlocks": ["10.0.0.0/8"]}
        found = differences(GROUP, {"ingress": [rule]}, {"ingress": [rule, {"cidrBlocks": ["0.0.0.0/0"]}]})
        assert [one.stated for one in found] == [True], "a list is given as a whole"

    def test_a_key_that_the_program_does_not_give_is_not_stated(self, differences):
        (found,) = differences(DB, {"tags": {"a": "1"}}, {"tags": {"a": "1", "b": "2"}})
        assert (found.path, found.stated) == ("tags.b", False), "somebody else added the tag"


class TestTheProvidersWord:
    def test_what_the_provider_takes_for_the_same_is_no_difference(self, differences):
        assert differences(DB, {"engine": "Postgres"}, {"engine": "postgres"}, told={}) == [], (
            "the provider compares without regard to case, and knows"
        )

    def test_the_provider_is_not_asked_about_what_the_program_leaves_open(self, differences):
        found = differences(
            GROUP, {}, {}, outputs={"ingress": []}, now={"ingress": [{"self": True}]}, told={}
        )
        assert [one.path for one in found] == ["ingress[0]"], (
            "the provider says nothing of rules made by hand"
        )

    def test_a_change_that_only_the_provider_sees_is_told_without_values(self, differences, states):
        hidden = {wire.SIGNATURE: wire.SECRET, "ciphertext": "abc"}
        told = {states.urn(DB, "one"): Told({"password": "update"})}
        (found,) = differences(DB, {"password": hidden}, {"password": hidden}, told=told)
        assert (found.path, found.kind) == ("password", "changed"), "the provider compared the secrets"
        assert isinstance(found.recorded, Secret), "and nobody else sees them"

    def test_the_provider_says_what_is_made_anew(self, differences, states):
        told = {
            states.urn(DB, "one"): Told({"storageEncrypted": "update-replace", "multiAz": "update"}),
        }
        found = differences(
            DB,
            {"storageEncrypted": True, "multiAz": True},
            {"storageEncrypted": False, "multiAz": False},
            told=told,
        )
        assert {one.path: one.replaces for one in found} == {"multiAz": False, "storageEncrypted": True}, (
            "only the one property makes a new resource"
        )

    def test_a_provider_that_tells_no_paths_names_properties(self, differences, states):
        told = {states.urn(DB, "one"): Told({}, ("multiAz",))}
        found = differences(
            DB, {"multiAz": True, "engine": "a"}, {"multiAz": False, "engine": "b"}, told=told
        )
        assert [one.path for one in found] == ["multiAz"], "the engine is the same to the provider"

    def test_without_an_engine_the_facts_of_the_sandbox_say_what_is_made_anew(self, differences):
        found = differences(
            DB, {"storageEncrypted": True, "multiAz": True}, {"storageEncrypted": False, "multiAz": False}
        )
        assert {one.path: one.replaces for one in found} == {"multiAz": False, "storageEncrypted": True}, (
            "RDS encrypts an instance only when it is made"
        )


def test_what_the_program_ignores_is_told_and_marked(differences, states):
    found = differences(
        "aws:autoscaling/group:Group",
        {"mixedInstancesPolicy": {"a": 1}},
        {"mixedInstancesPolicy": {"a": 2}},
        told={},
        ignored={states.urn("aws:autoscaling/group:Group", "one"): ("mixedInstancesPolicy",)},
    )
    assert [(one.path, one.ignored, one.replaces) for one in found] == [
        ("mixedInstancesPolicy.a", True, False)
    ], "the engine is told to look away, drift is not"


class TestNeverPrinted:
    SECRET = {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps("hunter2")}  # noqa: RUF012

    def test_a_secret_stays_one_where_the_other_side_is_plain(self, differences):
        (found,) = differences(DB, {"connection": self.SECRET}, {"connection": "changed"})
        assert (repr(found.recorded), repr(found.actual)) == ("[secret]", "[secret]"), "neither is printed"

    def test_a_secret_within_a_list_hides_the_list(self, differences):
        found = differences(
            DB,
            {"variables": [{"name": "a", "value": self.SECRET}, {"name": "b", "value": self.SECRET}]},
            {"variables": [{"name": "a", "value": "x"}, {"name": "b", "value": "y"}]},
        )
        assert [("variables", "[secret]", "[secret]")] == [
            (one.path, repr(one.recorded), repr(one.actual)) for one in found
        ], "what stood beside a secret may be one"

    @pytest.mark.parametrize("name", ["masterPassword", "secretString", "authToken", "privateKeyPem"])
    def test_a_value_with_a_telling_name_is_hidden(self, differences, name):
        (found,) = differences(DB, {name: "old"}, {name: "new"})
        assert (repr(found.recorded), repr(found.actual)) == ("[secret]", "[secret]"), "a secret by its name"

    def test_the_key_of_a_secret_is_no_secret(self, differences):
        (found,) = differences(DB, {"masterUserSecretKmsKeyId": "a"}, {"masterUserSecretKmsKeyId": "b"})
        assert found.recorded == "a", "an identifier of a key"


def test_unknown_values_match_anything(differences):
    assert differences(DB, {"endpoint": wire.UNKNOWN}, {"endpoint": "db.example"}) == [], (
        "a preview's state says nothing of it"
    )


def test_arguments_that_aws_never_gives_back_are_no_difference(differences):
    assert differences(DB, {"passwordWo": "x", "__defaults": []}, {}) == [], "write-only, and a note"


def test_a_tag_is_told_once(differences):
    before = {"tags": {"a": "1"}, "tagsAll": {"a": "1", "owner": "me"}}
    after = {"tags": {"a": "2"}, "tagsAll": {"a": "2", "owner": "you"}}
    assert [one.path for one in differences(DB, before, after)] == ["tags.a", "tagsAll.owner"], (
        "tagsAll repeats the resource's own tags"
    )


def test_a_huge_value_is_compared_in_whole(differences):
    (found,) = differences(DB, {"userData": "a" * 1_000_000}, {"userData": "a" * 999_999 + "b"})
    assert found.path == "userData", "the last character counts"
