"""What breaks the rules on networks that one resource decides, beyond the first cases."""

from tests.policy.cases.harness import KEPT, Case, choice, switch

_WIDE = "10.0.0.0/8"


def _peer(short: str, path: str, label: str) -> Case:
    return Case(
        "ec2-route-peering-narrow",
        short,
        path,
        _WIDE,
        f"{label} is '{_WIDE}', wider than any VPC",
        KEPT,
        f"{label} is not known yet",
    )


CASES = [
    _peer("ec2/route", "destinationCidrBlock", "destinationCidrBlock"),
    _peer("ec2/routeTable", "routes.0.cidrBlock", "routes[0].cidrBlock"),
    _peer("ec2/defaultRouteTable", "routes.0.cidrBlock", "routes[0].cidrBlock"),
    choice(
        "ec2-transit-gateway-no-auto-accept",
        "ec2transitgateway/transitGateway",
        "autoAcceptSharedAttachments",
        "enable",
        kept=True,
    ),
    choice(
        "ec2-vpc-block-public-access",
        "ec2/vpcBlockPublicAccessOptions",
        "internetGatewayBlockMode",
        "off",
        "off",
    ),
    *(
        choice("ec2-vpc-encryption-enforced", short, "mode", "monitor")
        for short in ("ec2/vpcEncryptionControl", "ec2/encryptionControl")
    ),
    switch("ec2-subnet-no-automatic-public-ip", "ec2/subnet", "mapPublicIpOnLaunch", wanted=False),
    *(
        Case(
            "ec2-security-group-described",
            short,
            "description",
            "Managed by Pulumi",
            "description is 'Managed by Pulumi'",
            "description is not set",
            KEPT,
        )
        for short in (
            "ec2/securityGroup",
            "ec2/securityGroupRule",
            "vpc/securityGroupIngressRule",
            "vpc/securityGroupEgressRule",
        )
    ),
    *(
        Case(
            "ec2-security-group-described",
            short,
            f"{direction}.0.description",
            "",
            f"{direction}[0].description is ''",
            f"{direction}[0].description is not set",
            KEPT,
        )
        for short in ("ec2/securityGroup", "ec2/defaultSecurityGroup")
        for direction in ("ingress", "egress")
    ),
    *(
        choice("lb-load-balancer-desync-mode", short, "desyncMitigationMode", "monitor", kept=True)
        for short in ("lb/loadBalancer", "alb/loadBalancer", "elb/loadBalancer")
    ),
    switch("ec2-instance-source-dest-check", "ec2/networkInterface", "sourceDestCheck", default=True),
    Case(
        "cloudfront-distribution-web-acl",
        "cloudfront/distribution",
        "webAclId",
        "",
        "webAclId is not set",
        "webAclId is not set",
        KEPT,
    ),
    Case(
        "cloudfront-distribution-root-object",
        "cloudfront/distribution",
        "defaultRootObject",
        "",
        "defaultRootObject is not set",
        "defaultRootObject is not set",
        KEPT,
    ),
    *(
        Case(
            "cloudfront-distribution-response-headers",
            "cloudfront/distribution",
            path,
            "",
            f"{label} is not set",
            f"{label} is not set",
            KEPT,
        )
        for path, label in (
            ("defaultCacheBehavior.responseHeadersPolicyId", "defaultCacheBehavior.responseHeadersPolicyId"),
            (
                "orderedCacheBehaviors.0.responseHeadersPolicyId",
                "orderedCacheBehaviors[0].responseHeadersPolicyId",
            ),
        )
    ),
    Case(
        "acm-certificate-no-wildcard",
        "acm/certificate",
        "domainName",
        "*.example.com",
        "it is made for '*.example.com'",
        KEPT,
        "which names it has is not known yet",
    ),
    *(
        switch("redshift-vpc-routing", short, "enhancedVpcRouting")
        for short in ("redshift/cluster", "redshiftserverless/workgroup")
    ),
    switch("eks-cluster-private-endpoint", "eks/cluster", "vpcConfig.endpointPrivateAccess"),
    Case(
        "eks-node-group-no-open-ssh",
        "eks/nodeGroup",
        "remoteAccess.sourceSecurityGroupIds",
        [],
        "remoteAccess names a key and no sourceSecurityGroupIds, so SSH is open to the world",
        "remoteAccess names a key and no sourceSecurityGroupIds, so SSH is open to the world",
        KEPT,
    ),
]
