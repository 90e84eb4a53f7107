"""IAM policies, KMS keys and CloudFront's managed policies, looked up by name."""

from collections.abc import Callable
from typing import Final

from stagecraft import wire
from stagecraft.simulated.aws.functions import fallback
from stagecraft.simulated.aws.functions.calls import Answer, Call
from stagecraft.simulated.aws.seeds import Seed

# Managed policies that do not lie at the root of the path, by the beginning of their names.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
_SERVICE_ROLE: Final = (
    "AWSLambda",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonEC2ContainerServiceforEC2Role",
    "AWSBackupServiceRolePolicy",
    "AWS_ConfigRole",
)

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_CACHE_POLICIES: Final = {
    "Managed-Amplify": "2e54312d-136d-493c-8eb9-b001f22f67d2",
    "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "Managed-Elemental-MediaPackage": "08627262-05a9-4f76-9ded-b50ca2e3a84f",
    "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
_ORIGIN_REQUEST_POLICIES: Final = {
    "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "Managed-AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "Managed-CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
    "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    "Managed-Elemental-MediaTailor-PersonalizedManifests": "775133bc-15f2-49f9-abea-afb2e0bf67d2",
    "Managed-UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
_RESPONSE_HEADERS_POLICIES: Final = {
    "Managed-CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "Managed-CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "Managed-CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "Managed-SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
}


def _policy(call: Call) -> Answer:
    arn, name = call.text("arn"), call.text("name")
    if not arn:
        folder = "service-role/" if name.startswith(_SERVICE_ROLE) else ""
        arn = f"arn:{call.partition.name}:iam::aws:policy/{folder}{name}"
    path, _, leaf = arn.partition(":policy/")[2].rpartition("/")
    stored = fallback.created(call, "aws:iam/policy:Policy", "arn", arn) or {}
    document = stored.get("policy", '{"Version":"2012-10-17","Statement":[]}')
    return call.answer(
        "derived" if stored else "invented",
        id=arn,
        arn=arn,
        name=name or leaf,
        path=f"/{path}/" if path else "/",
        policy=wire.unwrap(document),
        policyId=fallback.word(call, "policyId", "ANPA{ALNUM:17}"),
        attachmentCount=0,
        description="",
        tags={},
    )


def _alias(call: Call) -> Answer:
    """Answer an alias; the key behind an alias is the same in every call."""
    name = call.text("name")
    stored = fallback.created(call, "aws:kms/alias:Alias", "name", name) or {}
    account = call.provider.account_id
    prefix = f"arn:{call.partition.name}:kms:{call.region}:{account}"
    target = wire.unwrap(stored.get("targetKeyId", "")) or Seed(f"{account}/{call.region}/{name}").uuid("key")
    key = str(target).rpartition("/")[2]
    return call.answer(
        "derived",
        id=name,
        arn=f"{prefix}:{name}",
        name=name,
        region=call.region,
        targetKeyId=key,
        targetKeyArn=f"{prefix}:key/{key}",
    )


def _key(call: Call) -> Answer | None:
    """Answer a key named by an id, an ARN or an alias."""
    given = call.text("keyId")
    account = call.provider.account_id
    prefix = f"arn:{call.partition.name}:kms:{call.region}:{account}"
    key = given.rpartition("key/")[2]
    if "alias/" in given:
        key = Seed(f"{account}/{call.region}/alias/{given.rpartition('alias/')[2]}").uuid("key")
    return call.answer(
        "derived",
        id=key,
        arn=given if given.startswith("arn:") and "alias/" not in given else f"{prefix}:key/{key}",
        keyId=given,
        awsAccountId=account,
        creationDate="2024-01-01T00:00:00Z",
        customerMasterKeySpec="SYMMETRIC_DEFAULT",
        description="",
        enabled=True,
        keyManager="AWS" if "alias/aws/" in given else "CUSTOMER",
        keySpec="SYMMETRIC_DEFAULT",
        keyState="Enabled",
        keyUsage="ENCRYPT_DECRYPT",
        multiRegion=key.startswith("mrk-"),
        multiRegionConfigurations=[],
        origin="AWS_KMS",
        region=call.region,
        xksKeyConfigurations=[],
    )


def _managed(table: dict[str, str], kind: str) -> Callable[[Call], Answer | None]:
    """Return a function that answers for one kind of CloudFront's managed policies and for no other."""
    names = {id_: name for name, id_ in table.items()}

    def look_up(call: Call) -> Answer | None:
        id_ = call.text("id") or table.get(call.text("name"), "")
        name = call.text("name") or names.get(id_, "")
        if not id_ or id_ not in names:
            return None
        found = fallback.answer(call)
        arn = f"arn:{call.partition.name}:cloudfront:::{kind}/{id_}"
        return Answer(
            {**found.result, **call.answer("derived", id=id_, name=name, arn=arn).result}, "derived"
        )

    return look_up


FUNCTIONS: Final[dict[str, Callable[[Call], Answer | None]]] = {
    "aws:cloudfront/getCachePolicy:getCachePolicy": _managed(_CACHE_POLICIES, "cache-policy"),
    "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": _managed(
        _ORIGIN_REQUEST_POLICIES, "origin-request-policy"
    ),
    "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": _managed(
        _RESPONSE_HEADERS_POLICIES, "response-headers-policy"
    ),
    "aws:iam/getPolicy:getPolicy": _policy,
    "aws:kms/getAlias:getAlias": _alias,
    "aws:kms/getKey:getKey": _key,
}
