"""A bucket, a database and a role that are made where no rule looks."""

import json

from pulumi_aws import cloudcontrol, cloudformation

cloudcontrol.Resource("hidden", type_name="AWS::S3::Bucket", desired_state="{}")
database = {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": True}}
cloudformation.Stack("behind", template_body=json.dumps({"Resources": {"Database": database}}))
cloudformation.Stack("role", template_body="Resources:\n  Role:\n    Type: AWS::IAM::Role\n")
cloudformation.Stack("elsewhere", template_url="https://templates.s3.amazonaws.com/any.yaml")
