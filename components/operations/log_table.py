"""Which lines of the shop's logs are counted, and which questions to them are kept: plain values."""

from collections.abc import Iterator

from components.alerts import EDGE_REGION
from components.operations.alarm_plan import APPLICATION_ERRORS, DATABASE_ERRORS
from components.operations.args import OperationsArgs
from components.operations.logs import CountedLines, SavedQuery


def counted_lines(args: OperationsArgs) -> Iterator[CountedLines]:
    """Return what is counted in the logs of the application and of the database."""
    yield CountedLines(
        role="application-errors",
        log_group_name=args.application_log_group_name,
        pattern="?ERROR ?CRITICAL ?FATAL ?Traceback",
        metric=APPLICATION_ERRORS,
    )
    # https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-SEVERITY-LEVELS
    yield CountedLines(
        role="database-errors",
        log_group_name=args.database_log_group_name,
        pattern="?FATAL ?PANIC",
        metric=DATABASE_ERRORS,
    )


def saved_queries(args: OperationsArgs) -> Iterator[SavedQuery]:
    """Return the questions that somebody asks when an alarm has gone off."""
    yield SavedQuery(
        role="application-errors",
        title="Application errors",
        query=(
            "fields @timestamp, @logStream, @message\n"
            "| filter @message like /ERROR|CRITICAL|FATAL|Traceback/\n"
            "| sort @timestamp desc\n"
            "| limit 200"
        ),
        log_group_names=(args.application_log_group_name,),
    )
    yield SavedQuery(
        role="errors-over-time",
        title="Application errors over time",
        query=(
            "filter @message like /ERROR|CRITICAL|FATAL|Traceback/\n"
            "| stats count(*) as errors by bin(5m), @logStream"
        ),
        log_group_names=(args.application_log_group_name,),
    )
    # `log_min_duration_statement` writes: duration: 1234.567 ms  statement: SELECT …
    yield SavedQuery(
        role="slow-statements",
        title="Slow statements",
        query=(
            'filter @message like "duration:"\n'
            "| parse @message /duration: (?<milliseconds>[0-9.]+) ms\\s+(?<statement>.*)/\n"
            "| sort milliseconds desc\n"
            "| display @timestamp, milliseconds, statement\n"
            "| limit 100"
        ),
        log_group_names=(args.database_log_group_name,),
    )
    yield SavedQuery(
        role="refused-sessions",
        title="Sessions that the database refused",
        query=(
            "fields @timestamp, @message\n"
            "| filter @message like /FATAL|PANIC/\n"
            "| sort @timestamp desc\n"
            "| limit 200"
        ),
        log_group_names=(args.database_log_group_name,),
    )
    yield SavedQuery(
        role="rejected-connections",
        title="Rejected connections",
        query=(
            'filter action = "REJECT"\n'
            "| stats count(*) as connections by srcAddr, dstAddr, dstPort\n"
            "| sort connections desc\n"
            "| limit 50"
        ),
        log_group_names=(args.flow_log_group_name,),
    )
    # https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
    blocked = (
        'filter action = "BLOCK"\n'
        "| stats count(*) as requests by terminatingRuleId, httpRequest.clientIp, httpRequest.uri\n"
        "| sort requests desc\n"
        "| limit 50"
    )
    yield SavedQuery(
        role="edge-blocked-requests",
        title="Blocked requests to CloudFront",
        query=blocked,
        log_group_names=(args.cloudfront_acl_log_group_name,),
        region=EDGE_REGION,
    )
    yield SavedQuery(
        role="blocked-requests",
        title="Blocked requests to the load balancer",
        query=blocked,
        log_group_names=(args.regional_acl_log_group_name,),
    )
