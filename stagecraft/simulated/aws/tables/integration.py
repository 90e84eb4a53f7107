"""Messaging, events, logs and everything that passes work from one service to the next."""

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
}
