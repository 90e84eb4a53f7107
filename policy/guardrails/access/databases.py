"""Databases, caches, search and streams: nobody gets in by a shared password, or by none."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import ResourceCheck, by_type, must_be_true, show, switch, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, items, plain

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
_IAM_ENGINES: Final = ("mysql", "mariadb", "postgres")
_IAM: Final = "iamDatabaseAuthenticationEnabled"
_SEARCH: Final = (aws("opensearch/domain"), aws("elasticsearch/domain"))
# Where a program passes the password of the first user, which then stands in the state.
_PASSWORDS: Final = {
    DB_INSTANCE: "password",
    DB_CLUSTER: "masterPassword",
    aws("docdb/cluster"): "masterPassword",
    aws("redshift/cluster"): "masterPassword",
    aws("redshiftserverless/namespace"): "adminUserPassword",
}
_FIRST_USERS: Final = {
    aws("redshift/cluster"): ("masterUsername", "awsuser"),
    aws("redshiftserverless/namespace"): ("adminUsername", "admin"),
}


def _by_iam(database: Resource) -> Iterator[Problem]:
    """Judge the engines that know IAM; Aurora Serverless v1 does not."""
    engine = plain(at(database.inputs, "engine"))
    if engine is UNKNOWN:
        yield unknown("engine")
    elif _knows_iam(str(engine)) and plain(at(database.inputs, "engineMode")) != "serverless":
        yield from switch(database.inputs, _IAM, wanted=True, default=False)


def _knows_iam(engine: str) -> bool:
    return any(name in engine for name in _IAM_ENGINES)


def _password(database: Resource) -> Iterator[Problem]:
    path = _PASSWORDS[database.type]
    if plain(at(database.inputs, path)) not in (None, ""):
        yield Problem(f"{path} is set, so the password stands in the state")


def _first_user(database: Resource) -> Iterator[Problem]:
    path, default = _FIRST_USERS[database.type]
    name = plain(at(database.inputs, path))
    if name is UNKNOWN:
        yield unknown(path)
    elif name == default:
        yield Problem(f"{path} is {show(name)}, which everyone tries first")


def _group(cache: Resource) -> Iterator[Problem]:
    """Judge a replication group; a copy of a global datastore takes its users from the primary."""
    ways = ("authToken", "authTokenWo", "userGroupIds")
    if plain(at(cache.inputs, "globalReplicationGroupId")) in (None, "") and not any(
        items(cache.inputs, way) for way in ways
    ):
        yield Problem("neither userGroupIds nor authToken is set")


def _serverless(cache: Resource) -> Iterator[Problem]:
    if plain(at(cache.inputs, "engine")) == "memcached":
        return  # it knows no users
    if plain(at(cache.inputs, "userGroupId")) in (None, ""):
        yield Problem("userGroupId is not set")


def _memorydb(cluster: Resource) -> Iterator[Problem]:
    name = plain(at(cluster.inputs, "aclName"))
    if name == "open-access":
        yield Problem(f"aclName is {show(name)}")


def _domain(domain: Resource) -> Iterator[Problem]:
    """Judge fine-grained access control, and the users without a name that it may leave in."""
    path = "advancedSecurityOptions"
    yield from must_be_true(f"{path}.enabled")(domain)
    yield from switch(domain.inputs, f"{path}.anonymousAuthEnabled", wanted=False, default=False)


def _kafka(cluster: Resource) -> Iterator[Problem]:
    path = "clientAuthentication"
    block = plain(at(cluster.inputs, path))
    if block is UNKNOWN:
        yield unknown(path)
        return
    open_ = list(switch(cluster.inputs, f"{path}.unauthenticated", wanted=False, default=False))
    yield from open_
    ways = [truth(at(block, f"sasl.{one}"), default=False) for one in ("iam", "scram")]
    asks = items(block, "tls.certificateAuthorityArns") or any(way is not False for way in ways)
    if not open_ and not asks:
        yield Problem(f"{path} asks nobody who they are")


def _confined(point: Resource) -> Iterator[Problem]:
    root = plain(at(point.inputs, "rootDirectory.path"))
    if root is not UNKNOWN and root in (None, "", "/"):
        yield Problem(f"rootDirectory.path is {show(root)}" + (", which is '/'" if root is None else ""))
    if plain(at(point.inputs, "posixUser")) is None:
        yield Problem("posixUser is not set, so clients say who they are")


_CACHES: Final[dict[str, ResourceCheck]] = {
    aws("elasticache/replicationGroup"): _group,
    aws("elasticache/serverlessCache"): _serverless,
    aws("memorydb/cluster"): _memorydb,
    **dict.fromkeys(_SEARCH, _domain),
    aws("msk/cluster"): _kafka,
}

RULES: Final = (
    ResourceRule(
        id="rds-iam-authentication",
        applies_to=(DB_INSTANCE, DB_CLUSTER, aws("neptune/cluster")),
        statement="Databases know users by IAM.",
        risk="Passwords are shared, written down, and work for whoever has them.",
        remediation="Pass iam_database_authentication_enabled=True",
        severity="medium",
        topics=("access",),
        url=security_hub("RDS.10"),
        controls=(
            "FSBP RDS.10",
            "FSBP RDS.12",
            "FSBP Neptune.7",
            "Checkov CKV_AWS_161",
            "Checkov CKV_AWS_162",
            "Checkov CKV_AWS_359",
            "cdk-nag AwsSolutions-RDS6",
        ),
        check=by_type(
            {
                DB_INSTANCE: _by_iam,
                DB_CLUSTER: _by_iam,
                aws("neptune/cluster"): must_be_true(_IAM),
            }
        ),
    ),
    ResourceRule(
        id="database-password-not-in-state",
        applies_to=tuple(_PASSWORDS),
        statement="The password of a database's first user stands in no state.",
        risk="Whoever may read the state, or a backup of it, is the database's owner.",
        remediation="Pass manage_master_user_password=True (Redshift: manage_master_password=True; serverless: "
        "manage_admin_password=True), or the property that ends in _wo",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
        controls=("cdk-nag AwsSolutions-DOC3",),
        check=_password,
    ),
    ResourceRule(
        id="data-store-authenticated",
        applies_to=tuple(_CACHES),
        statement="Caches, search and streams ask who calls.",
        risk="Whoever reaches the port reads and writes everything.",
        remediation="Pass user_group_ids (MemoryDB: acl_name; OpenSearch: advanced_security_options; MSK: "
        "client_authentication)",
        severity="high",
        topics=("access",),
        url=security_hub("ElastiCache.6"),
        controls=(
            "FSBP ElastiCache.6",
            "FSBP MSK.6",
            "FSBP Opensearch.7",
            "Checkov CKV_AWS_31",
            "Checkov CKV2_AWS_52",
            "cdk-nag AwsSolutions-AEC6",
            "cdk-nag AwsSolutions-OS5",
        ),
        check=by_type(_CACHES),
    ),
    ResourceRule(
        id="redshift-admin-name",
        applies_to=tuple(_FIRST_USERS),
        statement="The first user of Redshift has a name of its own.",
        risk="Whoever tries passwords need not guess the name.",
        remediation="Pass another name to redshift.Cluster or redshiftserverless.Namespace",
        severity="low",
        topics=("access",),
        url=security_hub("Redshift.8"),
        controls=("FSBP Redshift.8", "cdk-nag AwsSolutions-RS3"),
        check=_first_user,
    ),
    ResourceRule(
        id="efs-access-point-confined",
        applies_to=(aws("efs/accessPoint"),),
        statement="Access points of EFS show one directory, as one user.",
        risk="Whoever uses the access point reads the files of all others.",
        remediation="Pass posix_user, and root_directory with a path below '/', to efs.AccessPoint",
        severity="medium",
        topics=("access",),
        url=security_hub("EFS.3"),
        controls=("FSBP EFS.3", "FSBP EFS.4", "Checkov CKV_AWS_329", "Checkov CKV_AWS_330"),
        check=_confined,
    ),
)
