"""The rules as people read them: a table, a coverage of types, and a page that is never stale."""

from pathlib import Path

from guardrails.catalog import RULES

from stagecraft.gate.rules import PAGE, judged_types, policies_page, rules_table
from tests.policy.compliant import graph, make

ROOT = Path(__file__).parents[3]
IDS = """\
ebs-volume-encrypted
ebs-volume-customer-key
ebs-snapshot-copy-encrypted
ebs-encryption-by-default
ec2-instance-volumes-encrypted
ec2-launch-template-volumes-encrypted
ec2-launch-template-customer-key
efs-file-system-encrypted
efs-file-system-customer-key
s3-bucket-customer-key
s3-bucket-tls-only
rds-instance-storage-encrypted
rds-instance-customer-key
rds-cluster-storage-encrypted
rds-cluster-customer-key
rds-global-cluster-storage-encrypted
rds-performance-insights-customer-key
rds-database-tls-forced
rds-proxy-tls-required
docdb-cluster-storage-encrypted
docdb-parameter-group-tls
neptune-cluster-storage-encrypted
neptune-parameter-group-tls
dynamodb-table-customer-key
dax-cluster-encrypted
dax-cluster-tls
elasticache-replication-group-encrypted
elasticache-replication-group-tls
elasticache-customer-key
elasticache-cluster-tls
memorydb-cluster-tls
redshift-cluster-encrypted
redshift-customer-key
redshift-parameter-group-tls
opensearch-domain-encrypted
opensearch-domain-node-tls
opensearch-domain-https
sqs-queue-encrypted
sns-topic-encrypted
kinesis-stream-encrypted
firehose-delivery-stream-encrypted
msk-cluster-tls
backup-vault-customer-key
eks-cluster-secrets-customer-key
lb-listener-https
lb-listener-rule-https
lb-listener-tls-policy
lb-target-group-encrypted
elb-listener-encrypted
cloudfront-distribution-viewer-https
cloudfront-distribution-tls-policy
cloudfront-distribution-sni
cloudfront-distribution-origin-tls
kms-key-rotation
kms-key-enabled
kms-key-lockout-safety
secretsmanager-secret-customer-key
cloudwatch-log-group-customer-key
cloudtrail-trail-customer-key
cloudtrail-trail-log-validation
emr-security-configuration-encrypted
emr-cluster-security-configuration
database-customer-key
messaging-customer-key
file-system-customer-key
workload-customer-key
replica-customer-key
apigateway-domain-tls-policy
apigateway-integration-https
apigateway-cache-encrypted
ecs-task-efs-tls
ecs-cluster-exec-customer-key
glue-customer-key
glue-job-security-configuration
glue-connection-tls
athena-results-encrypted
acm-certificate-key-length
rds-snapshot-copy-encrypted
opensearch-collection-customer-key
aws-data-encrypted-at-rest
aws-data-encrypted-in-transit
vpc-data-store-private-subnets
rds-instance-not-public
redshift-cluster-not-public
dms-replication-instance-not-public
mq-broker-not-public
msk-cluster-not-public
vpc-data-store-not-reachable
vpc-tier-reached-as-intended
vpc-tier-reaches-as-intended
vpc-tier-service-endpoints
vpc-tier-groups-as-intended
vpc-tier-acls-as-intended
vpc-tier-isolated
ec2-security-group-not-open
ec2-vpc-default-group-closed
ec2-vpc-flow-logs
ec2-network-acl-administration-ports
ec2-instance-no-public-ip
ec2-instance-no-elastic-ip
ec2-subnet-no-automatic-public-ip
ec2-instance-source-dest-check
lb-load-balancer-internal
lb-load-balancer-access-logs
lb-load-balancer-drop-invalid-headers
lb-load-balancer-desync-mode
elb-load-balancer-classic
ec2-default-vpc-not-used
ec2-route-peering-narrow
ec2-transit-gateway-no-auto-accept
ec2-vpc-endpoint-private-dns
ec2-vpc-block-public-access
ec2-vpc-encryption-enforced
ec2-subnet-no-automatic-ipv6
ec2-security-group-data-egress
ec2-security-group-rules-one-way
ec2-security-group-described
ec2-network-acl-used
web-acl-attached
cloudfront-distribution-web-acl
wafv2-web-acl-rules
wafv2-web-acl-known-bad-inputs
cloudfront-distribution-root-object
cloudfront-distribution-response-headers
route53-zone-dnssec
acm-certificate-no-wildcard
redshift-vpc-routing
ecs-service-no-public-ip
eks-cluster-endpoint-not-open
eks-cluster-private-endpoint
eks-node-group-no-open-ssh
pulumi-component-looked-into
aws-data-store-looked-into
aws-resource-looked-into
aws-resource-not-public
lightsail-instance-ports-not-open
s3-bucket-public-access-block
s3-public-access-block-complete
s3-bucket-policy-not-public
s3-bucket-acl-not-public
s3-access-point-policy-not-public
s3-access-point-decides
s3-access-point-public-access-block
s3-object-acl-not-public
s3-bucket-acls-disabled
s3-bucket-policy-no-foreign-owner
kms-key-policy-not-public
secretsmanager-secret-policy-not-public
sqs-queue-policy-not-public
sns-topic-policy-not-public
ecr-repository-policy-not-public
backup-vault-policy-not-public
glacier-vault-policy-not-public
efs-file-system-policy-not-public
cloudwatch-log-policy-not-public
mediastore-container-policy-not-public
aws-data-policy-not-public
aws-resource-policy-not-public
aws-resource-policy-actions-named
opensearch-domain-policy-not-public
opensearch-serverless-not-public
sqs-queue-tls-only
sns-topic-tls-only
aws-service-principal-source-bound
aws-service-principal-named
kms-key-policy-use-limited
cloudwatch-log-policy-groups-named
rds-iam-authentication
database-password-not-in-state
data-store-authenticated
redshift-admin-name
efs-access-point-confined
lambda-function-url-authenticated
lambda-permission-not-public
lambda-permission-source-bound
apigateway-private-api-policy-not-public
apigateway-method-authorized
apigatewayv2-route-authorized
apigateway-stage-client-certificate
apigateway-method-validated
api-cors-bound
events-bus-permission-not-public
ec2-vpc-endpoint-policy-bound
cloudfront-distribution-origin-access-control
cloudfront-origin-access-control-signs
cognito-identity-pool-no-guests
ec2-instance-imdsv2
ec2-metadata-defaults-imdsv2
ec2-instance-metadata-hop-limit
ebs-snapshots-not-public
rds-snapshot-not-public
ec2-image-not-public
ec2-image-block-public-access
ssm-document-not-public
ssm-document-sharing-blocked
ec2-vpc-endpoint-service-acceptance
secretsmanager-secret-rotated
lambda-function-no-plain-secrets
ecs-task-definition-no-plain-secrets
batch-job-definition-no-plain-secrets
codebuild-project-no-plain-secrets
apprunner-service-no-plain-secrets
ssm-parameter-no-plain-secrets
ec2-user-data-no-plain-secrets
iam-policy-no-admin
iam-policy-no-service-wildcard
iam-policy-data-named
iam-policy-permissions-named
iam-policy-actions-named
iam-policy-decryption-keys-named
iam-policy-changes-named
iam-policy-pass-role-bound
iam-managed-policy-no-admin
iam-identity-no-escalation
iam-role-boundary
iam-boundary-keeps-limit
iam-role-trust-not-public
iam-role-trust-oidc-bound
iam-role-trust-source-bound
iam-user-not-used
iam-access-key-not-used
iam-user-no-own-policies
iam-account-password-policy
iam-access-analyzer-external
iam-role-policies-one-way
iam-managed-policy-no-whole-service
cloudtrail-trail-complete
cloudtrail-trail-cloudwatch
cfg-recorder-complete
account-detection-on
account-services-present
guardduty-features-on
cloudwatch-log-group-retention
s3-bucket-access-logs
database-logs
service-logs
redshift-cluster-audit-log
rds-instance-monitored
api-traced
cloudfront-distribution-logs
wafv2-web-acl-logs
wafv2-metrics
route53-zone-query-log
lb-load-balancer-connection-logs
apigateway-stage-execution-log
apigateway-no-data-trace
ecs-task-logs
ecs-cluster-insights
ecs-cluster-exec-logs
cloudwatch-alarm-acts
rds-instance-backups
rds-instance-multi-az
rds-instance-deletion-protection
rds-cluster-deletion-protection
s3-bucket-versioning
s3-bucket-lifecycle
s3-lifecycle-ends-uploads
s3-bucket-audit-locked
s3-bucket-replication
dynamodb-table-point-in-time-recovery
lb-load-balancer-deletion-protection
lb-load-balancer-cross-zone
database-backups
database-two-zones
db-cluster-two-instances
database-minor-upgrades
data-deletion-protection
dynamodb-table-scales
opensearch-domain-dedicated-masters
efs-file-system-backups
backup-vault-locked
backup-plan-selects-data
autoscaling-group-health-check
autoscaling-group-two-zones
autoscaling-group-launch-template
autoscaling-group-several-types
lb-load-balancer-two-zones
sqs-queue-dead-letters
lambda-function-failures-kept
lambda-function-two-zones
kinesis-stream-retention
secretsmanager-secret-recovery-window
acm-certificate-renews-itself
ecr-repository-lifecycle
cloudfront-distribution-origin-failover
ec2-instance-role
ecs-task-confined
ecs-task-read-only-root
ecs-task-not-root
ecs-task-roles-differ
ecs-service-platform-version
ecr-repository-scanned
ecr-repository-immutable
lambda-function-runtime
eks-cluster-version
lambda-function-signed
lambda-function-in-vpc
lambda-function-traced
sagemaker-notebook-no-root
"""


