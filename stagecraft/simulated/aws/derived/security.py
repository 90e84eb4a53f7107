"""Certificates, keys and whatever else names its owner or its scope inside an ARN."""

from collections.abc import Callable
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws.seeds import HEX, Seed
from stagecraft.simulated.aws.templates import Resource

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
_SERVICE_ROLES: Final = {
    "autoscaling": "AWSServiceRoleForAutoScaling",
    "ecs": "AWSServiceRoleForECS",
    "elasticache": "AWSServiceRoleForElastiCache",
    "elasticloadbalancing": "AWSServiceRoleForElasticLoadBalancing",
    "es": "AWSServiceRoleForAmazonElasticsearchService",
    "opensearchservice": "AWSServiceRoleForAmazonOpenSearchService",
    "rds": "AWSServiceRoleForRDS",
    "spot": "AWSServiceRoleForEC2Spot",
}


def _certificate(resource: Resource) -> None:
    if "privateKey" in resource.inputs:
        resource.set("type", "IMPORTED")
        resource.set("status", "ISSUED")
        resource.set("domainValidationOptions", [])
        return
    if "certificateAuthorityArn" in resource.inputs:
        resource.set("type", "PRIVATE")
        resource.set("domainValidationOptions", [])
        return
    method = resource.text("validationMethod")
    if method == "EMAIL":
        resource.set("domainValidationOptions", [])
    elif method == "DNS":
        _validation_options(resource)


def _validation_options(resource: Resource) -> None:
    """List the record that proves each name: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html."""
    more = wire.unwrap(resource.inputs.get("subjectAlternativeNames", []))
    names = [wire.unwrap(resource.inputs.get("domainName", wire.UNKNOWN))]
    names += [wire.unwrap(name) for name in more] if isinstance(more, list) else [wire.UNKNOWN]
    if wire.UNKNOWN not in names:
        options = [_validation(resource, name) for name in dict.fromkeys(names)]
        resource.set("domainValidationOptions", options)


def _validation(resource: Resource, name: str) -> dict[str, Any]:
    # A wildcard is proven by the record of its domain, and ACM gives one account the same record each time.
    domain = name.removeprefix("*.")
    seed = Seed(f"{resource.provider.account_id}/{domain}")
    token, value, host = (seed.text(part, HEX, 32) for part in ("name", "value", "host"))
    return {
        "domainName": name,
        "resourceRecordName": f"_{token}.{domain}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{value}.{host[:10]}.acm-validations.aws.",
    }


def _key(resource: Resource) -> None:
    if resource.known("multiRegion") is True:
        resource.id = resource.render("mrk-{hex:32}", "id")


def _replica_key(resource: Resource) -> None:
    """A replica has the key id of its primary key."""
    primary = resource.text("primaryKeyArn")
    if "key/" in primary:
        resource.id = primary.rpartition("/")[2]
        resource.set("keyId", resource.id)


def _key_alias(resource: Resource) -> None:
    target = resource.text("targetKeyId")
    if target.startswith("arn:"):
        resource.set("targetKeyArn", target)
    elif target:
        resource.fill("targetKeyArn", "arn:{partition}:kms:{region}:{account}:key/{targetKeyId}")


def _identity_provider(resource: Resource) -> None:
    url = resource.text("url").removeprefix("https://").rstrip("/")
    if url:
        resource.fill("arn", f"arn:{{partition}}:iam::{{account}}:oidc-provider/{url}")


def _service_linked_role(resource: Resource) -> None:
    service = resource.text("awsServiceName")
    name = _SERVICE_ROLES.get(service.partition(".")[0])
    if name:
        suffix = resource.text("customSuffix")
        resource.set("name", f"{name}_{suffix}" if suffix else name)
        resource.set("path", f"/aws-service-role/{service}/")
        resource.name = resource.outputs.get("name")
        resource.fill("arn", "arn:{partition}:iam::{account}:role{path}{name}")


def _firewall(resource: Resource) -> None:
    scope = resource.text("scope")
    if scope == "CLOUDFRONT":
        resource.words["wafScope"] = resource.render(
            "arn:{partition}:wafv2:us-east-1:{account}:global", "scope"
        )
    elif scope:
        resource.words["wafScope"] = resource.render(
            "arn:{partition}:wafv2:{region}:{account}:regional", "scope"
        )


def _parameter(resource: Resource) -> None:
    name = resource.text("name")
    if name:
        resource.words["slashedName"] = name if name.startswith("/") else f"/{name}"


def _permission_set(resource: Resource) -> None:
    resource.words["ssoInstance"] = resource.text("instanceArn").rpartition("/")[2] or "ssoins-unknown"


def _organization_policy(resource: Resource) -> None:
    resource.words["policyKind"] = (resource.text("type") or "SERVICE_CONTROL_POLICY").lower()


def _secret_version(resource: Resource) -> None:
    resource.set("hasSecretStringWo", "secretStringWo" in resource.inputs)


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _identity_provider,
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": _service_linked_role,
    "aws:kms/alias:Alias": _key_alias,
    "aws:kms/key:Key": _key,
    "aws:kms/replicaKey:ReplicaKey": _replica_key,
    "aws:organizations/policy:Policy": _organization_policy,
    "aws:secretsmanager/secretVersion:SecretVersion": _secret_version,
    "aws:ssm/parameter:Parameter": _parameter,
    "aws:ssoadmin/permissionSet:PermissionSet": _permission_set,
    "aws:wafv2/ipSet:IpSet": _firewall,
    "aws:wafv2/regexPatternSet:RegexPatternSet": _firewall,
    "aws:wafv2/ruleGroup:RuleGroup": _firewall,
    "aws:wafv2/webAcl:WebAcl": _firewall,
}
