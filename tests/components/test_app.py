"""The application tier, run by the offline preview.

It proves which resources are registered, with which inputs and wires. That the instances come up healthy,
only an account can prove.
"""

import base64
import json
from collections import Counter
from typing import Any

import pulumi
import pytest

from components.app import Application, ApplicationArgs
from settings.app import AppSettings

KEY = "arn:aws:kms:eu-west-1:111122223333:key/"
TAGS = {"project": "shop", "environment": "prod"}
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-master-a1b2c3"

VALID: dict[str, Any] = {
    "artifactKey": "app/1.0.0.tar.gz",
    "instanceType": "m7g.large",
    "rootVolumeGib": 20,
    "minInstances": 3,
    "maxInstances": 12,
    "targetCpuPercent": 50,
    "logRetentionDays": 365,
}


@pytest.fixture
def build(record):
    """Return a function that records an application tier with some settings changed."""

    def run(**changes):
        def program():
            Application(
                "shop",
                ApplicationArgs(
                    settings=AppSettings.model_validate({**VALID, **changes}),
                    tags=TAGS,
                    vpc_id="vpc-0a",
                    public_subnet_ids=pulumi.Output.from_input(["subnet-0a", "subnet-0b"]),
                    app_subnet_ids=pulumi.Output.from_input(["subnet-1a", "subnet-1b"]),
                    elb_group_id="sg-0e",
                    app_group_id="sg-0a",
                    certificate_arn="arn:aws:acm:eu-west-1:111122223333:certificate/c",
                    zone_id="Z0SHOP",
                    domain_name="shop.example.com",
                    access_log_bucket_name="access-logs",
                    compute_key_arn=f"{KEY}compute",
                    logs_key_arn=f"{KEY}logs",
                    boundary_arn="arn:aws:iam::111122223333:policy/shop-dev-boundary",
                    artifact_bucket_arn="arn:aws:s3:::artifacts",
                    storage_key_arn=f"{KEY}storage",
                    database_endpoint="db.example.eu-west-1.rds.amazonaws.com:5432",
                    database_secret_arn=SECRET,
                    secrets_key_arn=f"{KEY}secrets",
                ),
            )

        return record(program, stack="prod")

    return run


def the(graph, token):
    [found] = graph.of_type(token)
    return found


def template(graph):
    return the(graph, "aws:ec2/launchTemplate:LaunchTemplate")


def group(graph):
    return the(graph, "aws:autoscaling/group:Group")


def wired(graph, resource, key):
    """Return the resources that a property depends on, as type and logical name."""
    urns = resource.property_dependencies.get(key, ())
    return {(graph.get(urn).type.rpartition(":")[2], graph.get(urn).name) for urn in urns}


def test_the_tier_has_exactly_these_resources(build):
    graph = build()
    assert Counter(resource.type.rpartition(":")[2] for resource in graph.resources if resource.parent) == {
        "Application": 1,
        "LoadBalancer": 1,
        "Listener": 2,
        "TargetGroup": 1,
        "Record": 1,
        "LogGroup": 1,
        "Role": 1,
        "RolePolicy": 1,
        "RolePolicyAttachment": 1,
        "InstanceProfile": 1,
        "LaunchTemplate": 1,
        "Group": 1,
        "Policy": 1,
    }


def test_everything_is_a_child_of_the_tier(build):
    graph = build()
    tier = the(graph, "stagecraft:app:Application")
    assert {tier.urn} == {
        resource.parent
        for resource in graph.resources
        if resource.custom and not resource.type.startswith("pulumi:")
    }


def test_the_load_balancer_is_public_logs_and_drops_what_is_malformed(build):
    balancer = the(build(), "aws:lb/loadBalancer:LoadBalancer")
    asked = {key: value for key, value in balancer.inputs.items() if key not in ("name", "region", "tagsAll")}
    assert asked == {
        "loadBalancerType": "application",
        "internal": False,
        "subnets": ["subnet-0a", "subnet-0b"],
        "securityGroups": ["sg-0e"],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "enableDeletionProtection": True,
        "accessLogs": {"bucket": "access-logs", "prefix": "alb", "enabled": True},
    }


