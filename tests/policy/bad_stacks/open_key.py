"""A key that everyone decrypts with, and one that never changes."""

import sound
from pulumi_aws import kms

everyone = {"Sid": "Everyone", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
kms.Key("open", enable_key_rotation=True, policy=sound.document(*sound.KEY_STATEMENTS, everyone))
kms.Key("old", policy=sound.document(*sound.KEY_STATEMENTS))
