"""Resources that keep every rule, and ways to make graphs of them: what the rule tests start from."""

import json
from typing import Any

from guardrails.graph import Graph
from guardrails.resource import Resource
from guardrails.tokens import aws
from guardrails.values import decode

from tests.policy.access import ACCESS
from tests.policy.beside import BESIDE
from tests.policy.services import KEY, SERVICES
from tests.policy.tables import merge, table_props

UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
REMOVED = object()

TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
ANYONE_MAY_READ = {
    "grants": [{"permission": "READ", "uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]
}
ACCOUNT_ONLY = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "*",
    "Resource": "*",
}


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


_POLICY = {"policy": document(ACCOUNT_ONLY)}
_KEY_POLICY = {"policy": document({**ACCOUNT_ONLY, "Action": ["kms:Describe*", "kms:Put*"]})}
_DATABASE = {"storageEncrypted": True, "kmsKeyId": KEY, "deletionProtection": True}
_CLUSTER = {
    "iamDatabaseAuthenticationEnabled": True,
    **_DATABASE,
    "backupRetentionPeriod": 7,
    "enabledCloudwatchLogsExports": ["audit", "postgresql"],
}
_BLOCK = {
    "blockPublicAcls": True,
    "blockPublicPolicy": True,
    "ignorePublicAcls": True,
    "restrictPublicBuckets": True,
}
_DISK = {"encrypted": True, "kmsKeyId": KEY}
_MACHINE = {
    "associatePublicIpAddress": False,
    "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
    "rootBlockDevice": _DISK,
    "ebsBlockDevices": [_DISK],
}
_LOAD_BALANCER = {
    "loadBalancerType": "application",
    "accessLogs": {"bucket": "logs", "enabled": True},
    "connectionLogs": {"bucket": "logs", "enabled": True},
    "desyncMitigationMode": "defensive",
    "dropInvalidHeaderFields": True,
    "enableDeletionProtection": True,
}
_LISTENER = {
    "port": 443,
    "protocol": "HTTPS",
    "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "defaultActions": [{"type": "forward", "targetGroupArn": "arn"}],
}
_SEARCH = {
    "encryptAtRest": {"enabled": True, "kmsKeyId": KEY},
    "nodeToNodeEncryption": {"enabled": True},
    "domainEndpointOptions": {
        "enforceHttps": True,
        "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    },
    "vpcOptions": {"subnetIds": ["subnet-data"]},
    "advancedSecurityOptions": {"enabled": True, "anonymousAuthEnabled": False},
    "logPublishingOptions": [
        {"logType": "AUDIT_LOGS", "cloudwatchLogGroupArn": "arn"},
        {"logType": "ES_APPLICATION_LOGS", "cloudwatchLogGroupArn": "arn", "enabled": True},
    ],
    "clusterConfig": {
        "dedicatedMasterCount": 3,
        "dedicatedMasterEnabled": True,
        "zoneAwarenessEnabled": True,
    },
}

_COMPLIANT: dict[str, dict[str, Any]] = (
    {
        "alb/listener": _LISTENER,
        "alb/loadBalancer": _LOAD_BALANCER,
        "alb/targetGroup": {"protocol": "HTTPS"},
        "backup/vault": {"kmsKeyArn": KEY},
        "cloudfront/distribution": {
            "defaultRootObject": "index.html",
            "webAclId": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1",
            "originGroups": [{"originId": "either", "members": [{"originId": "app"}, {"originId": "site"}]}],
            "origins": [
                {
                    "originId": "app",
                    "domainName": "app.example.com",
                    "customOriginConfig": {
                        "originProtocolPolicy": "https-only",
                        "originSslProtocols": ["TLSv1.2"],
                    },
                },
                {"originId": "site", "domainName": "site.s3.amazonaws.com", "originAccessControlId": "E1"},
            ],
            "defaultCacheBehavior": {
                "viewerProtocolPolicy": "redirect-to-https",
                "responseHeadersPolicyId": "p",
            },
            "orderedCacheBehaviors": [{"viewerProtocolPolicy": "https-only", "responseHeadersPolicyId": "p"}],
            "viewerCertificate": {
                "acmCertificateArn": "arn",
                "minimumProtocolVersion": "TLSv1.2_2021",
                "sslSupportMethod": "sni-only",
            },
        },
        "cloudfront/vpcOrigin": {
            "vpcOriginEndpointConfig": {
                "arn": "arn",
                "originProtocolPolicy": "https-only",
                "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
            }
        },
        "cloudtrail/trail": {
            "kmsKeyId": KEY,
            "enableLogFileValidation": True,
            "cloudWatchLogsGroupArn": "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*",
        },
        "cloudwatch/logGroup": {"retentionInDays": 365, "kmsKeyId": KEY},
        "dax/cluster": {
            "serverSideEncryption": {"enabled": True},
            "clusterEndpointEncryptionType": "TLS",
            "replicationFactor": 3,
        },
        "dms/replicationInstance": {
            "publiclyAccessible": False,
            "kmsKeyArn": KEY,
            "autoMinorVersionUpgrade": True,
            "multiAz": True,
        },
        "docdb/cluster": {
            **_DATABASE,
            "backupRetentionPeriod": 7,
            "enabledCloudwatchLogsExports": ["audit"],
        },
        "dynamodb/table": {
            "replicas": [{"regionName": "eu-central-1", "kmsKeyArn": KEY}],
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": KEY},
            "pointInTimeRecovery": {"enabled": True},
            "billingMode": "PAY_PER_REQUEST",
            "deletionProtectionEnabled": True,
        },
        "ebs/encryptionByDefault": {"enabled": True},
        "ebs/snapshotBlockPublicAccess": {"state": "block-all-sharing"},
        "ebs/snapshotCopy": _DISK,
        "ebs/volume": _DISK,
        "ec2/eip": {"domain": "vpc"},
        "ec2/eipAssociation": {"networkInterfaceId": "eni-1"},
        "ec2/instance": {**_MACHINE, "sourceDestCheck": True},
        "ec2/launchConfiguration": _MACHINE,
        "ec2/instanceMetadataDefaults": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
        "ec2/launchTemplate": {
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
            "networkInterfaces": [{"associatePublicIpAddress": "false"}],
            "blockDeviceMappings": [
                {"deviceName": "/dev/xvda", "ebs": {"encrypted": "true", "kmsKeyId": KEY}},
                {"deviceName": "/dev/sdb", "virtualName": "ephemeral0"},
            ],
        },
        "ec2/spotInstanceRequest": _MACHINE,
        "ecs/service": {"platformVersion": "LATEST", "networkConfiguration": {"assignPublicIp": False}},
        "ecs/taskSet": {"platformVersion": "LATEST", "networkConfiguration": {"assignPublicIp": False}},
        "efs/fileSystem": _DISK,
        "eks/cluster": {
            "enabledClusterLogTypes": ["api", "audit"],
            "version": "1.33",
            "encryptionConfig": {"provider": {"keyArn": KEY}, "resources": ["secrets"]},
            "vpcConfig": {"endpointPublicAccess": False, "endpointPrivateAccess": True},
        },
        "elasticache/cluster": {
            "engine": "redis",
            "transitEncryptionEnabled": True,
            "autoMinorVersionUpgrade": "true",
            "snapshotRetentionLimit": 1,
        },
        "elasticache/replicationGroup": {
            "engine": "redis",
            "atRestEncryptionEnabled": True,
            "transitEncryptionEnabled": True,
            "kmsKeyId": KEY,
            "autoMinorVersionUpgrade": True,
            "automaticFailoverEnabled": True,
            "userGroupIds": ["shop"],
            "multiAzEnabled": True,
            "snapshotRetentionLimit": 1,
        },
        "elasticache/serverlessCache": {
            "engine": "valkey",
            "userGroupId": "shop",
            "kmsKeyId": KEY,
            "snapshotRetentionLimit": 1,
        },
        "elasticsearch/domain": _SEARCH,
        "elb/loadBalancer": {"desyncMitigationMode": "strictest", "listeners": [{"lbProtocol": "https"}]},
        "kinesis/stream": {"encryptionType": "KMS", "kmsKeyId": KEY, "retentionPeriod": 168},
        "kms/key": {
            "enableKeyRotation": True,
            "isEnabled": True,
            "bypassPolicyLockoutSafetyCheck": False,
            **_KEY_POLICY,
        },
        "kms/keyPolicy": _KEY_POLICY,
        "kms/replicaKey": _KEY_POLICY,
        "emr/cluster": {"securityConfiguration": "encrypted"},
        "emr/securityConfiguration": {
            "configuration": json.dumps(
                {
                    "EncryptionConfiguration": {
                        "EnableAtRestEncryption": True,
                        "EnableInTransitEncryption": True,
                    }
                }
            )
        },
        "lambda/functionUrl": {
            "authorizationType": "AWS_IAM",
            "cors": {"allowOrigins": ["https://shop.example.com"]},
        },
        "lb/listener": _LISTENER,
        "lb/loadBalancer": _LOAD_BALANCER,
        "lb/targetGroup": {"protocol": "HTTPS"},
        "lightsail/instancePublicPorts": {
            "portInfos": [
                {"protocol": "tcp", "fromPort": 443, "toPort": 443},
                {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrs": ["203.0.113.7/32"]},
            ]
        },
        "memorydb/cluster": {
            "aclName": "shop",
            "tlsEnabled": True,
            "kmsKeyArn": KEY,
            "autoMinorVersionUpgrade": True,
            "numReplicasPerShard": 1,
            "snapshotRetentionLimit": 1,
        },
        "mq/broker": {
            "engineType": "ActiveMQ",
            "logs": {"general": True, "audit": "true"},
            "autoMinorVersionUpgrade": True,
            "deploymentMode": "ACTIVE_STANDBY_MULTI_AZ",
            "publiclyAccessible": False,
            "encryptionOptions": {"useAwsOwnedKey": False, "kmsKeyId": KEY},
        },
        "msk/cluster": {
            "clientAuthentication": {"sasl": {"iam": True}, "unauthenticated": False},
            "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": "kafka"}}},
            "encryptionInfo": {
                "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
                "encryptionAtRestKmsKeyArn": KEY,
            },
            "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": "DISABLED"}}},
        },
        "neptune/cluster": {
            "iamDatabaseAuthenticationEnabled": True,
            "storageEncrypted": True,
            "kmsKeyArn": KEY,
            "deletionProtection": True,
            "backupRetentionPeriod": 7,
            "enableCloudwatchLogsExports": ["audit"],
        },
        "neptune/clusterInstance": {"publiclyAccessible": False, "autoMinorVersionUpgrade": True},
        "opensearch/domain": _SEARCH,
        "rds/cluster": {
            **_CLUSTER,
            "engine": "aurora-postgresql",
            "engineVersion": "17.4",
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": KEY,
        },
        "rds/clusterInstance": {
            "monitoringInterval": 60,
            "autoMinorVersionUpgrade": True,
            "publiclyAccessible": False,
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": KEY,
        },
        "rds/clusterSnapshot": {"sharedAccounts": ["123456789012"]},
        "rds/globalCluster": {"storageEncrypted": True, "deletionProtection": True},
        "rds/instance": {
            **_DATABASE,
            "engine": "postgres",
            "engineVersion": "17.4",
            "publiclyAccessible": False,
            "multiAz": True,
            "iamDatabaseAuthenticationEnabled": True,
            "backupRetentionPeriod": 7,
            "autoMinorVersionUpgrade": True,
            "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "monitoringInterval": 60,
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": KEY,
        },
        "rds/proxy": {"requireTls": True},
        "rds/snapshot": {"sharedAccounts": ["123456789012"]},
        "rds/snapshotCopy": {"sharedAccounts": ["123456789012"]},
        "redshift/cluster": {
            "encrypted": "true",
            "kmsKeyId": KEY,
            "publiclyAccessible": False,
            "allowVersionUpgrade": True,
            "automatedSnapshotRetentionPeriod": 7,
            "enhancedVpcRouting": True,
            "masterUsername": "shop",
            "multiAz": True,
        },
        "redshift/parameterGroup": {"parameters": [{"name": "require_ssl", "value": "true"}]},
        "redshiftserverless/namespace": {
            "adminUsername": "shop",
            "kmsKeyId": KEY,
            "logExports": ["userlog", "connectionlog"],
        },
        "redshiftserverless/workgroup": {
            "enhancedVpcRouting": True,
            "publiclyAccessible": False,
            "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
        },
        "s3/accountPublicAccessBlock": _BLOCK,
        "s3/bucket": {"bucket": "orders"},
        "s3/bucketAcl": {"bucket": "orders", "acl": "private"},
        "s3/bucketAclV2": {"bucket": "orders", "acl": "private"},
        "s3/bucketPolicy": {"bucket": "orders", "policy": document(TLS_ONLY)},
        "s3/bucketPublicAccessBlock": {"bucket": "orders", **_BLOCK},
        "s3/bucketV2": {"bucket": "orders"},
        "secretsmanager/secret": {
            "kmsKeyId": KEY,
            "recoveryWindowInDays": 30,
            "replicas": [{"region": "eu-central-1", "kmsKeyId": KEY}],
            **_POLICY,
        },
        "secretsmanager/secretPolicy": _POLICY,
        "sns/topic": {"kmsMasterKeyId": KEY, **_POLICY},
        "sns/topicPolicy": _POLICY,
        "sqs/queue": {"kmsMasterKeyId": KEY, "sqsManagedSseEnabled": False, **_POLICY},
        "sqs/queuePolicy": _POLICY,
    }
    | SERVICES
    | BESIDE
)
_COMPLIANT = json.loads(json.dumps(_COMPLIANT))  # no two types share a part
for _short, _props in table_props().items():
    merge(_props, json.loads(json.dumps(_COMPLIANT.get(_short, {}))))
    _COMPLIANT[_short] = _props
