"""The static web tier: a distribution before a private bucket and the application.

Not shown here: how CloudFront answers, and that AWS delivers the logs.
"""

import json
from typing import Any

import pytest
from botocore.session import get_session

from components.web import StaticWeb, StaticWebArgs
from settings.web import WebSettings

DOMAIN = "shop-dev.example.com"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/storage"
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/1"
ACL = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop-alb/50dc6c495c0c9188"
BUCKET = "aws:s3/bucket:Bucket"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
FUNCTION = "aws:cloudfront/function:Function"
CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"


def web(ingress: Any = "vpc-origin", **changes: Any) -> StaticWeb:
    settings = WebSettings(
        **{
            "price_class": "PriceClass_100",
            "cache_seconds": 300,
            "functions": "directory-index",
            "noncurrent_version_days": 7,
            "deletion_protection": True,
            "content_security_policy": "default-src 'self'",
            **changes,
        }
    )
    return StaticWeb(
        "shop",
        StaticWebArgs(
            settings=settings,
            ingress=ingress,
            account_id="123456789012",
            zone_id="Z0123456789ABCDEFGHIJ",
            domain_name=DOMAIN,
            cloudfront_certificate_arn=CERTIFICATE,
            cloudfront_acl_arn=ACL,
            storage_key_arn=KEY,
            access_log_bucket_name="shop-access-logs-1234567",
            app_domain_name=f"app.{DOMAIN}",
            load_balancer_arn=BALANCER,
        ),
    )


def test_nothing_is_made_but_what_the_site_needs(record):
    graph = record(web)
    counts: dict[str, int] = {}
    for resource in graph.resources:
        if resource.type.startswith(("aws:", "stagecraft:")) and not resource.type.startswith(
            "aws:s3/bucket"
        ):
            counts[resource.type] = counts.get(resource.type, 0) + 1
    assert counts == {
        "stagecraft:web:StaticWeb": 1,
        "stagecraft:storage:PrivateBucket": 1,
        "aws:cloudfront/originAccessControl:OriginAccessControl": 1,
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": 1,
        CACHE_POLICY: 1,
        FUNCTION: 1,
        VPC_ORIGIN: 1,
        DISTRIBUTION: 1,
        "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
        "aws:cloudwatch/logDelivery:LogDelivery": 1,
        "aws:route53/record:Record": 4,
    }
    assert len(graph.of_type(BUCKET)) == 1


def test_viewers_meet_tls_1_2_and_the_certificate_of_the_domain(record):
    (distribution,) = record(web).of_type(DISTRIBUTION)
    assert distribution.inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }
    assert distribution.inputs["aliases"] == [DOMAIN, f"www.{DOMAIN}"]


