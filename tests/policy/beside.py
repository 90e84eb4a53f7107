"""Inputs of what stands beside other resources: only rules on whole stacks look at it."""

import json
from typing import Any, Final

_ARN: Final = "arn:aws:sqs:eu-west-1:123456789012:dead-letters"

BESIDE: Final[dict[str, dict[str, Any]]] = {
    "appautoscaling/target": {"resourceId": "table/orders", "serviceNamespace": "dynamodb"},
    "autoscaling/attachment": {"autoscalingGroupName": "app", "lbTargetGroupArn": "arn"},
    "backup/selection": {
        "resources": ["arn:aws:rds:*:*:db:*"],
        "notResources": ["arn:aws:rds:*:*:db:scratch"],
        "selectionTags": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}],
        "conditions": {"stringEquals": [{"key": "aws:ResourceTag/environment", "value": "prod"}]},
    },
    "backup/vaultLockConfiguration": {"backupVaultName": "vault", "minRetentionDays": 7},
    "cfg/recorder": {"name": "default", "recordingGroup": {"allSupported": True}},
    "cfg/recorderStatus": {"name": "default", "isEnabled": True},
    "cloudwatch/compositeAlarm": {
        "alarmRule": 'ALARM("cpu")',
        "alarmActions": ["arn"],
        "actionsEnabled": True,
    },
    "cloudwatch/eventTarget": {"deadLetterConfig": {"arn": _ARN}},
    "cloudwatch/logDelivery": {"deliverySourceName": "source"},
    "cloudwatch/logDeliverySource": {"name": "source", "resourceArn": "arn"},
    "cloudwatch/metricAlarm": {"name": "cpu", "alarmActions": ["arn"], "actionsEnabled": True},
    "ecr/lifecyclePolicy": {"repository": "app"},
    "ecr/registryScanningConfiguration": {"rules": [{"scanFrequency": "SCAN_ON_PUSH"}]},
    "ec2/networkAcl": {"subnetIds": ["subnet-1"]},
    "ec2/networkAclAssociation": {"networkAclId": "acl-1", "subnetId": "subnet-1"},
    "ec2/vpcEndpoint": {
        "serviceName": "com.amazonaws.eu-west-1.ssm",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
    },
    "efs/backupPolicy": {"fileSystemId": "fs-1", "backupPolicy": {"status": "ENABLED"}},
    "iam/accountPasswordPolicy": {},
    "lambda/eventSourceMapping": {"destinationConfig": {"onFailure": {"destinationArn": _ARN}}},
    "lambda/functionEventInvokeConfig": {
        "functionName": "orders",
        "destinationConfig": {"onFailure": {"destination": _ARN}},
    },
    "opensearch/serverlessCollection": {"encryptionConfigs": [{"awsOwnedKey": False, "kmsKeyArn": "arn"}]},
    "rds/clusterSnapshotCopy": {"kmsKeyId": "arn", "sourceDbClusterSnapshotIdentifier": "taken"},
    "redshift/logging": {"clusterIdentifier": "dw", "logDestinationType": "cloudwatch"},
    "route53/hostedZoneDnsSec": {"hostedZoneId": "Z1", "signingStatus": "SIGNING"},
    "route53/queryLog": {"zoneId": "Z1"},
    "route53/zone": {"name": "shop.example.com", "vpcs": [{"vpcId": "vpc-1"}]},
    "s3/bucketReplicationConfig": {"bucket": "orders", "rules": [{"destination": {"bucket": "arn"}}]},
    "sqs/redriveAllowPolicy": {"queueUrl": "https://orders", "redriveAllowPolicy": "{}"},
    "sqs/redrivePolicy": {
        "queueUrl": "https://orders",
        "redrivePolicy": json.dumps({"deadLetterTargetArn": _ARN, "maxReceiveCount": 5}),
    },
    "wafv2/webAclAssociation": {"resourceArn": "arn", "webAclArn": "arn"},
    "wafv2/webAclLoggingConfiguration": {"resourceArn": "arn", "logDestinationConfigs": ["arn"]},
    "wafv2/webAclRule": {"webAclArn": "arn", "statement": {}},
}