def test_the_load_balancer_can_be_deleted_where_the_settings_say(build):
    balancer = the(build(deletionProtection=False), "aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["enableDeletionProtection"] is False


def test_http_is_redirected_and_https_forwarded_under_the_recommended_policy(build):
    graph = build()
    listeners = {listener.inputs["port"]: listener for listener in graph.of_type("aws:lb/listener:Listener")}
    assert set(listeners) == {80, 443}
    assert listeners[80].inputs["protocol"] == "HTTP"
    assert listeners[80].inputs["defaultActions"] == [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
    ]
    https = listeners[443].inputs
    assert https["protocol"] == "HTTPS"
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert https["certificateArn"] == "arn:aws:acm:eu-west-1:111122223333:certificate/c"
    target_group = the(graph, "aws:lb/targetGroup:TargetGroup")
    assert https["defaultActions"] == [{"type": "forward", "targetGroupArn": target_group.outputs["arn"]}]
    for listener in listeners.values():
        assert wired(graph, listener, "loadBalancerArn") == {("LoadBalancer", "shop-alb")}
    assert wired(graph, listeners[443], "defaultActions") == {("TargetGroup", "shop-app")}


def test_the_way_to_the_instances_is_encrypted(build):
    target_group = the(build(port=9443, healthCheckPath="/ready"), "aws:lb/targetGroup:TargetGroup")
    assert target_group.inputs["protocol"] == "HTTPS"
    assert target_group.inputs["port"] == 9443
    assert target_group.inputs["vpcId"] == "vpc-0a"
    assert target_group.inputs["targetType"] == "instance"
    assert target_group.inputs["healthCheck"] == {
        "protocol": "HTTPS",
        "path": "/ready",
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthyThreshold": 3,
        "unhealthyThreshold": 3,
    }


def test_the_public_name_is_an_alias_of_the_load_balancer(build):
    graph = build()
    record = the(graph, "aws:route53/record:Record")
    balancer = the(graph, "aws:lb/loadBalancer:LoadBalancer")
    assert (record.inputs["zoneId"], record.inputs["name"], record.inputs["type"]) == (
        "Z0SHOP",
        "app.shop.example.com",
        "A",
    )
    assert record.inputs["aliases"] == [
        {
            "name": balancer.outputs["dnsName"],
            "zoneId": balancer.outputs["zoneId"],
            "evaluateTargetHealth": True,
        }
    ]
    assert wired(graph, record, "aliases") == {("LoadBalancer", "shop-alb")}


def test_an_instance_has_no_public_address_and_only_the_newer_metadata_service(build):
    inputs = template(build()).inputs
    assert inputs["networkInterfaces"] == [
        {
            "deviceIndex": 0,
            "associatePublicIpAddress": "false",
            "securityGroups": ["sg-0a"],
            "deleteOnTermination": "true",
        }
    ]
    assert inputs["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }
    assert inputs["monitoring"] == {"enabled": True}
    assert "keyName" not in inputs, "no one logs in by SSH"


def test_a_preview_can_show_the_image(build):
    from guardrails.values import Secret

    image = template(build()).inputs["imageId"]
    assert image is not None
    assert not isinstance(image, Secret), "what is about to replace the instances must be legible"


def test_the_root_volume_is_encrypted_with_the_compute_key(build):
    assert template(build(rootVolumeGib=30)).inputs["blockDeviceMappings"] == [
        {
            "deviceName": "/dev/xvda",
            "ebs": {
                "volumeType": "gp3",
                "volumeSize": 30,
                "encrypted": "true",
                "kmsKeyId": f"{KEY}compute",
                "deleteOnTermination": "true",
            },
        }
    ]


def test_what_a_group_launches_carries_the_tags_that_it_does_not_inherit(build):
    graph = build()
    tags = {**TAGS, "Name": "shop-app"}
    assert template(graph).inputs["tagSpecifications"] == [
        {"resourceType": kind, "tags": tags} for kind in ("instance", "volume", "network-interface")
    ]
    assert group(graph).inputs["tags"] == [
        {"key": key, "value": value, "propagateAtLaunch": False} for key, value in tags.items()
    ]


def test_the_boot_script_is_told_where_everything_is(build):
    graph = build(port=9443, artifactKey="app/2.0.0.tar.gz")
    script = base64.b64decode(template(graph).inputs["userData"]).decode()
    log_group = the(graph, "aws:cloudwatch/logGroup:LogGroup")
    assert script.splitlines()[:6] == [
        "#!/bin/bash",
        "ARTIFACT=s3://artifacts/app/2.0.0.tar.gz",
        "PORT=9443",
        "DATABASE_ENDPOINT=db.example.eu-west-1.rds.amazonaws.com:5432",
        f"DATABASE_SECRET_ARN={SECRET}",
        f"LOG_GROUP={log_group.outputs['name']}",
    ]
    assert wired(graph, template(graph), "userData") == {("LogGroup", "shop-app")}


def test_the_group_keeps_its_size_to_scaling(build):
    graph = build()
    inputs = group(graph).inputs
    assert (inputs["minSize"], inputs["maxSize"]) == (3, 12)
    assert "desiredCapacity" not in inputs, "an up must not undo what scaling did"
    policy = the(graph, "aws:autoscaling/policy:Policy")
    assert policy.inputs["policyType"] == "TargetTrackingScaling"
    assert policy.inputs["targetTrackingConfiguration"] == {
        "targetValue": 50,
        "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
    }
    assert wired(graph, policy, "autoscalingGroupName") == {("Group", "shop-app")}


def test_the_group_stands_in_the_app_subnets_and_replaces_what_the_load_balancer_finds_ill(build):
    graph = build()
    inputs = group(graph).inputs
    assert inputs["vpcZoneIdentifiers"] == ["subnet-1a", "subnet-1b"]
    assert inputs["healthCheckType"] == "ELB"
    assert inputs["targetGroupArns"] == [the(graph, "aws:lb/targetGroup:TargetGroup").outputs["arn"]]
    assert wired(graph, group(graph), "targetGroupArns") == {("TargetGroup", "shop-app")}


def test_a_new_template_replaces_the_instances_one_after_another(build):
    graph = build()
    assert group(graph).inputs["instanceRefresh"] == {
        "strategy": "Rolling",
        "preferences": {
            "minHealthyPercentage": 100,
            "maxHealthyPercentage": 110,
            "skipMatching": True,
        },
    }, "with autoRollback, a version that fails would be replaced by itself"
    assert wired(graph, group(graph), "launchTemplate") == {("LaunchTemplate", "shop-app")}
    assert group(graph).inputs["launchTemplate"]["version"] == "1", "$Latest would start no instance refresh"


def test_no_instance_starts_before_its_permissions(build):
    graph = build()
    awaited = {graph.get(urn).type.rpartition(":")[2] for urn in group(graph).dependencies}
    assert {"RolePolicy", "RolePolicyAttachment"} <= awaited


def test_an_instance_may_do_this_and_nothing_else(build):
    graph = build()
    role = the(graph, "aws:iam/role:Role")
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    attachment = the(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    log_group = the(graph, "aws:cloudwatch/logGroup:LogGroup").outputs["arn"]
    policy = json.loads(the(graph, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert {statement.pop("Sid"): statement for statement in policy["Statement"]} == {
        "ReadArtifacts": {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::artifacts/app/*",
        },
        "DecryptArtifacts": {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": f"{KEY}storage",
            "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        },
        "ReadDatabaseSecret": {
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": SECRET,
        },
        "DecryptDatabaseSecret": {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": f"{KEY}secrets",
            "Condition": {
                "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
                "StringEquals": {"kms:EncryptionContext:SecretARN": SECRET},
            },
        },
        "WriteLog": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [log_group, f"{log_group}:*"],
        },
    }


def test_the_role_reaches_the_instances(build):
    graph = build()
    for token in (
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/instanceProfile:InstanceProfile",
    ):
        assert wired(graph, the(graph, token), "role") == {("Role", "shop-app")}
    assert wired(graph, template(graph), "iamInstanceProfile") == {("InstanceProfile", "shop-app")}


def test_the_log_is_encrypted_and_kept_as_the_settings_say(build):
    log_group = the(build(), "aws:cloudwatch/logGroup:LogGroup")
    assert log_group.inputs["kmsKeyId"] == f"{KEY}logs"
    assert log_group.inputs["retentionInDays"] == 365


def test_other_tiers_are_told_where_the_application_is(build):
    graph = build()
    assert the(graph, "stagecraft:app:Application").outputs == {
        "load_balancer_dns_name": the(graph, "aws:lb/loadBalancer:LoadBalancer").outputs["dnsName"],
        "app_domain_name": "app.shop.example.com",
        "group_name": group(graph).outputs["name"],
    }
