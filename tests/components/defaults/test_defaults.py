"""What the account refuses or does by default."""

import json
from typing import Any

from components.defaults import Defaults, DefaultsArgs
from settings.account.defaults import ContactSettings, DefaultsSettings, PasswordSettings
from settings.keys import KeysSettings

ACCOUNT = "111122223333"
KEYS = KeysSettings(deletion_window_days=7, rotation_period_days=180, deletion_protection=True)
CONTACT = ContactSettings(
    kind="SECURITY", name="Team", title="Officer", email="security@example.com", phone="+49 30 1234567"
)


def defaults(**changes: Any) -> Defaults:
    settings = DefaultsSettings(
        **{
            "password": PasswordSettings(minimum_length=16, reuse_prevention=24, max_age_days=90),
            "metadata_hop_limit": 1,
            "contacts": (CONTACT,),
            **changes,
        }
    )
    return Defaults(
        "account",
        DefaultsArgs(settings=settings, keys=KEYS, account_id=ACCOUNT, region="eu-west-1"),
    )


def the_one(graph, token):
    """Return what the one resource of a type was asked for, beside its region."""
    (found,) = graph.of_type(token)
    return {key: value for key, value in found.inputs.items() if key != "region"}


def test_no_bucket_of_the_account_becomes_public(record):
    graph = record(defaults)
    assert the_one(graph, "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock") == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_volumes_are_encrypted_by_a_key_of_the_accounts_own(record):
    graph = record(defaults)
    (key,) = graph.of_type("aws:kms/key:Key")
    assert the_one(graph, "aws:ebs/encryptionByDefault:EncryptionByDefault") == {"enabled": True}
    assert the_one(graph, "aws:ebs/defaultKmsKey:DefaultKmsKey") == {"keyArn": key.outputs["arn"]}
    statements = {one["Sid"]: one for one in json.loads(key.inputs["policy"])["Statement"]}
    assert list(statements) == [
        "AccountAdministers",
        "AccountUsesThroughEc2",
        "AutoScalingUsesVolumes",
        "AutoScalingAttachesVolumes",
    ]
    assert "kms:CreateGrant" in statements["AccountUsesThroughEc2"]["Action"]


def test_snapshots_images_documents_and_consoles_are_closed(record):
    graph = record(defaults)
    assert the_one(graph, "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess") == {
        "state": "block-all-sharing"
    }
    assert the_one(graph, "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess") == {
        "state": "block-new-sharing"
    }
    assert the_one(graph, "aws:ec2/serialConsoleAccess:SerialConsoleAccess") == {"enabled": False}
    assert the_one(graph, "aws:ssm/serviceSetting:ServiceSetting") == {
        "settingId": "/ssm/documents/console/public-sharing-permission",
        "settingValue": "Disable",
    }


def test_instances_give_their_credentials_by_imdsv2_only(record):
    graph = record(lambda: defaults(metadata_hop_limit=2))
    assert the_one(graph, "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults") == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 2,
    }


def test_passwords_are_strong(record):
    graph = record(defaults)
    assert the_one(graph, "aws:iam/accountPasswordPolicy:AccountPasswordPolicy") == {
        "minimumPasswordLength": 16,
        "passwordReusePrevention": 24,
        "maxPasswordAge": 90,
        "requireLowercaseCharacters": True,
        "requireUppercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "allowUsersToChangePassword": True,
        "hardExpiry": False,
    }


def test_aws_writes_to_the_contacts_of_the_settings(record):
    graph = record(defaults)
    assert the_one(graph, "aws:account/alternativeContact:AlternativeContact") == {
        "alternateContactType": "SECURITY",
        "name": "Team",
        "title": "Officer",
        "emailAddress": "security@example.com",
        "phoneNumber": "+49 30 1234567",
    }
    none = record(lambda: defaults(contacts=()))
    assert none.of_type("aws:account/alternativeContact:AlternativeContact") == ()


def test_the_states_are_those_of_the_api():
    import botocore.session

    ec2 = botocore.session.get_session().get_service_model("ec2")
    assert "block-all-sharing" in ec2.shape_for("SnapshotBlockPublicAccessState").enum
    assert "block-new-sharing" in ec2.shape_for("ImageBlockPublicAccessEnabledState").enum
    assert "required" in ec2.shape_for("MetadataDefaultHttpTokensState").enum
