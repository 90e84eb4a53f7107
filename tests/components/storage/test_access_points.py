"""Access points: one a department, closed to all others.

Not shown here: how S3 judges the policy of a point together with that of its bucket.
"""

import json
from fnmatch import fnmatchcase

from components.storage.access_points import USE_OF_OBJECTS
from tests.components.storage.program import (
    ACCESS_POINT,
    ACCOUNT,
    BUCKET,
    REGION,
    arn_of,
    named,
    policy_of,
    storage,
)


def test_each_department_has_a_private_access_point_to_its_own_folder(record):
    graph = record(storage)
    assert [one.name for one in graph.of_type(ACCESS_POINT)] == ["shop-sales", "shop-support"]
    point = named(graph, ACCESS_POINT, "shop-sales")
    assert point.inputs["name"] == "shop-dev-sales"
    assert graph.refers(point, "bucket", BUCKET).one.name == "shop-documents"
    assert point.inputs["publicAccessBlockConfiguration"] == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/shop-dev-sales"
    account = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    own = {"aws:PrincipalTag/department": "sales"}
    assert json.loads(point.inputs["policy"])["Statement"] == [
        {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/object/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "DepartmentUsesItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
            "Resource": f"{arn}/object/sales/*",
            "Condition": {"StringEquals": own},
        },
        {
            "Sid": "DepartmentListsItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": "s3:ListBucket",
            "Resource": arn,
            "Condition": {"StringEquals": own, "StringLike": {"s3:prefix": "sales/*"}},
        },
        {
            "Sid": "DenyOtherDepartments",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*Multipart*", "s3:*Object*", "s3:ListBucket*"],
            "Resource": [arn, f"{arn}/object/*"],
            "Condition": {"StringNotEquals": own},
        },
    ]


def test_whoever_deploys_is_not_locked_out_of_the_access_point():
    managed = ("s3:GetAccessPointPolicy", "s3:PutAccessPointPolicy", "s3:DeleteAccessPoint", "s3:TagResource")
    assert not [one for one in managed for denied in USE_OF_OBJECTS if fnmatchcase(one, denied)]
    used = ("s3:GetObject", "s3:PutObjectTagging", "s3:ListBucketVersions", "s3:AbortMultipartUpload")
    assert not [one for one in used if not any(fnmatchcase(one, denied) for denied in USE_OF_OBJECTS)]


def test_the_documents_leave_to_access_points_of_the_account_who_may_what(record):
    graph = record(storage)
    arn = arn_of(graph, "shop-documents")
    assert policy_of(graph, "shop-documents")["Statement"][1:] == [
        {
            "Sid": "AccessPointsDecide",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:PutObject",
                "s3:ListBucket",
            ],
            "Resource": [arn, f"{arn}/*"],
            "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
        }
    ]


def test_nothing_in_the_account_has_a_name_that_a_longer_stack_would_break(record):
    graph = record(storage, stack="s" * 20)
    names = [one.inputs["name"] for one in graph.of_type(ACCESS_POINT)]
    assert max(map(len, names)) <= 50, "the longest name of an access point"
