"""Messaging, events, logs, APIs, delivery and everything that passes work from one service to the next."""

from typing import Any, Final

ROWS: Final[dict[str, dict[str, Any]]] = {
    "aws:sqs/queue:Queue": {
        "url": "https://sqs.{region}.{dns}/{account}/{name}",
        "id": "{url}",
        "arn": "arn:aws:sqs:{region}:{account}:{name}",
        "contentBasedDeduplication": False,
        "delaySeconds": 0,
        "fifoQueue": False,
        "kmsDataKeyReusePeriodSeconds": 300,
        "messageRetentionSeconds": 345600,
        "receiveWaitTimeSeconds": 0,
        "visibilityTimeoutSeconds": 30,
    },
    "aws:sqs/queuePolicy:QueuePolicy": {"id": "{queueUrl}"},
    "aws:sqs/redrivePolicy:RedrivePolicy": {"id": "{queueUrl}"},
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {"id": "{queueUrl}"},
    "aws:sns/topic:Topic": {
        "arn": "arn:aws:sns:{region}:{account}:{name}",
        "id": "{arn}",
        "owner": "{account}",
        "contentBasedDeduplication": False,
        "fifoTopic": False,
    },
    "aws:sns/topicPolicy:TopicPolicy": {"id": "{arn}", "owner": "{account}"},
    "aws:sns/topicSubscription:TopicSubscription": {"arn": "{topic}:{uuid}", "id": "{arn}"},
    "aws:cloudwatch/logGroup:LogGroup": {
        "id": "{name}",
        "arn": "arn:aws:logs:{region}:{account}:log-group:{name}",
        "logGroupClass": "STANDARD",
        "retentionInDays": 0,
        "skipDestroy": False,
    },
    "aws:cloudwatch/logStream:LogStream": {
        "id": "{name}",
        "arn": "arn:aws:logs:{region}:{account}:log-group:{logGroupName}:log-stream:{name}",
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {"id": "{name}"},
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
        "id": "cwlsf-{digits:10}",
        "distribution": "ByLogStream",
    },
    "aws:cloudwatch/logDestination:LogDestination": {
        "id": "{name}",
        "arn": "arn:aws:logs:{region}:{account}:destination:{name}",
    },
    "aws:cloudwatch/queryDefinition:QueryDefinition": {
        "queryDefinitionId": "{uuid}",
        "id": "{queryDefinitionId}",
        "arn": "arn:aws:logs:{region}:{account}:query-definition:{queryDefinitionId}",
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "id": "{name}",
        "arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
        "actionsEnabled": True,
        "treatMissingData": "missing",
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
        "id": "{alarmName}",
        "arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{alarmName}",
        "actionsEnabled": True,
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        "id": "{dashboardName}",
        "dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{dashboardName}",
    },
    "aws:cloudwatch/metricStream:MetricStream": {
        "id": "{name}",
        "arn": "arn:aws:cloudwatch:{region}:{account}:metric-stream/{name}",
    },
    # A rule on the default bus is known by its name alone; see derived/integration.py.
    "aws:cloudwatch/eventRule:EventRule": {
        "eventBusName": "default",
        "id": "{busPrefix}{name}",
        "arn": "arn:aws:events:{region}:{account}:rule/{id}",
        "forceDestroy": False,
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        "eventBusName": "default",
        "id": "{busPrefix}{rule}-{targetId}",
        "forceDestroy": False,
    },
    "aws:cloudwatch/eventBus:EventBus": {
        "id": "{name}",
        "arn": "arn:aws:events:{region}:{account}:event-bus/{name}",
    },
    "aws:cloudwatch/eventArchive:EventArchive": {
        "id": "{name}",
        "arn": "arn:aws:events:{region}:{account}:archive/{name}",
    },
    "aws:cloudwatch/eventConnection:EventConnection": {
        "id": "{name}",
        "arn": "arn:aws:events:{region}:{account}:connection/{name}/{uuid}",
        "secretArn": (
            "arn:aws:secretsmanager:{region}:{account}:secret:events!connection/{name}/{uuid}-{Alnum:6}"
        ),
    },
    "aws:cloudwatch/eventApiDestination:EventApiDestination": {
        "id": "{name}",
        "arn": "arn:aws:events:{region}:{account}:api-destination/{name}/{uuid}",
    },
    "aws:scheduler/scheduleGroup:ScheduleGroup": {
        "id": "{name}",
        "arn": "arn:aws:scheduler:{region}:{account}:schedule-group/{name}",
        "state": "ACTIVE",
    },
    "aws:scheduler/schedule:Schedule": {
        "groupName": "default",
        "id": "{groupName}/{name}",
        "arn": "arn:aws:scheduler:{region}:{account}:schedule/{groupName}/{name}",
        "state": "ENABLED",
    },
    "aws:pipes/pipe:Pipe": {"id": "{name}", "arn": "arn:aws:pipes:{region}:{account}:pipe/{name}"},
    "aws:kinesis/stream:Stream": {"arn": "arn:aws:kinesis:{region}:{account}:stream/{name}", "id": "{arn}"},
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
        "arn": "arn:aws:firehose:{region}:{account}:deliverystream/{name}",
        "id": "{arn}",
    },
    "aws:sfn/stateMachine:StateMachine": {
        "arn": "arn:aws:states:{region}:{account}:stateMachine:{name}",
        "id": "{arn}",
        "status": "ACTIVE",
        "type": "STANDARD",
    },
    "aws:sfn/activity:Activity": {"arn": "arn:aws:states:{region}:{account}:activity:{name}", "id": "{arn}"},
    "aws:msk/cluster:Cluster": {
        "clusterUuid": "{uuid}-2",
        "arn": "arn:aws:kafka:{region}:{account}:cluster/{clusterName}/{clusterUuid}",
        "id": "{arn}",
    },
    "aws:msk/serverlessCluster:ServerlessCluster": {
        "clusterUuid": "{uuid}-s1",
        "arn": "arn:aws:kafka:{region}:{account}:cluster/{clusterName}/{clusterUuid}",
        "id": "{arn}",
    },
    "aws:msk/configuration:Configuration": {
        "arn": "arn:aws:kafka:{region}:{account}:configuration/{name}/{uuid}-2",
        "id": "{arn}",
        "latestRevision": 1,
    },
    "aws:mq/broker:Broker": {
        "id": "b-{uuid}",
        "arn": "arn:aws:mq:{region}:{account}:broker:{brokerName}:{id}",
    },
    "aws:mq/configuration:Configuration": {
        "id": "c-{uuid}",
        "arn": "arn:aws:mq:{region}:{account}:configuration:{id}",
        "latestRevision": 1,
    },
    "aws:apigateway/restApi:RestApi": {
        "id": "{alnum:10}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{id}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
        "rootResourceId": "{alnum:10}",
        "apiKeySource": "HEADER",
    },
    "aws:apigateway/stage:Stage": {
        "id": "ags-{restApi}-{stageName}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{restApi}/stages/{stageName}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{restApi}/{stageName}",
        "invokeUrl": "https://{restApi}.execute-api.{region}.{dns}/{stageName}",
    },
    "aws:apigateway/resource:Resource": {"id": "{alnum:6}"},
    "aws:apigateway/method:Method": {"id": "agm-{restApi}-{resourceId}-{httpMethod}"},
    "aws:apigateway/integration:Integration": {"id": "agi-{restApi}-{resourceId}-{httpMethod}"},
    "aws:apigateway/methodResponse:MethodResponse": {
        "id": "agmr-{restApi}-{resourceId}-{httpMethod}-{statusCode}"
    },
    "aws:apigateway/integrationResponse:IntegrationResponse": {
        "id": "agir-{restApi}-{resourceId}-{httpMethod}-{statusCode}",
    },
    "aws:apigateway/methodSettings:MethodSettings": {"id": "{restApi}-{stageName}-{methodPath}"},
    "aws:apigateway/deployment:Deployment": {"id": "{alnum:6}"},
    "aws:apigateway/authorizer:Authorizer": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{restApi}/authorizers/{id}",
    },
    "aws:apigateway/domainName:DomainName": {
        "id": "{domainName}",
        "arn": "arn:aws:apigateway:{region}::/domainnames/{domainName}",
        "cloudfrontZoneId": "Z2FDTNDATAQYW2",
        "regionalDomainName": "d-{alnum:10}.execute-api.{region}.{dns}",
    },
    "aws:apigateway/usagePlan:UsagePlan": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/usageplans/{id}",
    },
    "aws:apigateway/apiKey:ApiKey": {"id": "{alnum:10}", "arn": "arn:aws:apigateway:{region}::/apikeys/{id}"},
    "aws:apigateway/vpcLink:VpcLink": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/vpclinks/{id}",
    },
    "aws:apigatewayv2/api:Api": {
        "id": "{alnum:10}",
        "arn": "arn:aws:apigateway:{region}::/apis/{id}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
    },
    "aws:apigatewayv2/stage:Stage": {
        "id": "{name}",
        "arn": "arn:aws:apigateway:{region}::/apis/{apiId}/stages/{name}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{apiId}/{name}",
    },
    "aws:apigatewayv2/integration:Integration": {"id": "{alnum:7}"},
    "aws:apigatewayv2/route:Route": {"id": "{alnum:7}"},
    "aws:apigatewayv2/authorizer:Authorizer": {"id": "{alnum:6}"},
    "aws:apigatewayv2/deployment:Deployment": {"id": "{alnum:6}"},
    "aws:apigatewayv2/vpcLink:VpcLink": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/vpclinks/{id}",
    },
    "aws:appconfig/configurationProfile:ConfigurationProfile": {
        "configurationProfileId": "{alnum:7}",
        "id": "{configurationProfileId}:{applicationId}",
        "arn": (
            "arn:aws:appconfig:{region}:{account}"
            ":application/{applicationId}/configurationprofile/{configurationProfileId}"
        ),
    },
    "aws:appconfig/environment:Environment": {
        "environmentId": "{alnum:7}",
        "id": "{environmentId}:{applicationId}",
        "arn": "arn:aws:appconfig:{region}:{account}:application/{applicationId}/environment/{environmentId}",
    },
    "aws:appsync/graphQLApi:GraphQLApi": {
        "id": "{alnum:26}",
        "arn": "arn:aws:appsync:{region}:{account}:apis/{id}",
        "uris": {
            "GRAPHQL": "https://{alnum:26}.appsync-api.{region}.{dns}/graphql",
            "REALTIME": "wss://{alnum:26}.appsync-realtime-api.{region}.{dns}/graphql",
        },
    },
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "hostedZone": "Z{ALNUM:20}",
    },
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "hostedZone": "Z{ALNUM:20}",
    },
    "aws:servicediscovery/httpNamespace:HttpNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "httpName": "{name}",
    },
    "aws:servicediscovery/service:Service": {
        "id": "srv-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:service/{id}",
    },
    "aws:transfer/server:Server": {
        "id": "s-{hex:17}",
        "arn": "arn:aws:transfer:{region}:{account}:server/{id}",
        "endpoint": "{id}.server.transfer.{region}.{dns}",
    },
    "aws:transfer/user:User": {
        "id": "{serverId}/{userName}",
        "arn": "arn:aws:transfer:{region}:{account}:user/{serverId}/{userName}",
    },
    "aws:codebuild/project:Project": {
        "arn": "arn:aws:codebuild:{region}:{account}:project/{name}",
        "id": "{arn}",
    },
    "aws:codecommit/repository:Repository": {
        "id": "{repositoryName}",
        "arn": "arn:aws:codecommit:{region}:{account}:{repositoryName}",
        "repositoryId": "{uuid}",
        "cloneUrlHttp": "https://git-codecommit.{region}.{dns}/v1/repos/{repositoryName}",
        "cloneUrlSsh": "ssh://git-codecommit.{region}.{dns}/v1/repos/{repositoryName}",
    },
    "aws:codedeploy/application:Application": {
        "applicationId": "{uuid}",
        "id": "{applicationId}:{name}",
        "arn": "arn:aws:codedeploy:{region}:{account}:application:{name}",
    },
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {
        "deploymentGroupId": "{uuid}",
        "id": "{deploymentGroupId}",
        "arn": "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{appName}/{deploymentGroupName}",
    },
    "aws:cloudformation/stack:Stack": {
        "id": "arn:aws:cloudformation:{region}:{account}:stack/{name}/{uuid}",
    },
    "aws:budgets/budget:Budget": {
        "accountId": "{account}",
        "id": "{accountId}:{name}",
        "arn": "arn:aws:budgets::{accountId}:budget/{name}",
    },
}
