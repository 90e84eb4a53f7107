"""Compliant inputs of the services around the databases and networks of `compliant.py`."""

from typing import Any, Final

KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1"

_KMS: Final = {"kmsKeyId": KEY}
_PEER: Final = {"cidrBlock": "10.1.0.0/16", "vpcPeeringConnectionId": "pcx-1"}
_DESCRIBED: Final = {"description": "HTTPS from the load balancer"}
_FROM_GROUP: Final = {
    **_DESCRIBED,
    "protocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "securityGroups": ["sg-1"],
}
_IMAGES: Final = {
    "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
    "imageTagMutability": "IMMUTABLE",
}
_UPLOADS: Final = {
    "bucket": "orders",
    "rules": [{"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}],
}

SERVICES: Final[dict[str, dict[str, Any]]] = {
    "ec2/defaultSecurityGroup": {"ingress": [_FROM_GROUP], "egress": [_FROM_GROUP]},
    "ec2/securityGroup": {**_DESCRIBED, "ingress": [_FROM_GROUP], "egress": [_FROM_GROUP]},
    "ec2/defaultRouteTable": {"routes": [_PEER]},
    "ec2/networkInterface": {"sourceDestCheck": True},
    "ec2/route": {"destinationCidrBlock": "10.1.0.0/16", "vpcPeeringConnectionId": "pcx-1"},
    "ec2/routeTable": {"routes": [_PEER]},
    "ec2/securityGroupRule": _DESCRIBED,
    "ec2/subnet": {"mapPublicIpOnLaunch": False},
    "ec2/vpcBlockPublicAccessOptions": {"internetGatewayBlockMode": "block-bidirectional"},
    "ec2/encryptionControl": {"mode": "enforce"},
    "ec2/vpcEncryptionControl": {"mode": "enforce"},
    "ec2transitgateway/transitGateway": {"autoAcceptSharedAttachments": "disable"},
    "efs/accessPoint": {"posixUser": {"uid": 1000, "gid": 1000}, "rootDirectory": {"path": "/orders"}},
    "eks/nodeGroup": {"remoteAccess": {"ec2SshKey": "key", "sourceSecurityGroupIds": ["sg-1"]}},
    "iam/role": {"permissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
    "iam/user": {"permissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
    "vpc/securityGroupEgressRule": _DESCRIBED,
    "vpc/securityGroupIngressRule": _DESCRIBED,
    "wafv2/webAcl": {
        "visibilityConfig": {"cloudwatchMetricsEnabled": True},
        "rules": [{"visibilityConfig": {"cloudwatchMetricsEnabled": True}}],
    },
    "wafv2/ruleGroup": {
        "visibilityConfig": {"cloudwatchMetricsEnabled": True},
        "rules": [{"visibilityConfig": {"cloudwatchMetricsEnabled": True}}],
    },
    "macie2/account": {"status": "ENABLED"},
    "inspector2/enabler": {"resourceTypes": ["EC2", "ECR", "LAMBDA"]},
    "guardduty/detectorFeature": {"name": "RDS_LOGIN_EVENTS", "status": "ENABLED"},
    "guardduty/detector": {
        "enable": True,
        "datasources": {"s3Logs": {"enable": True}, "kubernetes": {"auditLogs": {"enable": True}}},
    },
    "cfg/configurationAggregator": {"accountAggregationSource": {"accountIds": ["1"], "allRegions": True}},
    "apigatewayv2/stage": {"accessLogSettings": {"destinationArn": "arn"}},
    "apigateway/stage": {"accessLogSettings": {"destinationArn": "arn"}, "xrayTracingEnabled": True},
    "acm/certificate": {
        "domainName": "shop.example.com",
        "keyAlgorithm": "EC_prime256v1",
        "validationMethod": "DNS",
    },
    "apigateway/domainName": {"domainName": "api.example.com", "securityPolicy": "TLS_1_2"},
    "apigateway/integration": {"type": "HTTP_PROXY", "uri": "https://app.example.com"},
    "apigateway/methodSettings": {
        "settings": {"cachingEnabled": True, "cacheDataEncrypted": True, "dataTraceEnabled": False}
    },
    "apigateway/method": {"authorization": "AWS_IAM", "requestValidatorId": "all"},
    "apigatewayv2/api": {"corsConfiguration": {"allowOrigins": ["https://shop.example.com"]}},
    "apigatewayv2/domainName": {"domainNameConfiguration": {"securityPolicy": "TLS_1_2"}},
    "apigatewayv2/integration": {
        "integrationType": "HTTP_PROXY",
        "integrationUri": "https://app.example.com",
    },
    "athena/database": {"encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKey": KEY}},
    "athena/workgroup": {
        "configuration": {
            "enforceWorkgroupConfiguration": True,
            "resultConfiguration": {
                "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKeyArn": KEY}
            },
        }
    },
    "autoscaling/group": {
        "mixedInstancesPolicy": {
            "launchTemplate": {"overrides": [{"instanceType": "m7g.large"}, {"instanceType": "m6g.large"}]}
        }
    },
    "cloudtrail/eventDataStore": _KMS,
    "cognito/userPool": {"deletionProtection": "ACTIVE"},
    "codebuild/project": {
        "encryptionKey": KEY,
        "logsConfig": {"cloudwatchLogs": {"status": "ENABLED"}},
    },
    "dms/endpoint": {"engineName": "postgres", "kmsKeyArn": KEY},
    "dms/replicationConfig": {"computeConfig": _KMS},
    "docdb/clusterParameterGroup": {"parameters": [{"name": "tls", "value": "enabled"}]},
    "docdb/elasticCluster": _KMS,
    "docdb/globalCluster": {"deletionProtection": True},
    "dynamodb/tableReplica": {"kmsKeyArn": KEY, "deletionProtectionEnabled": True},
    "ecr/repository": _IMAGES,
    "ecr/repositoryCreationTemplate": _IMAGES,
    "ecs/cluster": {
        "configuration": {"executeCommandConfiguration": {"kmsKeyId": KEY, "logging": "DEFAULT"}},
        "settings": [{"name": "containerInsights", "value": "enhanced"}],
    },
    "ecs/taskDefinition": {
        "networkMode": "awsvpc",
        "volumes": [{"name": "files", "efsVolumeConfiguration": {"transitEncryption": "ENABLED"}}],
    },
    "fsx/fileCache": _KMS,
    "fsx/lustreFileSystem": {"deploymentType": "PERSISTENT_2", "kmsKeyId": KEY},
    "fsx/ontapFileSystem": _KMS,
    "fsx/openZfsFileSystem": _KMS,
    "fsx/windowsFileSystem": _KMS,
    "glue/connection": {"connectionProperties": {"JDBC_ENFORCE_SSL": "true"}},
    "glue/crawler": {"securityConfiguration": "encrypted"},
    "glue/dataCatalogEncryptionSettings": {
        "dataCatalogEncryptionSettings": {
            "connectionPasswordEncryption": {
                "returnConnectionPasswordEncrypted": True,
                "awsKmsKeyId": KEY,
            },
            "encryptionAtRest": {"catalogEncryptionMode": "SSE-KMS", "sseAwsKmsKeyId": KEY},
        }
    },
    "glue/devEndpoint": {"securityConfiguration": "encrypted"},
    "glue/job": {"securityConfiguration": "encrypted"},
    "glue/securityConfiguration": {
        "encryptionConfiguration": {
            "s3Encryption": {"s3EncryptionMode": "SSE-KMS", "kmsKeyArn": KEY},
            "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS", "kmsKeyArn": KEY},
            "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS", "kmsKeyArn": KEY},
        }
    },
    "keyspaces/table": {
        "encryptionSpecification": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyIdentifier": KEY}
    },
    "kinesis/firehoseDeliveryStream": {
        "serverSideEncryption": {"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK", "keyArn": KEY}
    },
    "kms/externalKey": {"bypassPolicyLockoutSafetyCheck": False},
    "kms/replicaExternalKey": {"bypassPolicyLockoutSafetyCheck": False},
    "lambda/function": {
        "codeSigningConfigArn": "arn",
        "environment": {"variables": {"TABLE": "orders"}},
        "kmsKeyArn": KEY,
        "runtime": "python3.14",
        "tracingConfig": {"mode": "Active"},
        "vpcConfig": {"subnetIds": ["subnet-1", "subnet-2"]},
    },
    "mwaa/environment": {"kmsKey": KEY},
    "neptune/clusterParameterGroup": {"parameters": [{"name": "neptune_enforce_ssl", "value": "1"}]},
    "neptune/globalCluster": {"deletionProtection": True},
    "neptunegraph/graph": {"kmsKeyIdentifier": KEY, "deletionProtection": True},
    "s3/bucketLifecycleConfiguration": _UPLOADS,
    "s3/bucketLifecycleConfigurationV2": _UPLOADS,
    "sagemaker/domain": _KMS,
    "sagemaker/endpointConfiguration": {"kmsKeyArn": KEY},
    "sagemaker/notebookInstance": {"kmsKeyId": KEY, "rootAccess": "Disabled"},
    "sfn/activity": {"encryptionConfiguration": _KMS},
    "sfn/stateMachine": {
        "encryptionConfiguration": _KMS,
        "loggingConfiguration": {"level": "ERROR"},
        "tracingConfiguration": {"enabled": True},
    },
    "ssm/parameter": {"type": "SecureString", "keyId": KEY},
    "timestreaminfluxdb/dbInstance": {"deploymentType": "WITH_MULTIAZ_STANDBY"},
    "timestreamwrite/database": _KMS,
    "workspaces/workspace": {"volumeEncryptionKey": KEY},
}
