"""A database with nothing but what AWS asks for."""

import pulumi
from pulumi_aws import rds

rds.Instance(
    "bare",
    engine="mysql",
    instance_class="db.t4g.micro",
    allocated_storage=20,
    username="admin",
    password=pulumi.Output.secret("hunter22"),
    publicly_accessible=True,
    skip_final_snapshot=True,
)