def test_the_page_is_what_the_rules_say() -> None:
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert policies_page() == written, "write it again: .venv/bin/python -m stagecraft.gate.rules"


def test_no_rule_comes_or_goes_unnoticed() -> None:
    assert IDS.split() == [rule.id for rule in RULES], "an id is a contract: waivers and configs name it"


def test_the_table_has_every_rule_with_its_level_in_each_environment() -> None:
    table = {row["id"]: row for row in rules_table()}
    assert len(RULES) == len(table)
    row = table["rds-instance-multi-az"]
    assert row["enforcement"] == {"dev": "disabled", "staging": "mandatory", "prod": "mandatory"}
    assert (row["appliesTo"], row["topics"]) == (["aws:rds/instance:Instance"], ["resilience"])
    assert "FSBP RDS.5" in row["controls"]


def test_it_is_told_which_types_of_a_stack_no_rule_judges() -> None:
    stack = graph(make("ec2/keyPair", "k", {}), make("ebs/volume", "a"), make("ebs/volume", "b"))
    judged = ["ebs-volume-encrypted", "ebs-volume-customer-key"]
    assert [
        {"type": "aws:ec2/keyPair:KeyPair", "resources": 1, "rules": []},
        {"type": "aws:ebs/volume:Volume", "resources": 2, "rules": judged},
    ] == judged_types([stack])
