"""A program is recorded under the engine's own rules.

What mocks cannot prove, and this does not: that AWS accepts the values.
"""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_docker as docker
import pytest
from guardrails.graph import UNKNOWN

from stagecraft import wire
from stagecraft.offline.state import export

BUCKET = "aws:s3/bucket:Bucket"


class Disk(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("my:storage:Disk", name, {"size": 10}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.key = aws.kms.Key(f"{name}-key", opts=child)
        self.volume = aws.ebs.Volume(
            f"{name}-volume",
            availability_zone="eu-west-1a",
            size=10,
            kms_key_id=self.key.arn,
            opts=child,
        )
        self.register_outputs({"volume_id": self.volume.id})


class Shelf(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("my:storage:Shelf", name, None, opts)
        self.disk = Disk("disk", pulumi.ResourceOptions(parent=self))


def of_type(graph: Any, token: str) -> Any:
    (resource,) = graph.of_type(token)
    return resource


def test_a_urn_has_the_whole_chain_of_parent_types_without_the_stack(record: Any) -> None:
    volume = of_type(record(lambda: Shelf("shelf")), "aws:ebs/volume:Volume")
    assert (
        volume.urn
        == "urn:pulumi:dev::shop::my:storage:Shelf$my:storage:Disk$aws:ebs/volume:Volume::disk-volume"
    )
    assert volume.parent == "urn:pulumi:dev::shop::my:storage:Shelf$my:storage:Disk::disk"


def test_a_wire_is_a_dependency_of_its_property_and_of_the_resource(record: Any) -> None:
    graph = record(lambda: Disk("disk"))
    volume, key = of_type(graph, "aws:ebs/volume:Volume"), of_type(graph, "aws:kms/key:Key")
    assert volume.property_dependencies["kmsKeyId"] == (key.urn,)
    assert volume.property_dependencies["size"] == ()
    assert volume.dependencies == (key.urn,)
    assert volume.inputs["kmsKeyId"] == key.outputs["arn"]


def test_a_component_keeps_its_inputs_and_the_outputs_that_it_registers(record: Any) -> None:
    graph = record(lambda: Disk("disk"))
    disk = of_type(graph, "my:storage:Disk")
    assert disk.inputs == {"size": 10}
    assert disk.outputs == {"volume_id": of_type(graph, "aws:ebs/volume:Volume").id}
    assert not disk.custom


def test_children_inherit_provider_and_protection(record: Any) -> None:
    def program() -> None:
        provider = aws.Provider("frankfurt", region="eu-central-1")
        Shelf("shelf", pulumi.ResourceOptions(providers=[provider], protect=True))

    graph = record(program)
    volume = of_type(graph, "aws:ebs/volume:Volume")
    provider = of_type(graph, "pulumi:providers:aws")
    assert volume.provider == f"{provider.urn}::{provider.id}"
    assert volume.protect


def test_the_default_provider_is_registered_once_under_its_version(record: Any) -> None:
    graph = record(lambda: (aws.s3.Bucket("a"), aws.s3.Bucket("b")))
    provider = of_type(graph, "pulumi:providers:aws")
    assert provider.name.startswith("default_")
    assert provider.inputs["region"] == "eu-west-1"


def test_a_disabled_default_provider_refuses_the_resource(record_raw: Any) -> None:
    config = {"aws:region": "eu-west-1", "pulumi:disable-default-providers": '["aws"]'}
    recording = record_raw(lambda: aws.s3.Bucket("a"), config=config)
    assert [problem.message for problem in recording.problems] == [
        "Default provider for 'aws' disabled. 'aws:s3/bucket:Bucket' must use an explicit provider "
        "(pulumi:disable-default-providers in the stack's config)."
    ]


def test_a_second_resource_of_one_urn_is_refused(record_raw: Any) -> None:
    recording = record_raw(lambda: (aws.s3.Bucket("a"), aws.s3.Bucket("a")))
    assert [problem.message for problem in recording.problems] == [
        "Duplicate resource URN 'urn:pulumi:dev::shop::aws:s3/bucket:Bucket::a'; try giving it a unique name"
    ]


def test_every_refused_resource_is_told_not_only_the_first(record_raw: Any) -> None:
    def program() -> None:
        aws.lb.LoadBalancer("a-name-that-is-too-long-for-a-load-balancer")
        aws.lb.TargetGroup("a-name-that-is-too-long-for-a-target-group")

    assert len(record_raw(program).problems) == 2


def test_stack_outputs_are_the_programs_exports(record: Any) -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("a", bucket="shop-site")
        pulumi.export("name", bucket.bucket)
        pulumi.export("plain", {"size": 3})

    stack = of_type(record(program), "pulumi:pulumi:Stack")
    assert stack.outputs == {"name": "shop-site", "plain": {"size": 3}}


def test_two_recordings_in_one_process_share_nothing(record: Any) -> None:
    first = record(lambda: aws.s3.Bucket("a"), stack="dev")
    second = record(lambda: aws.s3.Bucket("b"), stack="prod")
    assert [resource.name for resource in first.of_type("aws:s3/bucket:Bucket")] == ["a"]
    assert [resource.name for resource in second.of_type("aws:s3/bucket:Bucket")] == ["b"]
    assert second.of_type("pulumi:pulumi:Stack")[0].name == "shop-prod"


def test_what_aws_alone_knows_is_unknown_and_never_none(record: Any) -> None:
    def program() -> None:
        instance = aws.ec2.Instance("a", ami="ami-1", instance_type="t3.micro")
        aws.ssm.Parameter("ip", type="String", value="-", description=instance.public_ip)
        pulumi.export("ip", instance.public_ip.apply(lambda ip: f"http://{ip}"))

    graph = record(program)
    parameter = of_type(graph, "aws:ssm/parameter:Parameter")
    assert parameter.inputs["description"] is UNKNOWN
    assert parameter.property_dependencies["description"] == (
        of_type(graph, "aws:ec2/instance:Instance").urn,
    )
    assert of_type(graph, "pulumi:pulumi:Stack").outputs["ip"] is UNKNOWN


def test_no_secret_stands_in_the_state(record_raw: Any) -> None:
    def program() -> None:
        aws.ssm.Parameter("a", type="SecureString", value=pulumi.Output.secret("hunter2"))
        pulumi.export("token", pulumi.Config("shop").require_secret("token"))

    config = {"aws:region": "eu-west-1", "shop:token": "hunter2"}
    recording = record_raw(program, config=config, secret_keys=("shop:token",))
    text = json.dumps(export(recording.deployment, ""))
    assert "hunter2" not in text
    assert text.count(wire.SECRET) == 3, "the parameter's input and output, and the stack's output"


def test_an_export_lists_parents_providers_and_dependencies_first(record_raw: Any) -> None:
    recording = record_raw(lambda: (Shelf("shelf"), aws.s3.Bucket("a")))
    seen: set[str] = set()
    for resource in export(recording.deployment, "")["deployment"]["resources"]:
        needs = {resource.get("parent"), *resource.get("dependencies", [])} - {None}
        if resource.get("provider"):
            needs.add(resource["provider"].rsplit("::", 1)[0])
        assert needs <= seen, resource["urn"]
        seen.add(resource["urn"])


def test_the_same_program_gives_the_same_export(record_raw: Any) -> None:
    def once() -> str:
        return json.dumps(export(record_raw(lambda: Shelf("shelf")).deployment, ""))

    assert once() == once()


def test_an_existing_resource_is_read_not_made(record: Any) -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc.get("shared", "vpc-123")
        aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block="10.0.0.0/24")

    graph = record(program)
    assert of_type(graph, "aws:ec2/vpc:Vpc").external
    assert of_type(graph, "aws:ec2/subnet:Subnet").inputs["vpcId"] == "vpc-123"


def test_a_stack_reference_takes_the_outputs_that_are_at_hand(record_raw: Any) -> None:
    def program() -> None:
        pulumi.export("vpc", pulumi.StackReference("acme/network/prod").get_output("vpcId"))

    known = record_raw(
        program, stack_outputs=lambda name: {"vpcId": "vpc-1"} if name.endswith("prod") else None
    )
    unknown = record_raw(program)
    assert export(known.deployment, "")["deployment"]["resources"][0]["outputs"] == {"vpc": "vpc-1"}
    assert export(unknown.deployment, "")["deployment"]["resources"][0]["outputs"] == {"vpc": wire.UNKNOWN}
    assert unknown.notes.unknown_stacks == {"acme/network/prod"}


def test_aliases_are_kept_as_urns(record_raw: Any) -> None:
    def program() -> None:
        aliases = [pulumi.Alias(name="old"), pulumi.Alias(type_="aws:s3/bucketV2:BucketV2")]
        opts = pulumi.ResourceOptions(aliases=aliases)
        aws.s3.Bucket("new", opts=opts)

    resources = export(record_raw(program).deployment, "")["deployment"]["resources"]
    (bucket,) = (one for one in resources if one["type"] == "aws:s3/bucket:Bucket")
    assert set(bucket["aliases"]) >= {
        "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::old",
        "urn:pulumi:dev::shop::aws:s3/bucketV2:BucketV2::new",
    }


def test_a_program_that_raises_is_reported_with_its_own_line(record_raw: Any) -> None:
    def program() -> None:
        raise ValueError("no such bucket plan")

    error = record_raw(program, root=__file__.rsplit("/", 1)[0]).error
    assert error.message == "ValueError: no such bucket plan"
    assert error.traceback.startswith(f'  File "{__file__}"'), (
        "the SDK's frames above the program are left out"
    )


def test_a_run_error_is_its_message_alone(record_raw: Any) -> None:
    def program() -> None:
        raise pulumi.RunError("one line\nanother line")

    error = record_raw(program).error
    assert (error.message, error.traceback) == ("one line\nanother line", "")


@pytest.mark.parametrize("code", [0, None])
def test_a_program_may_exit_early_without_an_error(record_raw: Any, code: int | None) -> None:
    def program() -> None:
        aws.s3.Bucket("a")
        raise SystemExit(code)

    assert record_raw(program).error is None


def test_an_exit_in_an_apply_is_one_of_the_program(record_raw: Any) -> None:
    def leave(_: str) -> str:
        raise SystemExit(4)

    def program() -> None:
        name = aws.s3.Bucket("a").bucket.apply(leave)
        pulumi.export("names", [aws.s3.Bucket("b", bucket=name).bucket, name.apply(str.upper)])

    assert record_raw(program).error.message == "the program called sys.exit(4)"


def test_a_failing_apply_is_the_programs_error(record_raw: Any) -> None:
    def explode(_: str) -> str:
        raise RuntimeError("in an apply")

    recording = record_raw(lambda: aws.s3.Bucket("a").bucket.apply(explode))
    assert recording.error.message == "RuntimeError: in an apply"


def test_the_stacks_aws_config_is_for_the_default_provider_alone(record: Any) -> None:
    def program() -> None:
        explicit = aws.Provider("default-looking", region="eu-central-1")
        aws.s3.Bucket("a", opts=pulumi.ResourceOptions(provider=explicit))
        aws.s3.Bucket("b")

    config = {"aws:defaultTags": '{"tags": {"team": "shop"}}'}
    tags = {one.name: one.inputs.get("tagsAll") for one in record(program, config=config).of_type(BUCKET)}
    assert tags == {"a": {}, "b": {"team": "shop"}}


def test_an_error_of_the_sdk_shows_its_last_line_alone(record_raw: Any) -> None:
    async def explode() -> str:
        raise RuntimeError("in the SDK")

    def program() -> None:
        aws.s3.Bucket("a", bucket=pulumi.Output.from_input(explode()))

    error = record_raw(program, root="/nowhere").error
    assert error.traceback.count("  File ") == 1
    assert "offline/record.py" not in error.traceback


def test_a_fault_of_the_preview_is_no_error_of_the_program(record_raw: Any) -> None:
    def answer(_: str) -> Any:
        return {"a": object()}  # no property value: the recorder itself raises

    with pytest.raises(TypeError, match="a property value cannot be a object"):
        record_raw(lambda: pulumi.StackReference("acme/network/prod"), stack_outputs=answer)


def test_the_result_of_a_method_is_unknown_and_depends_on_its_resource(record: Any) -> None:
    def program() -> None:
        component = Disk("disk")
        result = pulumi.runtime.call("my:storage:Disk/size", {"__self__": component}, component)
        aws.ssm.Parameter("p", type="String", value="-", description=result["result"])

    graph = record(program)
    parameter = of_type(graph, "aws:ssm/parameter:Parameter")
    assert parameter.inputs["description"] is UNKNOWN
    assert parameter.property_dependencies["description"] == (of_type(graph, "my:storage:Disk").urn,)


def test_options_stand_in_the_state_and_two_of_them_are_handed_down(record_raw: Any) -> None:
    def program() -> None:
        keeper = aws.s3.Bucket("keeper")
        kept = pulumi.ResourceOptions(retain_on_delete=True, deleted_with=keeper)
        shelf = Shelf("shelf", kept)
        timeouts = pulumi.CustomTimeouts(create="1h30m", delete="45s")
        opts = pulumi.ResourceOptions(
            parent=shelf, custom_timeouts=timeouts, additional_secret_outputs=["arn"]
        )
        aws.s3.Bucket("inside", opts=opts)

    resources = export(record_raw(program).deployment, "")["deployment"]["resources"]
    (inside,) = (one for one in resources if one["urn"].endswith("::inside"))
    assert inside["retainOnDelete"] is True
    assert inside["deletedWith"].endswith("::keeper")
    assert inside["customTimeouts"] == {"create": 5400, "delete": 45}
    assert inside["additionalSecretOutputs"] == ["arn"]
    assert wire.is_secret(inside["outputs"]["arn"])


def test_a_function_of_another_provider_answers_its_arguments_and_values_of_the_right_kinds(
    record_raw: Any,
) -> None:
    def program() -> None:
        image = docker.get_registry_image(name="nginx:1")
        pulumi.export("image", {"name": image.name, "digest": image.sha256_digest, "id": len(image.id)})

    recording = record_raw(program)
    resources = export(recording.deployment, "")["deployment"]["resources"]
    assert resources[0]["outputs"]["image"] == {"name": "nginx:1", "digest": "", "id": 16}
    assert recording.notes.invented == {"docker:index/getRegistryImage:getRegistryImage": 1}