for _short, _props in ACCESS.items():
    merge(_COMPLIANT.setdefault(_short, {}), json.loads(json.dumps(_props)))


def compliant_types() -> list[str]:
    """Return the types that `compliant_props` knows, as `rds/instance`."""
    return sorted(_COMPLIANT)


def compliant_props(short: str, **changes: Any) -> dict[str, Any]:
    """Return inputs that keep every rule, with changes: `{"rootBlockDevice.encrypted": False}`.

    A change to `REMOVED` takes the property away. Numbers in a path are places in a list.
    """
    props: dict[str, Any] = json.loads(json.dumps(_COMPLIANT[short]))  # a deep copy without shared parts
    for path, value in changes.items():
        change(props, path, value)
    return props


def change(props: Any, path: str, value: Any) -> None:
    """Set or remove the value at a dotted path."""
    *way, last = path.split(".")
    for step in way:
        props = props[int(step)] if isinstance(props, list) else props[step]
    key = int(last) if isinstance(props, list) else last
    if value is REMOVED:
        props.pop(key, None) if isinstance(props, dict) else props.pop(key)
    else:
        props[key] = value


def make(short: str, name: str = "it", inputs: dict[str, Any] | None = None, **more: Any) -> Resource:
    """Return a resource of a type such as `rds/instance`; its inputs are in Pulumi's wire form."""
    token = short if ":" in short else aws(short)
    fields: dict[str, Any] = {
        "urn": f"urn:pulumi:prod::shop::{token}::{name}",
        "inputs": decode(compliant_props(short) if inputs is None else inputs),
        **more,
    }
    fields["outputs"] = decode(fields.get("outputs", {}))
    fields["property_dependencies"] = {
        key: tuple(one.urn for one in on) for key, on in fields.pop("wires", {}).items()
    }
    return Resource(type=token, name=name, **fields)


def graph(*resources: Resource) -> Graph:
    """Return the graph of some resources."""
    return Graph(resources)
