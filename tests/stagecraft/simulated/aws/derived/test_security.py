"""Certificates and keys."""

import re

from stagecraft import wire

CERTIFICATE = "aws:acm/certificate:Certificate"


def test_each_name_of_a_certificate_has_a_validation_record(cloud):
    certificate = cloud.create(
        CERTIFICATE,
        domainName="shop.example",
        subjectAlternativeNames=["www.shop.example", "*.shop.example"],
        validationMethod="DNS",
    )
    options = certificate.outputs["domainValidationOptions"]
    assert [option["domainName"] for option in options] == [
        "shop.example",
        "www.shop.example",
        "*.shop.example",
    ]
    for option in options:
        domain = option["domainName"].removeprefix("*.")
        assert option["resourceRecordType"] == "CNAME"
        assert re.fullmatch(rf"_[0-9a-f]{{32}}\.{re.escape(domain)}\.", option["resourceRecordName"])
        assert re.fullmatch(
            r"_[0-9a-f]{32}\.[0-9a-f]{10}\.acm-validations\.aws\.", option["resourceRecordValue"]
        )


def test_a_wildcard_is_proven_by_the_record_of_its_domain(cloud):
    certificate = cloud.create(
        CERTIFICATE,
        domainName="shop.example",
        subjectAlternativeNames=["*.shop.example"],
        validationMethod="DNS",
    )
    plain, wildcard = certificate.outputs["domainValidationOptions"]
    assert {**plain, "domainName": "*.shop.example"} == wildcard


def test_two_certificates_of_one_name_share_their_record(cloud):
    one = cloud.create(CERTIFICATE, "one", domainName="shop.example", validationMethod="DNS")
    two = cloud.create(
        CERTIFICATE, "two", domainName="shop.example", validationMethod="DNS", region="us-east-1"
    )
    assert one.outputs["domainValidationOptions"] == two.outputs["domainValidationOptions"]
    assert one.id != two.id


def test_records_of_an_unknown_name_are_unknown(cloud):
    certificate = cloud.create(CERTIFICATE, domainName=wire.UNKNOWN, validationMethod="DNS")
    assert certificate.outputs["domainValidationOptions"] == wire.UNKNOWN


def test_an_imported_certificate_needs_no_record(cloud):
    certificate = cloud.create(CERTIFICATE, privateKey=wire.secret("key"), certificateBody="pem")
    assert (certificate.outputs["type"], certificate.outputs["domainValidationOptions"]) == ("IMPORTED", [])


def test_an_alias_of_a_key_arn_targets_it(cloud):
    key = cloud.create("aws:kms/key:Key")
    alias = cloud.create("aws:kms/alias:Alias", name="alias/shop", targetKeyId=key.outputs["arn"])
    assert alias.outputs["targetKeyArn"] == key.outputs["arn"]


def test_a_replica_key_has_the_id_of_its_primary(cloud):
    primary = cloud.create("aws:kms/key:Key", multiRegion=True)
    replica = cloud.create(
        "aws:kms/replicaKey:ReplicaKey", primaryKeyArn=primary.outputs["arn"], region="eu-north-1"
    )
    assert replica.id == primary.id
    assert replica.outputs["arn"] == f"arn:aws:kms:eu-north-1:123456789012:key/{primary.id}"


def test_a_secret_version_is_known_by_secret_and_version(cloud):
    secret = cloud.create("aws:secretsmanager/secret:Secret", name="db")
    version = cloud.create(
        "aws:secretsmanager/secretVersion:SecretVersion",
        secretId=secret.id,
        secretStringWo=wire.secret("hunter2"),
        secretStringWoVersion=1,
    )
    assert version.id == f"{secret.id}|{version.outputs['versionId']}"
    assert (version.outputs["arn"], version.outputs["hasSecretStringWo"]) == (secret.id, True)
    assert "secretStringWo" not in version.outputs


def test_a_service_linked_role_has_the_name_that_its_service_gives(cloud):
    role = cloud.create(
        "aws:iam/serviceLinkedRole:ServiceLinkedRole", awsServiceName="autoscaling.amazonaws.com"
    )
    assert role.outputs["arn"] == (
        "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    )
