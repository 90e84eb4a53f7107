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

from components.app import Application, ApplicationArgs, StoreWires
from settings.app import AppSettings

KEY = "arn:aws:kms:eu-west-1:111122223333:key/"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-prod-boundary"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alerts"
TAGS = {"project": "shop", "environment": "prod"}
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-master-a1b2c3"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/"
GROUP = "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/shop-prod-app"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

VALID: dict[str, Any] = {
    "artifactKey": "app/1.0.0.tar.gz",
    "artifactSha256": SHA256,
    "instanceFamilies": ["m7g", "m6g"],
    "instanceTypes": ["m7g.large", "m6g.large"],
    "rootVolumeGib": 20,
    "minInstances": 3,
    "maxInstances": 12,
    "onDemandBase": 3,
    "onDemandPercent": 40,
    "targetCpuPercent": 50,
    "targetNetworkMbps": 100,
    "predictiveScaling": "forecast-and-scale",
    "schedules": [
        {
            "name": "morning",
            "cron": "0 7 * * MON-FRI",
            "timeZone": "Europe/Dublin",
            "minInstances": 4,
            "maxInstances": 12,
            "desiredInstances": 6,
        },
        {"name": "evening", "cron": "0 20 * * *", "minInstances": 3, "maxInstances": 12},
    ],
    "logRetentionDays": 365,
}
STORES: dict[str, Any] = {
    "database_endpoint": "proxy.example.eu-west-1.rds.amazonaws.com:5432",
    "database_reader_endpoints": ["r1.example:5432", "r2.example:5432"],
    "database_secret_arn": SECRET,
    "secrets_key_arn": f"{KEY}secrets",
    "cache_endpoint": "cache.example",
    "cache_reader_endpoint": "cache-ro.example",
    "cache_port": 6379,
    "cache_name": "shop-prod",
    "cache_user_name": "shop-prod-app",
    "cache_connect_arns": ["arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:shop-prod"],
    "table_names": {"carts": "shop-carts-1a2b3c4", "orders": "shop-orders-5d6e7f8"},
    "table_arns": [f"{TABLE}shop-carts-1a2b3c4", f"{TABLE}shop-orders-5d6e7f8"],
    "tables_key_arn": f"{KEY}tables",
    "dax_endpoint": "daxs://shop.example.dax-clusters.eu-west-1.amazonaws.com",
    "dax_arn": "arn:aws:dax:eu-west-1:111122223333:cache/shop",
    "documents_bucket_name": "documents",
    "documents_bucket_arn": "arn:aws:s3:::documents",
    "storage_key_arn": f"{KEY}storage",
    "uploads_queue_name": "shop-uploads-9a8b7c6",
    "uploads_queue_arn": "arn:aws:sqs:eu-west-1:111122223333:shop-uploads-9a8b7c6",
    "messages_key_arn": f"{KEY}messages",
    "customers_key_arn": f"{KEY}customers",
}


def program(*, ingress: Any = "cloudfront", stores: dict[str, Any] | None = None, **changes: Any) -> Any:
    """Return a program of one application tier with some settings, stores or its ingress changed."""

    def run():
        Application(
            "shop",
            ApplicationArgs(
                settings=AppSettings.model_validate_json(json.dumps({**VALID, **changes}), by_name=True),
                tags=TAGS,
                ingress=ingress,
                account_id="111122223333",
                region="eu-west-1",
                vpc_id="vpc-0a",
                public_subnet_ids=pulumi.Output.from_input(["subnet-0a", "subnet-0b"]),
                app_subnet_ids=pulumi.Output.from_input(["subnet-1a", "subnet-1b"]),
                outbound_subnet_ids=pulumi.Output.from_input(["subnet-1a", "subnet-1b"]),
                elb_group_id="sg-0e",
                app_group_id="sg-0a",
                certificate_arn="arn:aws:acm:eu-west-1:111122223333:certificate/c",
                zone_id="Z0SHOP",
                domain_name="shop.example.com",
                regional_acl_arn="arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1a",
                access_log_bucket_name="access-logs",
                compute_key_arn=f"{KEY}compute",
                logs_key_arn=f"{KEY}logs",
                boundary_arn=BOUNDARY,
                alerts_topic_arn=TOPIC,
                artifact_bucket_arn="arn:aws:s3:::artifacts",
                stores=StoreWires(**{**STORES, **(stores or {})}),
            ),
        )

    return run


