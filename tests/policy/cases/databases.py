"""What breaks the rules on who gets into databases and APIs, and on boundaries of roles."""

from tests.policy.cases.harness import KEPT, Case, switch

_IAM = "iamDatabaseAuthenticationEnabled"
_NO_LIMIT = "permissionsBoundary is not set, so nothing limits what policies give"


def _password(short: str, path: str) -> Case:
    says = f"{path} is set, so the password stands in the state"
    return Case("database-password-not-in-state", short, path, "hunter22", says, KEPT, says)


def _given(short: str, path: str, says: str) -> Case:
    return Case("data-store-authenticated", short, path, "", says, says, KEPT)


CASES = [
    *(
        switch("rds-iam-authentication", short, _IAM)
        for short in ("rds/instance", "rds/cluster", "neptune/cluster")
    ),
    _password("rds/instance", "password"),
    _password("rds/cluster", "masterPassword"),
    _password("docdb/cluster", "masterPassword"),
    _password("redshift/cluster", "masterPassword"),
    _password("redshiftserverless/namespace", "adminUserPassword"),
    Case(
        "data-store-authenticated",
        "elasticache/replicationGroup",
        "userGroupIds",
        [],
        "neither userGroupIds nor authToken is set",
        "neither userGroupIds nor authToken is set",
        KEPT,
    ),
    _given("elasticache/serverlessCache", "userGroupId", "userGroupId is not set"),
    Case(
        "data-store-authenticated",
        "memorydb/cluster",
        "aclName",
        "open-access",
        "aclName is 'open-access'",
        KEPT,
        KEPT,
    ),
    *(
        case
        for short in ("opensearch/domain", "elasticsearch/domain")
        for case in (
            switch("data-store-authenticated", short, "advancedSecurityOptions.enabled"),
            switch(
                "data-store-authenticated",
                short,
                "advancedSecurityOptions.anonymousAuthEnabled",
                wanted=False,
            ),
        )
    ),
    Case(
        "data-store-authenticated",
        "msk/cluster",
        "clientAuthentication.sasl.iam",
        "false",
        "clientAuthentication asks nobody who they are",
        "clientAuthentication asks nobody who they are",
        KEPT,
    ),
    switch("data-store-authenticated", "msk/cluster", "clientAuthentication.unauthenticated", wanted=False),
    Case(
        "redshift-admin-name",
        "redshift/cluster",
        "masterUsername",
        "awsuser",
        "masterUsername is 'awsuser', which everyone tries first",
        KEPT,
        "masterUsername is not known yet",
    ),
    Case(
        "redshift-admin-name",
        "redshiftserverless/namespace",
        "adminUsername",
        "admin",
        "adminUsername is 'admin', which everyone tries first",
        KEPT,
        "adminUsername is not known yet",
    ),
    Case(
        "efs-access-point-confined",
        "efs/accessPoint",
        "rootDirectory.path",
        "/",
        "rootDirectory.path is '/'",
        "rootDirectory.path is not set, which is '/'",
        KEPT,
    ),
    Case(
        "efs-access-point-confined",
        "efs/accessPoint",
        "posixUser",
        None,
        "posixUser is not set, so clients say who they are",
        "posixUser is not set, so clients say who they are",
        KEPT,
    ),
    Case(
        "apigateway-method-validated",
        "apigateway/method",
        "requestValidatorId",
        "",
        "requestValidatorId is not set",
        "requestValidatorId is not set",
        KEPT,
    ),
    *(
        Case("api-cors-bound", short, path, ["*"], f"{path} has '*'", KEPT, f"{path} is not known yet")
        for short, path in (
            ("lambda/functionUrl", "cors.allowOrigins"),
            ("apigatewayv2/api", "corsConfiguration.allowOrigins"),
        )
    ),
    *(
        Case("iam-role-boundary", short, "permissionsBoundary", "", _NO_LIMIT, _NO_LIMIT, KEPT)
        for short in ("iam/role", "iam/user")
    ),
]