def test_the_distribution_is_fast_everywhere_it_is_paid_for(record):
    (distribution,) = record(web).of_type(DISTRIBUTION)
    plain = ("enabled", "httpVersion", "isIpv6Enabled", "priceClass", "defaultRootObject", "comment")
    assert distribution.inputs["waitForDeployment"] is True, "what follows an up sees the new site"
    assert [distribution.inputs[key] for key in plain] == [
        True,
        "http2and3",
        True,
        "PriceClass_100",
        "index.html",
        DOMAIN,
    ]
    assert distribution.inputs["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}


def test_files_come_from_the_bucket_by_origin_access_control(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (bucket,) = graph.of_type(BUCKET)
    (control,) = graph.of_type("aws:cloudfront/originAccessControl:OriginAccessControl")
    assert distribution.inputs["origins"][0] == {
        "originId": "site",
        "domainName": bucket.outputs["bucketRegionalDomainName"],
        "originAccessControlId": control.id,
    }
    signing = ("originAccessControlOriginType", "signingBehavior", "signingProtocol")
    assert [control.inputs[key] for key in signing] == ["s3", "always", "sigv4"]
    (headers,) = graph.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    assert distribution.inputs["defaultCacheBehavior"] == {
        "targetOriginId": "site",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD"],
        "cachedMethods": ["GET", "HEAD"],
        "cachePolicyId": graph.of_type(CACHE_POLICY)[0].id,
        "responseHeadersPolicyId": headers.id,
        "functionAssociations": [
            {"eventType": "viewer-request", "functionArn": graph.of_type(FUNCTION)[0].outputs["arn"]}
        ],
        "compress": True,
    }


@pytest.mark.parametrize("ingress", ["internet", "cloudfront"])
def test_a_public_load_balancer_is_asked_over_tls(record, ingress):
    graph = record(lambda: web(ingress))
    (distribution,) = graph.of_type(DISTRIBUTION)
    assert graph.of_type(VPC_ORIGIN) == ()
    assert distribution.inputs["origins"][1:] == [
        {
            "originId": "app",
            "domainName": f"app.{DOMAIN}",
            "customOriginConfig": {
                "httpPort": 80,
                "httpsPort": 443,
                "originProtocolPolicy": "https-only",
                "originSslProtocols": ["TLSv1.2"],
            },
        }
    ]


def test_an_internal_load_balancer_is_asked_through_a_vpc_origin_by_the_name_of_its_certificate(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (origin,) = graph.of_type(VPC_ORIGIN)
    assert distribution.inputs["origins"][1:] == [
        {
            "originId": "app",
            "domainName": f"app.{DOMAIN}",
            "vpcOriginConfig": {"vpcOriginId": origin.id},
        }
    ]
    assert origin.inputs["vpcOriginEndpointConfig"] == {
        "name": "shop-dev-50dc6c495c0c9188",
        "arn": BALANCER,
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
    }
    assert origin.inputs["timeouts"] == {"create": "30m", "update": "30m", "delete": "30m"}


def test_every_request_passes_the_web_acl_first(record):
    (distribution,) = record(web).of_type(DISTRIBUTION)
    assert distribution.inputs["webAclId"] == ACL


def test_a_file_says_itself_how_long_it_is_kept_and_else_the_setting_does(record):
    (policy,) = record(lambda: web(cache_seconds=60)).of_type(CACHE_POLICY)
    assert [policy.inputs[key] for key in ("minTtl", "defaultTtl", "maxTtl")] == [0, 60, 31_536_000]
    assert policy.inputs["parametersInCacheKeyAndForwardedToOrigin"] == {
        "cookiesConfig": {"cookieBehavior": "none"},
        "headersConfig": {"headerBehavior": "none"},
        "queryStringsConfig": {"queryStringBehavior": "none"},
        "enableAcceptEncodingBrotli": True,
        "enableAcceptEncodingGzip": True,
    }


def test_a_request_for_a_directory_meets_the_published_function(record):
    (function,) = record(web).of_type(FUNCTION)
    assert (function.inputs["runtime"], function.inputs["publish"]) == ("cloudfront-js-2.0", True)
    assert "function handler(event)" in function.inputs["code"]


def test_a_setting_leaves_the_function_out(record):
    graph = record(lambda: web(functions="none"))
    assert graph.of_type(FUNCTION) == ()
    assert "functionAssociations" not in graph.of_type(DISTRIBUTION)[0].inputs["defaultCacheBehavior"]


def test_what_cloudfront_is_told_are_words_of_its_api(record):
    graph = record(web)
    api = get_session().get_service_model("cloudfront")
    (distribution,), (function,) = graph.of_type(DISTRIBUTION), graph.of_type(FUNCTION)
    (origin,) = graph.of_type(VPC_ORIGIN)
    endpoint = origin.inputs["vpcOriginEndpointConfig"]
    told = {
        "FunctionRuntime": function.inputs["runtime"],
        "EventType": "viewer-request",
        "OriginProtocolPolicy": endpoint["originProtocolPolicy"],
        "SslProtocol": endpoint["originSslProtocols"]["items"][0],
        "PriceClass": distribution.inputs["priceClass"],
        "HttpVersion": distribution.inputs["httpVersion"],
        "MinimumProtocolVersion": distribution.inputs["viewerCertificate"]["minimumProtocolVersion"],
    }
    known = {shape: {word.lower() for word in api.shape_for(shape).enum} for shape in told}
    assert [shape for shape, word in told.items() if word.lower() not in known[shape]] == []


def test_the_api_is_never_cached(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (headers,) = graph.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    assert distribution.inputs["orderedCacheBehaviors"] == [
        {
            "pathPattern": "/api/*",
            "targetOriginId": "app",
            "viewerProtocolPolicy": "https-only",
            "allowedMethods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
            "cachedMethods": ["GET", "HEAD"],
            "cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            "originRequestPolicyId": "b689b0a8-53d0-40ab-baf2-38738e2966ac",
            "responseHeadersPolicyId": headers.id,
        }
    ]


def test_a_missing_file_has_a_page_and_a_refusal_of_the_api_stays_one(record):
    (distribution,) = record(web).of_type(DISTRIBUTION)
    assert distribution.inputs["customErrorResponses"] == [
        {"errorCode": 404, "responseCode": 404, "responsePagePath": "/404.html", "errorCachingMinTtl": 10}
    ], "a page for 403 would hide every 403 of the API"


def test_nobody_reads_the_bucket_but_the_accounts_distributions(record):
    graph = record(web)
    (bucket,) = graph.of_type(BUCKET)
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    arn = f"arn:aws:s3:::{bucket.value('bucket')}"
    deny, *allowed = json.loads(policy.inputs["policy"])["Statement"]
    assert deny["Sid"] == "DenyPlainHttp"
    only_these = {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}}
    assert allowed == [
        {
            "Sid": "DistributionReadsFiles",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": f"{arn}/*",
            "Condition": only_these,
        },
        {
            "Sid": "DistributionLearnsWhatIsMissing",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:ListBucket",
            "Resource": arn,
            "Condition": only_these,
        },
    ]


def test_the_policy_can_be_read_before_the_distribution_exists(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    assert distribution.urn not in policy.property_dependencies["policy"]
    assert policy.urn not in distribution.dependencies


def test_the_site_is_encrypted_with_the_customer_key_and_logs_its_access(record):
    graph = record(web)
    (encryption,) = graph.of_type(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    by_default = encryption.inputs["rules"][0]["applyServerSideEncryptionByDefault"]
    assert by_default == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    (logging,) = graph.of_type("aws:s3/bucketLogging:BucketLogging")
    assert logging.inputs["targetBucket"] == "shop-access-logs-1234567"
    assert logging.inputs["targetPrefix"] == "s3/shop-site/"


def test_every_answer_carries_security_headers_that_no_origin_overrides(record):
    (headers,) = record(web).of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    assert headers.inputs["securityHeadersConfig"] == {
        "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'self'", "override": True},
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": True},
        "strictTransportSecurity": {
            "accessControlMaxAgeSec": 31536000,
            "includeSubdomains": True,
            "override": True,
        },
    }


def test_access_logs_go_to_the_bucket_of_logs_from_us_east_1(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (source,) = graph.of_type("aws:cloudwatch/logDeliverySource:LogDeliverySource")
    (destination,) = graph.of_type("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    (delivery,) = graph.of_type("aws:cloudwatch/logDelivery:LogDelivery")
    assert [one.inputs["region"] for one in (source, destination, delivery)] == ["us-east-1"] * 3
    assert source.inputs["logType"] == "ACCESS_LOGS"
    assert source.inputs["resourceArn"] == distribution.outputs["arn"]
    assert destination.inputs["deliveryDestinationConfiguration"] == {
        "destinationResourceArn": "arn:aws:s3:::shop-access-logs-1234567"
    }
    assert delivery.inputs["deliverySourceName"] == source.value("name")
    assert delivery.inputs["deliveryDestinationArn"] == destination.outputs["arn"]


@pytest.mark.parametrize(
    ("name", "host", "record_type"),
    [
        ("shop-apex-a", DOMAIN, "A"),
        ("shop-apex-aaaa", DOMAIN, "AAAA"),
        ("shop-www-a", f"www.{DOMAIN}", "A"),
        ("shop-www-aaaa", f"www.{DOMAIN}", "AAAA"),
    ],
)
def test_the_domain_points_to_the_distribution(record, name, host, record_type):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    (found,) = [one for one in graph.of_type("aws:route53/record:Record") if one.name == name]
    assert (found.inputs["name"], found.inputs["type"]) == (host, record_type)
    assert found.inputs["aliases"] == [
        {
            "name": distribution.outputs["domainName"],
            "zoneId": distribution.outputs["hostedZoneId"],
            "evaluateTargetHealth": False,
        }
    ]


def test_the_component_gives_out_what_a_deployment_of_the_site_needs(record):
    graph = record(web)
    (distribution,) = graph.of_type(DISTRIBUTION)
    assert graph.of_type("stagecraft:web:StaticWeb")[0].outputs == {
        "distribution_id": distribution.id,
        "distribution_domain_name": distribution.outputs["domainName"],
        "bucket_name": graph.of_type(BUCKET)[0].value("bucket"),
    }


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_keeps_the_site(record, protection):
    (bucket,) = record(lambda: web(deletion_protection=protection)).of_type(BUCKET)
    assert bucket.protect is protection
    assert bucket.inputs["forceDestroy"] is not protection