@pytest.fixture
def build(record):
    """Return a function that records an application tier, changed as `program` can change it."""
    return lambda **changes: record(program(**changes), stack="prod")


def the(graph, token, name=None):
    [found] = [one for one in graph.of_type(token) if name in (None, one.name)]
    return found


def template(graph):
    return the(graph, "aws:ec2/launchTemplate:LaunchTemplate")


def group(graph):
    return the(graph, "aws:autoscaling/group:Group")


def role(graph, name="shop-app"):
    return the(graph, "aws:iam/role:Role", name)


def statements(graph, name="shop-app"):
    policy = json.loads(the(graph, "aws:iam/rolePolicy:RolePolicy", name).inputs["policy"])
    return {statement.pop("Sid"): statement for statement in policy["Statement"]}


def wired(graph, resource, key):
    """Return the resources that a property depends on, as type and logical name."""
    urns = resource.property_dependencies.get(key, ())
    return {(graph.get(urn).type.rpartition(":")[2], graph.get(urn).name) for urn in urns}


def test_the_tier_has_exactly_these_resources(build):
    graph = build()
    assert Counter(resource.type.rpartition(":")[2] for resource in graph.resources if resource.parent) == {
        "Application": 1,
        # the way in
        "LoadBalancer": 1,
        "Listener": 2,
        "ListenerRule": 1,
        "TargetGroup": 1,
        "WebAclAssociation": 1,
        "Record": 1,
        # what an instance starts with
        "LogGroup": 1,
        "Role": 2,
        "RolePolicy": 2,
        "RolePolicyAttachment": 1,
        "InstanceProfile": 1,
        "Parameter": 5,
        "LaunchTemplate": 1,
        # the group
        "Group": 1,
        "LifecycleHook": 2,
        "Policy": 4,
        "Schedule": 2,
        # its deployments
        "MetricAlarm": 2,
        "Document": 1,
        "Association": 1,
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
        "connectionLogs": {"bucket": "access-logs", "prefix": "alb-connections", "enabled": True},
        "healthCheckLogs": {"bucket": "access-logs", "prefix": "alb-health-checks", "enabled": True},
    }


