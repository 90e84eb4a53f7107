"""Transforms run as in the engine: a resource's own, its parents', then the stack's."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest


def tag(key: str) -> Any:
    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if not args.type_.startswith("aws:"):
            return None
        order = {**(args.props.get("tags") or {}), key: str(len(args.props.get("tags") or {}))}
        return pulumi.ResourceTransformResult({**args.props, "tags": order}, args.opts)

    return transform


class Group(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("my:index:Group", name, None, opts)
        own = pulumi.ResourceOptions(parent=self, transforms=[tag("own")])
        self.bucket = aws.s3.Bucket("a", opts=own)


def bucket(graph: Any) -> Any:
    return graph.of_type("aws:s3/bucket:Bucket")[0]


def test_own_transforms_run_before_the_parents_and_the_stacks(record: Any) -> None:
    def program() -> None:
        pulumi.runtime.register_resource_transform(tag("stack"))
        Group("g", pulumi.ResourceOptions(transforms=[tag("parent")]))

    assert bucket(record(program)).inputs["tags"] == {"own": "0", "parent": "1", "stack": "2"}


def test_old_transformations_run_too(record: Any) -> None:
    def program() -> None:
        def old(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
            return pulumi.ResourceTransformationResult({**args.props, "tags": {"old": "yes"}}, args.opts)

        pulumi.runtime.register_stack_transformation(old)
        aws.s3.Bucket("a")

    assert bucket(record(program)).inputs["tags"] == {"old": "yes"}


def test_a_transform_changes_options(record: Any) -> None:
    def protect(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        args.opts.protect = True
        return pulumi.ResourceTransformResult(args.props, args.opts)

    def program() -> None:
        aws.s3.Bucket("a", opts=pulumi.ResourceOptions(transforms=[protect]))

    assert bucket(record(program)).protect


def test_a_resource_with_transforms_of_its_own_keeps_its_dependencies_but_not_those_of_properties(
    record: Any,
) -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        aws.ebs.Volume(
            "volume",
            availability_zone="eu-west-1a",
            kms_key_id=key.arn,
            opts=pulumi.ResourceOptions(transforms=[tag("own")]),
        )

    graph = record(program)
    (volume,) = graph.of_type("aws:ebs/volume:Volume")
    (key,) = graph.of_type("aws:kms/key:Key")
    assert volume.dependencies == (key.urn,)
    assert volume.property_dependencies["kmsKeyId"] == (), "so it ends in the engine with the Python SDK"


def test_a_stack_transform_leaves_the_wires_of_properties(record: Any) -> None:
    def program() -> None:
        pulumi.runtime.register_resource_transform(tag("stack"))
        key = aws.kms.Key("key")
        aws.ebs.Volume("volume", availability_zone="eu-west-1a", kms_key_id=key.arn)

    graph = record(program)
    (volume,) = graph.of_type("aws:ebs/volume:Volume")
    (key,) = graph.of_type("aws:kms/key:Key")
    assert volume.property_dependencies["kmsKeyId"] == (key.urn,)


def test_a_transform_sees_known_values_plain_and_secret_ones_as_outputs(record: Any) -> None:
    seen: dict[str, Any] = {}

    def look(args: pulumi.ResourceTransformArgs) -> None:
        if args.type_ == "aws:ssm/parameter:Parameter":
            seen.update(args.props)

    def program() -> None:
        pulumi.runtime.register_resource_transform(look)
        bucket = aws.s3.Bucket("a")
        aws.ssm.Parameter(
            "p", type="String", name=bucket.bucket, value=pulumi.Output.secret("x"), tags={"k": "v"}
        )

    record(program)
    assert isinstance(seen["name"], str)
    assert seen["tags"] == {"k": "v"}, "an auto-tagger can write into it"
    assert isinstance(seen["value"], pulumi.Output)


def test_an_invoke_transform_changes_the_arguments(record: Any) -> None:
    def program() -> None:
        def pin(args: pulumi.InvokeTransformArgs) -> pulumi.InvokeTransformResult:
            return pulumi.InvokeTransformResult({**args.args, "name": "pinned"}, args.opts)

        pulumi.runtime.register_invoke_transform(pin)
        found = aws.kms.get_alias_output(name="given")
        pulumi.export("name", found.name)

    (stack,) = record(program).of_type("pulumi:pulumi:Stack")
    assert stack.outputs["name"] == "pinned"


def test_a_transform_that_raises_is_the_programs_error(record_raw: Any) -> None:
    def broken(_: pulumi.ResourceTransformArgs) -> None:
        raise ValueError("in a transform")

    recording = record_raw(lambda: aws.s3.Bucket("a", opts=pulumi.ResourceOptions(transforms=[broken])))
    assert "in a transform" in recording.error.message


def untouched(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
    return pulumi.ResourceTransformResult(args.props, args.opts)


def test_an_option_that_a_transform_leaves_open_is_handed_down(record_raw: Any) -> None:
    class Shelf(pulumi.ComponentResource):
        def __init__(self, opts: pulumi.ResourceOptions) -> None:
            super().__init__("my:storage:Shelf", "shelf", None, opts)
            aws.kms.Key("key", opts=pulumi.ResourceOptions(parent=self, transforms=[untouched]))

    recording = record_raw(lambda: Shelf(pulumi.ResourceOptions(retain_on_delete=True)))
    (key,) = (one for one in recording.deployment.all() if one.name == "key")
    assert key.options["retainOnDelete"] is True


def test_no_server_is_started_for_transforms(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        pytest.fail("gRPC may abort a forked process that starts a server")

    monkeypatch.setattr("grpc.aio.server", refuse)
    graph = record(lambda: aws.s3.Bucket("a", opts=pulumi.ResourceOptions(transforms=[untouched])))
    assert bucket(graph).name == "a"
