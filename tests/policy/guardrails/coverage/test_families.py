"""Sensitive inputs are told by their names, in whatever block they stand."""

import pytest
from guardrails.coverage.families import (
    DOCUMENT,
    ENCRYPTION,
    KEY,
    PUBLIC,
    SECURITY_GROUPS,
    SUBNETS,
    TRANSPORT,
    Family,
    family_of,
    is_about,
    words,
)


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("kmsKeyId", KEY),
        ("encryptAtRest.kmsKeyId", KEY),
        ("performanceInsightsKmsKeyId", KEY),
        ("customerManagedKeyArn", KEY),
        ("encryptionKey", KEY),
        ("encryptionConfiguration.keyId", KEY),
        ("storageEncrypted", ENCRYPTION),
        ("encryptionConfiguration.type", ENCRYPTION),
        ("nodeToNodeEncryption.enabled", ENCRYPTION),
        ("sqsManagedSseEnabled", ENCRYPTION),
        ("transitEncryptionMode", ENCRYPTION),
        ("requireTls", TRANSPORT),
        ("listeners.tls.mode", TRANSPORT),
        ("sslPolicy", TRANSPORT),
        ("domainEndpointOptions.tlsSecurityPolicy", TRANSPORT),
        ("securityPolicy", TRANSPORT),
        ("endpointOptions.enforceHttps", TRANSPORT),
        ("viewerProtocolPolicy", TRANSPORT),
        ("publiclyAccessible", PUBLIC),
        ("connectivityInfo.publicAccess.type", PUBLIC),
        ("acl", PUBLIC),
        ("subnetIds", SUBNETS),
        ("dbSubnetGroupName", SUBNETS),
        ("securityGroups", SECURITY_GROUPS),
        ("vpcSecurityGroupIds", SECURITY_GROUPS),
        ("policy", DOCUMENT),
        ("assumeRolePolicy", DOCUMENT),
        ("kmsPolicyDocument", DOCUMENT),
        ("name", None),
        ("keyId", None),
        ("asset.id", None),
        ("policyArn", None),
        ("addresses", None),
    ],
)
def test_a_name_gives_the_family_away(path: str, family: Family | None) -> None:
    assert family == family_of(path)


def test_a_switch_is_no_document_and_names_no_subnet() -> None:
    found = [family_of(path, text=False) for path in ("blockPublicPolicy", "mapSubnets", "detachPolicies")]
    assert [PUBLIC, None, None] == found


@pytest.mark.parametrize("value", ["`PUBLIC`", "`PUBLIC_ONLY`", "`PublicInternetOnly`", "`public-read`"])
def test_a_choice_that_offers_the_public_is_told_by_its_description(value: str) -> None:
    assert family_of("mode", f"How it is reached. Valid values: {value}, `VPC`.") == PUBLIC
    assert family_of("mode", "How public it is.") is None


def test_words_are_told_apart() -> None:
    assert ["kms", "key", "id"] == words("kmsKeyId")
    assert ["s3", "kms", "key"] == words("s3KmsKey")
    assert ["is", "mtls", "required"] == words("isMTLSRequired")


@pytest.mark.parametrize(
    ("short", "about"),
    [
        ("ebs/encryptionByDefault", True),
        ("ec2/imageBlockPublicAccess", True),
        ("emr/securityConfiguration", True),
        ("ec2/vpc", False),
    ],
)
def test_a_type_can_be_sensitive_by_its_own_name(short: str, about: bool) -> None:
    assert about is is_about(short)