def test_behind_a_vpc_origin_the_load_balancer_has_no_public_address(build):
    balancer = the(build(ingress="vpc-origin"), "aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["internal"] is True
    assert balancer.inputs["subnets"] == ["subnet-1a", "subnet-1b"]


@pytest.mark.parametrize("ingress", ["internet", "cloudfront"])
def test_the_public_load_balancer_stands_in_the_public_subnets(build, ingress):
    balancer = the(build(ingress=ingress), "aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["internal"] is False


def test_the_load_balancer_can_be_deleted_where_the_settings_say(build):
    balancer = the(build(deletionProtection=False), "aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["enableDeletionProtection"] is False


def test_the_web_acl_stands_in_front_of_the_load_balancer(build):
    graph = build()
    association = the(graph, "aws:wafv2/webAclAssociation:WebAclAssociation")
    assert association.inputs["webAclArn"] == "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1a"
    assert wired(graph, association, "resourceArn") == {("LoadBalancer", "shop-alb")}


def test_http_is_redirected_and_https_speaks_the_recommended_policy(build):
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
    for listener in listeners.values():
        assert wired(graph, listener, "loadBalancerArn") == {("LoadBalancer", "shop-alb")}


# With AWS's recommendation among them, of 2026-11-20; neither botocore nor cfn-lint lists the names:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_1_3_WITH_POST_QUANTUM = {
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
}


def test_the_tls_policy_is_one_that_aws_has():
    from components.app.load_balancer import TLS_POLICY

    assert TLS_POLICY in TLS_1_3_WITH_POST_QUANTUM


def test_only_the_api_under_its_own_name_reaches_the_instances(build):
    graph = build(healthCheckPath="/ready")
    https = the(graph, "aws:lb/listener:Listener", "shop-https")
    assert https.inputs["defaultActions"] == [
        {
            "type": "fixed-response",
            "fixedResponse": {
                "contentType": "text/plain",
                "statusCode": "404",
                "messageBody": "Not found",
            },
        }
    ]
    rule = the(graph, "aws:lb/listenerRule:ListenerRule")
    assert rule.inputs["conditions"] == [
        {"hostHeader": {"values": ["app.shop.example.com"]}},
        {"pathPattern": {"values": ["/api/*", "/ready"]}},
    ]
    target_group = the(graph, "aws:lb/targetGroup:TargetGroup")
    assert rule.inputs["actions"] == [{"type": "forward", "targetGroupArn": target_group.outputs["arn"]}]
    assert wired(graph, rule, "listenerArn") == {("Listener", "shop-https")}
    assert wired(graph, rule, "actions") == {("TargetGroup", "shop-app")}


def test_the_way_to_the_instances_is_encrypted(build):
    graph = build(port=9443, healthCheckPath="/ready", drainSeconds=30)
    target_group = the(graph, "aws:lb/targetGroup:TargetGroup")
    assert target_group.inputs["protocol"] == "HTTPS"
    assert target_group.inputs["port"] == 9443
    assert target_group.inputs["vpcId"] == "vpc-0a"
    assert target_group.inputs["targetType"] == "instance"
    assert target_group.inputs["deregistrationDelay"] == 30
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
    assert inputs["placement"] == {"tenancy": "default"}
    assert "keyName" not in inputs, "no one logs in by SSH"


def test_an_instance_can_have_its_hardware_to_itself(build):
    assert template(build(tenancy="dedicated")).inputs["placement"] == {"tenancy": "dedicated"}


def test_a_preview_can_show_the_image(build):
    from guardrails.values import Secret

    image = template(build()).inputs["imageId"]
    assert image.startswith("ami-")
    assert not isinstance(image, Secret), "what is about to replace the instances must be legible"


def test_an_image_is_promoted_by_its_id(build):
    image = "ami-0123456789abcdef0"
    assert template(build(image={"id": image})).inputs["imageId"] == image


def test_an_image_named_by_an_own_parameter_is_looked_up_at_the_up(build):
    inputs = template(build(image={"parameter": "/shop/images/app"})).inputs
    assert not inputs["imageId"].startswith("resolve:"), "Auto Scaling does not roll back to an alias"


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


def test_the_boot_script_is_told_what_to_start_and_where_everything_is(build):
    graph = build(port=9443, artifactKey="app/2.0.0.tar.gz", drainSeconds=30)
    script = base64.b64decode(template(graph).inputs["userData"]).decode()
    assert script.partition("# The first boot")[0].splitlines() == [
        "#!/bin/bash",
        "ARTIFACT=s3://artifacts/app/2.0.0.tar.gz",
        f"ARTIFACT_SHA256={SHA256}",
        "PORT=9443",
        "HEALTH_PATH=/healthz",
        "GROUP=shop-prod-app",
        "LAUNCH_HOOK=launch",
        "TERMINATE_HOOK=terminate",
        "DRAIN_SECONDS=30",
        "WAIT_SECONDS=1500",
        "PARAMETER_PATH=/shop/prod/app",
        "PARAMETERS='DATABASE_ENDPOINT DATABASE_READER_ENDPOINTS CACHE_ENDPOINT CACHE_READER_ENDPOINT "
        "DAX_ENDPOINT'",
        f"ENVIRONMENT='DATABASE_SECRET_ARN={SECRET}",
        "CACHE_NAME=shop-prod",
        "CACHE_USER=shop-prod-app",
        "CARTS_TABLE=shop-carts-1a2b3c4",
        "ORDERS_TABLE=shop-orders-5d6e7f8",
        "DOCUMENTS_BUCKET=documents",
        "UPLOADS_QUEUE_URL=https://sqs.eu-west-1.amazonaws.com/111122223333/shop-uploads-9a8b7c6",
        f"CUSTOMERS_KEY_ARN={KEY}customers'",
        "LOG_GROUP=/shop/prod/app",
        "METRICS=shop/prod",
    ]


def parameters(graph):
    return {
        parameter.inputs["name"]: parameter.inputs["insecureValue"]
        for parameter in graph.of_type("aws:ssm/parameter:Parameter")
    }


def test_an_endpoint_holds_up_its_parameter_and_not_the_template(build):
    graph = build()
    assert parameters(graph) == {
        "/shop/prod/app/DATABASE_ENDPOINT": "proxy.example.eu-west-1.rds.amazonaws.com:5432",
        "/shop/prod/app/DATABASE_READER_ENDPOINTS": f"r1.example:5432,r2.example:5432,{STORES['database_endpoint']}",
        "/shop/prod/app/CACHE_ENDPOINT": "cache.example:6379",
        "/shop/prod/app/CACHE_READER_ENDPOINT": "cache-ro.example:6379",
        "/shop/prod/app/DAX_ENDPOINT": "daxs://shop.example.dax-clusters.eu-west-1.amazonaws.com",
    }
    assert {parameter.inputs["type"] for parameter in graph.of_type("aws:ssm/parameter:Parameter")} == {
        "String"
    }


def test_without_a_replica_the_application_reads_where_it_writes(build):
    graph = build(stores={"database_reader_endpoints": []})
    assert parameters(graph)["/shop/prod/app/DATABASE_READER_ENDPOINTS"] == STORES["database_endpoint"]


def test_without_dax_the_application_is_told_of_none(build):
    graph = build(stores={"dax_endpoint": None, "dax_arn": None})
    assert "/shop/prod/app/DAX_ENDPOINT" not in parameters(graph)
    assert "UseDax" not in statements(graph)
    assert "DAX_ENDPOINT" not in base64.b64decode(template(graph).inputs["userData"]).decode()


def test_the_group_keeps_its_size_to_scaling(build):
    inputs = group(build()).inputs
    assert (inputs["minSize"], inputs["maxSize"]) == (3, 12)
    assert "desiredCapacity" not in inputs, "an up must not undo what scaling did"
    assert inputs["waitForCapacityTimeout"] == "0", "the artifact's bucket is made by the same up"


def test_the_group_follows_cpu_and_network_together(build):
    graph = build()
    policies = {
        policy.name: policy
        for policy in graph.of_type("aws:autoscaling/policy:Policy")
        if policy.inputs["policyType"] == "TargetTrackingScaling"
    }
    assert {name: policy.inputs["targetTrackingConfiguration"] for name, policy in policies.items()} == {
        f"shop-app-{role}": {
            "targetValue": target,
            "predefinedMetricSpecification": {"predefinedMetricType": metric},
        }
        for role, metric, target in (
            ("cpu", "ASGAverageCPUUtilization", 50),
            ("network-in", "ASGAverageNetworkIn", 750e6),
            ("network-out", "ASGAverageNetworkOut", 750e6),
        )
    }
    for policy in policies.values():
        assert wired(graph, policy, "autoscalingGroupName") == {("Group", "shop-app")}


def test_the_forecast_scales_out_within_the_most_instances(build):
    policy = the(build(), "aws:autoscaling/policy:Policy", "shop-app-forecast")
    assert policy.inputs["policyType"] == "PredictiveScaling"
    assert policy.inputs["predictiveScalingConfiguration"] == {
        "mode": "ForecastAndScale",
        "metricSpecification": {
            "targetValue": 50,
            "predefinedMetricPairSpecification": {"predefinedMetricType": "ASGCPUUtilization"},
        },
        "maxCapacityBreachBehavior": "HonorMaxCapacity",
        "schedulingBufferTime": "300",
    }


def test_each_schedule_changes_the_size_by_the_clock(build):
    graph = build()
    schedules = {one.name: one.inputs for one in graph.of_type("aws:autoscaling/schedule:Schedule")}
    assert {
        name: {key: value for key, value in inputs.items() if key != "region"}
        for name, inputs in schedules.items()
    } == {
        "shop-app-morning": {
            "scheduledActionName": "morning",
            "autoscalingGroupName": "shop-prod-app",
            "recurrence": "0 7 * * MON-FRI",
            "timeZone": "Europe/Dublin",
            "minSize": 4,
            "maxSize": 12,
            "desiredCapacity": 6,
        },
        "shop-app-evening": {
            "scheduledActionName": "evening",
            "autoscalingGroupName": "shop-prod-app",
            "recurrence": "0 20 * * *",
            "timeZone": "Etc/UTC",
            "minSize": 3,
            "maxSize": 12,
            # The provider would take a missing one for 0.
            "desiredCapacity": -1,
        },
    }


def test_the_group_stands_in_the_app_subnets_and_replaces_what_the_load_balancer_finds_ill(build):
    graph = build()
    inputs = group(graph).inputs
    assert inputs["name"] == "shop-prod-app"
    assert inputs["vpcZoneIdentifiers"] == ["subnet-1a", "subnet-1b"]
    assert inputs["healthCheckType"] == "ELB"
    assert inputs["targetGroupArns"] == [the(graph, "aws:lb/targetGroup:TargetGroup").outputs["arn"]]
    assert wired(graph, group(graph), "targetGroupArns") == {("TargetGroup", "shop-app")}
    assert inputs["instanceMaintenancePolicy"] == {"minHealthyPercentage": 100, "maxHealthyPercentage": 110}


def test_the_first_instances_are_the_mix_that_the_settings_say(build):
    graph = build()
    inputs = group(graph).inputs
    assert inputs["capacityRebalance"] is True
    assert inputs["mixedInstancesPolicy"] == {
        "launchTemplate": {
            "launchTemplateSpecification": {
                "launchTemplateId": template(graph).outputs["id"],
                "version": "1",
            },
            "overrides": [{"instanceType": "m7g.large"}, {"instanceType": "m6g.large"}],
        },
        "instancesDistribution": {
            "onDemandAllocationStrategy": "prioritized",
            "onDemandBaseCapacity": 3,
            "onDemandPercentageAboveBaseCapacity": 40,
            "spotAllocationStrategy": "price-capacity-optimized",
        },
    }
    assert wired(graph, group(graph), "mixedInstancesPolicy") == {("LaunchTemplate", "shop-app")}


def test_what_the_group_says_is_what_a_failed_refresh_goes_back_to(build, record_raw):
    assert "instanceRefresh" not in group(build()).inputs, "the provider saves the new version first"
    options = {
        one.type.rpartition(":")[2]: one.options
        for one in record_raw(program(), stack="prod").deployment.all()
    }
    assert options["Group"]["ignoreChanges"] == ["mixedInstancesPolicy"]
    assert options["Association"]["replaceOnChanges"] == ["*"], "AWS refuses an update without targets"


def test_each_version_of_the_runbook_runs_once(build):
    graph = build()
    association = the(graph, "aws:ssm/association:Association")
    assert wired(graph, association, "name") == {("Document", "shop-app-deploy")}
    assert wired(graph, association, "documentVersion") == {("Document", "shop-app-deploy")}
    assert "targets" not in association.inputs
    awaited = {
        (graph.get(urn).type.rpartition(":")[2], graph.get(urn).name) for urn in association.dependencies
    }
    assert {("Group", "shop-app"), ("RolePolicy", "shop-app-deploy")} <= awaited


def test_the_runbook_starts_the_refresh_to_the_newest_version(build):
    graph = build()
    document = the(graph, "aws:ssm/document:Document")
    assert (document.inputs["documentType"], document.inputs["documentFormat"]) == ("Automation", "JSON")
    content = json.loads(document.inputs["content"])
    start = content["mainSteps"][-1]["inputs"]
    specification = start["DesiredConfiguration"]["MixedInstancesPolicy"]["LaunchTemplate"]
    assert specification["LaunchTemplateSpecification"] == {
        "LaunchTemplateId": template(graph).outputs["id"],
        "Version": "1",
    }
    assert start["AutoScalingGroupName"] == "shop-prod-app"
    assert content["assumeRole"] == role(graph, "shop-app-deploy").outputs["arn"]
    alarms = [alarm.outputs["name"] for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")]
    assert sorted(alarms) == sorted(start["Preferences"]["AlarmSpecification"]["Alarms"])
    assert {("LaunchTemplate", "shop-app"), ("MetricAlarm", "shop-app-errors")} <= wired(
        graph, document, "content"
    )


def test_errors_that_visitors_see_count_as_a_bad_version(build):
    graph = build(rollout={"errorPercent": 7})
    alarm = the(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", "shop-app-errors")
    assert (alarm.inputs["threshold"], alarm.inputs["evaluationPeriods"]) == (7, 3)
    assert alarm.inputs["comparisonOperator"] == "GreaterThanThreshold"
    assert alarm.inputs["treatMissingData"] == "notBreaching", "no requests are no errors"
    share, *metrics = alarm.inputs["metricQueries"]
    assert share["expression"] == (
        "IF(requests >= 20, 100 * (FILL(target, 0) + FILL(balancer, 0)) / requests, 0)"
    )
    assert {query["id"]: query["metric"]["metricName"] for query in metrics} == {
        "requests": "RequestCount",
        "target": "HTTPCode_Target_5XX_Count",
        "balancer": "HTTPCode_ELB_5XX_Count",
    }
    balancer = the(graph, "aws:lb/loadBalancer:LoadBalancer").outputs["arnSuffix"]
    assert {query["metric"]["dimensions"]["LoadBalancer"] for query in metrics} == {balancer}


def test_an_instance_that_stays_ill_counts_as_a_bad_version(build):
    graph = build(rollout={"unhealthyMinutes": 4})
    alarm = the(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", "shop-app-unhealthy")
    assert (alarm.inputs["metricName"], alarm.inputs["statistic"]) == ("UnHealthyHostCount", "Maximum")
    assert (alarm.inputs["threshold"], alarm.inputs["evaluationPeriods"], alarm.inputs["period"]) == (
        0,
        4,
        60,
    )
    assert alarm.inputs["dimensions"] == {
        "LoadBalancer": the(graph, "aws:lb/loadBalancer:LoadBalancer").outputs["arnSuffix"],
        "TargetGroup": the(graph, "aws:lb/targetGroup:TargetGroup").outputs["arnSuffix"],
    }


def test_people_are_told_of_alarms(build):
    graph = build()
    for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        assert (alarm.inputs["alarmActions"], alarm.inputs["okActions"]) == ([TOPIC], [TOPIC])


def test_an_instance_comes_in_when_it_says_so_and_goes_when_it_is_done(build):
    graph = build(drainSeconds=30)
    hooks = {
        hook.inputs["name"]: hook for hook in graph.of_type("aws:autoscaling/lifecycleHook:LifecycleHook")
    }
    assert {
        name: (
            hook.inputs["lifecycleTransition"],
            hook.inputs["defaultResult"],
            hook.inputs["heartbeatTimeout"],
        )
        for name, hook in hooks.items()
    } == {
        "launch": ("autoscaling:EC2_INSTANCE_LAUNCHING", "ABANDON", 1800),
        "terminate": ("autoscaling:EC2_INSTANCE_TERMINATING", "CONTINUE", 150),
    }
    for hook in hooks.values():
        assert wired(graph, hook, "autoscalingGroupName") == {("Group", "shop-app")}


@pytest.mark.parametrize("seconds", [0, 3600])
def test_the_hooks_last_as_long_as_auto_scaling_lets_them(build, seconds):
    graph = build(drainSeconds=seconds, onDemandPercent=100)
    for hook in graph.of_type("aws:autoscaling/lifecycleHook:LifecycleHook"):
        assert 30 <= hook.inputs["heartbeatTimeout"] <= 7200


def test_no_instance_starts_before_its_permissions(build):
    graph = build()
    awaited = {graph.get(urn).type.rpartition(":")[2] for urn in group(graph).dependencies}
    assert {"RolePolicy", "RolePolicyAttachment", "LogGroup"} <= awaited


def test_an_instance_boots_and_reports_by_its_role(build):
    graph = build()
    assert json.loads(role(graph).inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    attachment = the(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    allowed = statements(graph)
    place = "eu-west-1:111122223333"
    own = ("ReadArtifacts", "ReadParameters", "AnswerLifecycleHooks", "WriteLog", "ReportMetrics")
    assert {sid: allowed[sid] for sid in own} == {
        "ReadArtifacts": {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::artifacts/app/*",
        },
        "ReadParameters": {
            "Effect": "Allow",
            "Action": "ssm:GetParametersByPath",
            "Resource": [
                f"arn:aws:ssm:{place}:parameter/shop/prod/app",
                f"arn:aws:ssm:{place}:parameter/shop/prod/app/*",
            ],
        },
        "AnswerLifecycleHooks": {
            "Effect": "Allow",
            "Action": "autoscaling:CompleteLifecycleAction",
            "Resource": GROUP,
        },
        "WriteLog": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [
                f"arn:aws:logs:{place}:log-group:/shop/prod/app",
                f"arn:aws:logs:{place}:log-group:/shop/prod/app:*",
            ],
        },
        "ReportMetrics": {
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": "shop/prod"}},
        },
    }


def via(service):
    return {"StringLike": {"kms:ViaService": f"{service}.*.amazonaws.com"}}


def test_an_instance_reaches_its_stores_and_nothing_else(build):
    allowed = statements(build())
    boot = {"ReadArtifacts", "ReadParameters", "AnswerLifecycleHooks", "WriteLog", "ReportMetrics"}
    items = ["BatchGetItem", "ConditionCheckItem", "GetItem", "Query"]
    items += ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"]
    tables = STORES["table_arns"]
    assert {sid: statement for sid, statement in allowed.items() if sid not in boot} == {
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
                **via("secretsmanager"),
                "StringEquals": {"kms:EncryptionContext:SecretARN": SECRET},
            },
        },
        "ConnectToCache": {
            "Effect": "Allow",
            "Action": "elasticache:Connect",
            "Resource": STORES["cache_connect_arns"],
        },
        "UseTables": {
            "Effect": "Allow",
            "Action": ["dynamodb:DescribeTable", *(f"dynamodb:{item}" for item in items)],
            "Resource": [tables[0], f"{tables[0]}/index/*", tables[1], f"{tables[1]}/index/*"],
        },
        "DecryptTables": {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": f"{KEY}tables",
            "Condition": via("dynamodb"),
        },
        "UseDax": {
            "Effect": "Allow",
            "Action": [f"dax:{item}" for item in items],
            "Resource": STORES["dax_arn"],
        },
        "UseDocuments": {
            "Effect": "Allow",
            "Action": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::documents/*",
        },
        "ListDocuments": {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::documents",
        },
        "EncryptDocuments": {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": f"{KEY}storage",
            "Condition": via("s3"),
        },
        "WorkOnUploads": {
            "Effect": "Allow",
            "Action": [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            "Resource": STORES["uploads_queue_arn"],
        },
        "DecryptUploads": {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": f"{KEY}messages",
            "Condition": via("sqs"),
        },
        "SealCustomerData": {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": f"{KEY}customers",
            "Condition": {"Null": {"kms:EncryptionContext:customer_id": "false"}},
        },
    }


def test_a_deployment_may_refresh_the_one_group_from_the_one_template(build):
    graph = build()
    assert statements(graph, "shop-app-deploy") == {
        "RefreshInstances": {
            "Effect": "Allow",
            "Action": ["autoscaling:CancelInstanceRefresh", "autoscaling:StartInstanceRefresh"],
            "Resource": GROUP,
        },
        "ReadAlarms": {
            "Effect": "Allow",
            "Action": "cloudwatch:DescribeAlarms",
            "Resource": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*",
        },
        "LaunchFromTheTemplate": {
            "Effect": "Allow",
            "Action": "ec2:RunInstances",
            "Resource": "*",
            "Condition": {"ArnEquals": {"ec2:LaunchTemplate": template(graph).outputs["arn"]}},
        },
        "TagWhatIsLaunched": {
            "Effect": "Allow",
            "Action": "ec2:CreateTags",
            "Resource": "arn:aws:ec2:eu-west-1:111122223333:*/*",
            "Condition": {"StringEquals": {"ec2:CreateAction": "RunInstances"}},
        },
        "PassTheInstanceRole": {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": role(graph).outputs["arn"],
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        },
    }
    [trust] = json.loads(role(graph, "shop-app-deploy").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "ssm.amazonaws.com"}


def test_every_role_carries_the_boundary(build):
    assert {one.inputs["permissionsBoundary"] for one in build().of_type("aws:iam/role:Role")} == {BOUNDARY}


def test_the_role_reaches_the_instances(build):
    graph = build()
    for token in (
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/instanceProfile:InstanceProfile",
    ):
        [resource] = [one for one in graph.of_type(token) if one.name != "shop-app-deploy"]
        assert wired(graph, resource, "role") == {("Role", "shop-app")}
    assert wired(graph, template(graph), "iamInstanceProfile") == {("InstanceProfile", "shop-app")}


def test_the_log_is_encrypted_and_kept_as_the_settings_say(build):
    log_group = the(build(), "aws:cloudwatch/logGroup:LogGroup")
    assert log_group.inputs["name"] == "/shop/prod/app"
    assert log_group.inputs["kmsKeyId"] == f"{KEY}logs"
    assert log_group.inputs["retentionInDays"] == 365


def test_other_tiers_are_told_where_the_application_is(build):
    graph = build()
    balancer = the(graph, "aws:lb/loadBalancer:LoadBalancer").outputs
    alarms = {
        alarm.name: alarm.outputs["arn"] for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    }
    assert the(graph, "stagecraft:app:Application").outputs == {
        "load_balancer_arn": balancer["arn"],
        "load_balancer_arn_suffix": balancer["arnSuffix"],
        "load_balancer_dns_name": balancer["dnsName"],
        "target_group_arn_suffix": the(graph, "aws:lb/targetGroup:TargetGroup").outputs["arnSuffix"],
        "app_domain_name": "app.shop.example.com",
        "group_name": "shop-prod-app",
        "log_group_name": "/shop/prod/app",
        "role_name": role(graph).outputs["name"],
        "alarm_arns": {"errors": alarms["shop-app-errors"], "unhealthy": alarms["shop-app-unhealthy"]},
        "deployment_document_name": the(graph, "aws:ssm/document:Document").outputs["name"],
    }
