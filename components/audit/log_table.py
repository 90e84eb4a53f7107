"""How Athena reads the trail's log files: columns, partitions, and questions that somebody will ask."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

# https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html, with what is
# nested kept as text: JSON functions take it apart, and a field that CloudTrail adds breaks nothing.
SERIALIZATION_LIBRARY: Final = "org.apache.hive.hcatalog.data.JsonSerDe"
INPUT_FORMAT: Final = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
OUTPUT_FORMAT: Final = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

_SESSION: Final = (
    "struct<attributes:struct<mfaauthenticated:string,creationdate:string>,"
    "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
    "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>"
)
COLUMNS: Final[Mapping[str, str]] = {
    "eventversion": "string",
    "useridentity": (
        "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
        f"accesskeyid:string,username:string,sessioncontext:{_SESSION}>"
    ),
    "eventtime": "string",
    "eventsource": "string",
    "eventname": "string",
    "awsregion": "string",
    "sourceipaddress": "string",
    "useragent": "string",
    "errorcode": "string",
    "errormessage": "string",
    "requestparameters": "string",
    "responseelements": "string",
    "additionaleventdata": "string",
    "requestid": "string",
    "eventid": "string",
    "readonly": "string",
    "resources": "array<struct<arn:string,accountid:string,type:string>>",
    "eventtype": "string",
    "apiversion": "string",
    "recipientaccountid": "string",
    "serviceeventdetails": "string",
    "sharedeventid": "string",
    "vpcendpointid": "string",
    "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
}
PARTITIONS: Final[Mapping[str, str]] = {"region": "string", "day": "string"}

TABLE: Final = "cloudtrail"

QUERIES: Final[Mapping[str, tuple[str, str]]] = {
    "refused-calls": (
        "Who was refused what today.",
        "SELECT useridentity.arn, eventsource, eventname, errorcode, count(*) AS calls FROM {table}"
        " WHERE day = date_format(current_date, '%Y/%m/%d') AND errorcode IS NOT NULL"
        " GROUP BY 1, 2, 3, 4 ORDER BY calls DESC LIMIT 100",
    ),
    "root-use": (
        "What the root user did this year.",
        "SELECT eventtime, awsregion, eventsource, eventname, sourceipaddress FROM {table}"
        " WHERE day >= date_format(date_trunc('year', current_date), '%Y/%m/%d')"
        " AND useridentity.type = 'Root' ORDER BY eventtime DESC LIMIT 100",
    ),
    "deployments": (
        "What the role of CI changed today.",
        "SELECT eventtime, eventsource, eventname, requestparameters, errorcode FROM {table}"
        " WHERE day = date_format(current_date, '%Y/%m/%d') AND readonly = 'false'"
        " AND useridentity.sessioncontext.sessionissuer.username LIKE '%-deploy' ORDER BY eventtime LIMIT 1000",
    ),
}


def database_name(project: str, stack: str) -> str:
    """Return the name of the account's database in SQL, where a hyphen would want quotes.

    https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
    """
    return re.sub(r"[^a-z0-9_]", "_", f"{project}_{stack}".lower())


def log_location(bucket_name: str, account_id: str) -> str:
    """Return where CloudTrail writes the account's log files."""
    return f"s3://{bucket_name}/AWSLogs/{account_id}/CloudTrail"


def table_parameters(
    bucket_name: str, account_id: str, *, regions: Sequence[str], since: date
) -> dict[str, str]:
    """Return the table's parameters: its partitions follow from the files' names, so that nobody adds any.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
    """
    return {
        "EXTERNAL": "TRUE",
        "classification": "cloudtrail",
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": ",".join(regions),
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": f"{since:%Y/%m/%d},NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": f"{log_location(bucket_name, account_id)}/${{region}}/${{day}}",
    }
