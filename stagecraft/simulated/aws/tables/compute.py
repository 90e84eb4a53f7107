"""Compute: EC2 instances, Auto Scaling, Lambda, containers and their registries."""

from typing import Any, Final

ROWS: Final[dict[str, dict[str, Any]]] = {
    "aws:ec2/instance:Instance": {
        "id": "i-0{hex:16}",
        "arn": "arn:aws:ec2:{region}:{account}:instance/{id}",
        "instanceState": "running",
        "primaryNetworkInterfaceId": "eni-0{hex:16}",
        "sourceDestCheck": True,
        "getPasswordData": False,
        "disableApiTermination": False,
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "id": "lt-0{hex:16}",
        "arn": "arn:aws:ec2:{region}:{account}:launch-template/{id}",
        "latestVersion": 1,
        "defaultVersion": 1,
    },
    "aws:ec2/launchConfiguration:LaunchConfiguration": {
        "id": "{name}",
        "arn": (
            "arn:aws:autoscaling:{region}:{account}:launchConfiguration:{uuid}:launchConfigurationName/{name}"
        ),
    },
    "aws:ec2/keyPair:KeyPair": {
        "id": "{keyName}",
        "arn": "arn:aws:ec2:{region}:{account}:key-pair/{keyName}",
        "keyPairId": "key-0{hex:16}",
    },
    "aws:ec2/placementGroup:PlacementGroup": {
        "id": "{name}",
        "arn": "arn:aws:ec2:{region}:{account}:placement-group/{name}",
        "placementGroupId": "pg-0{hex:16}",
    },
    "aws:ec2/ami:Ami": {"id": "ami-0{hex:16}", "arn": "arn:aws:ec2:{region}::image/{id}"},
    "aws:ec2/amiCopy:AmiCopy": {"id": "ami-0{hex:16}", "arn": "arn:aws:ec2:{region}::image/{id}"},
    "aws:ec2/amiFromInstance:AmiFromInstance": {
        "id": "ami-0{hex:16}",
        "arn": "arn:aws:ec2:{region}::image/{id}",
    },
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": {
        "id": "sir-{alnum:8}",
        "arn": "arn:aws:ec2:{region}:{account}:spot-instances-request/{id}",
        "spotInstanceId": "i-0{hex:16}",
    },
    "aws:ec2/volumeAttachment:VolumeAttachment": {"id": "vai-{digits:10}"},
    "aws:autoscaling/group:Group": {
        "id": "{name}",
        "arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
        "forceDelete": False,
        "forceDeleteWarmPool": False,
        "healthCheckGracePeriod": 300,
        "ignoreFailedScalingActivities": False,
        "waitForCapacityTimeout": "10m",
        "metricsGranularity": "1Minute",
        "protectFromScaleIn": False,
        "serviceLinkedRoleArn": (
            "arn:aws:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
        ),
    },
    "aws:autoscaling/policy:Policy": {
        "id": "{name}",
        "arn": (
            "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}"
            ":autoScalingGroupName/{autoscalingGroupName}:policyName/{name}"
        ),
    },
    "aws:autoscaling/schedule:Schedule": {
        "id": "{scheduledActionName}",
        "arn": (
            "arn:aws:autoscaling:{region}:{account}:scheduledUpdateGroupAction:{uuid}"
            ":autoScalingGroupName/{autoscalingGroupName}:scheduledActionName/{scheduledActionName}"
        ),
    },
    "aws:autoscaling/lifecycleHook:LifecycleHook": {"id": "{name}"},
    "aws:autoscaling/attachment:Attachment": {"id": "{autoscalingGroupName}-{digits:26}"},
    "aws:appautoscaling/target:Target": {
        "id": "{resourceId}",
        "arn": "arn:aws:application-autoscaling:{region}:{account}:scalable-target/0ec5{hex:36}",
    },
    "aws:appautoscaling/policy:Policy": {
        "id": "{name}",
        "arn": (
            "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}"
            ":resource/{serviceNamespace}/{resourceId}:policyName/{name}"
        ),
        "policyType": "StepScaling",
    },
    "aws:lambda/function:Function": {
        "id": "{name}",
        "arn": "arn:aws:lambda:{region}:{account}:function:{name}",
        "invokeArn": "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations",
        "version": "$LATEST",
        "qualifiedArn": "{arn}:{version}",
        "qualifiedInvokeArn": (
            "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{qualifiedArn}/invocations"
        ),
        "responseStreamingInvokeArn": (
            "arn:aws:apigateway:{region}:lambda:path/2021-11-15/functions/{arn}/response-streaming-invocations"
        ),
        "memorySize": 128,
        "timeout": 3,
        "packageType": "Zip",
        "publish": False,
        "reservedConcurrentExecutions": -1,
        "skipDestroy": False,
    },
    "aws:lambda/alias:Alias": {
        "arn": "arn:aws:lambda:{region}:{account}:function:{functionLabel}:{name}",
        "id": "{arn}",
        "invokeArn": "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations",
    },
    "aws:lambda/layerVersion:LayerVersion": {
        "layerArn": "arn:aws:lambda:{region}:{account}:layer:{layerName}",
        "arn": "{layerArn}:1",
        "id": "{arn}",
        "version": "1",
    },
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        "id": "{uuid}",
        "arn": "arn:aws:lambda:{region}:{account}:event-source-mapping:{id}",
    },
    "aws:lambda/functionUrl:FunctionUrl": {
        "id": "{functionLabel}",
        "urlId": "{alnum:32}",
        "functionUrl": "https://{urlId}.lambda-url.{region}.on.aws/",
        "functionArn": "arn:aws:lambda:{region}:{account}:function:{functionLabel}",
    },
    "aws:lambda/permission:Permission": {"id": "{statementId}"},
    "aws:ecs/cluster:Cluster": {"arn": "arn:aws:ecs:{region}:{account}:cluster/{name}", "id": "{arn}"},
    "aws:ecs/service:Service": {
        "arn": "arn:aws:ecs:{region}:{account}:service/{clusterLabel}/{name}",
        "id": "{arn}",
        "launchType": "EC2",
        "schedulingStrategy": "REPLICA",
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "id": "{family}",
        "revision": 1,
        "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{family}",
        "arn": "{arnWithoutRevision}:{revision}",
        "networkMode": "bridge",
        "skipDestroy": False,
        "trackLatest": False,
    },
    "aws:ecs/capacityProvider:CapacityProvider": {
        "arn": "arn:aws:ecs:{region}:{account}:capacity-provider/{name}",
        "id": "{arn}",
    },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {"id": "{clusterName}"},
    "aws:ecr/repository:Repository": {
        "id": "{name}",
        "arn": "arn:aws:ecr:{region}:{account}:repository/{name}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.{dns}/{name}",
        "imageTagMutability": "MUTABLE",
    },
    "aws:ecrpublic/repository:Repository": {
        "id": "{repositoryName}",
        "arn": "arn:aws:ecr-public::{account}:repository/{repositoryName}",
        "repositoryUri": "public.ecr.aws/{alnum:8}/{repositoryName}",
    },
    "aws:eks/cluster:Cluster": {
        "id": "{name}",
        "arn": "arn:aws:eks:{region}:{account}:cluster/{name}",
        "endpoint": "https://{HEX:32}.gr7.{region}.eks.amazonaws.com",
        "identities": [{"oidcs": [{"issuer": "https://oidc.eks.{region}.{dns}/id/{HEX:32}"}]}],
        "status": "ACTIVE",
    },
    "aws:eks/nodeGroup:NodeGroup": {
        "id": "{clusterName}:{nodeGroupName}",
        "arn": "arn:aws:eks:{region}:{account}:nodegroup/{clusterName}/{nodeGroupName}/{uuid}",
        "status": "ACTIVE",
    },
    "aws:eks/fargateProfile:FargateProfile": {
        "id": "{clusterName}:{fargateProfileName}",
        "arn": "arn:aws:eks:{region}:{account}:fargateprofile/{clusterName}/{fargateProfileName}/{uuid}",
        "status": "ACTIVE",
    },
    "aws:eks/addon:Addon": {
        "id": "{clusterName}:{addonName}",
        "arn": "arn:aws:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
    },
    "aws:eks/accessEntry:AccessEntry": {"id": "{clusterName}:{principalArn}"},
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        "id": "a-{alnum:17}",
        "associationId": "{id}",
        "associationArn": "arn:aws:eks:{region}:{account}:podidentityassociation/{clusterName}/{id}",
    },
    "aws:batch/computeEnvironment:ComputeEnvironment": {
        "id": "{name}",
        "arn": "arn:aws:batch:{region}:{account}:compute-environment/{name}",
    },
    "aws:batch/jobQueue:JobQueue": {
        "arn": "arn:aws:batch:{region}:{account}:job-queue/{name}",
        "id": "{arn}",
    },
    "aws:batch/jobDefinition:JobDefinition": {
        "revision": 1,
        "arnPrefix": "arn:aws:batch:{region}:{account}:job-definition/{name}",
        "arn": "{arnPrefix}:{revision}",
        "id": "{arn}",
    },
    "aws:elasticbeanstalk/application:Application": {
        "id": "{name}",
        "arn": "arn:aws:elasticbeanstalk:{region}:{account}:application/{name}",
    },
    "aws:elasticbeanstalk/environment:Environment": {
        "id": "e-{alnum:10}",
        "arn": "arn:aws:elasticbeanstalk:{region}:{account}:environment/{application}/{name}",
    },
}
