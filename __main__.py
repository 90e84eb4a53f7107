"""The shop's platform: one region, the same architecture in each environment.

    visitors ─► CloudFront ─► S3 site
                    └─ /api/* ─► load balancer ─► instances ─► PostgreSQL

What an environment chooses stands in `Pulumi.<stack>.yaml`; what it is made of stands below.
"""

import pulumi
import pulumi_aws as aws

from components.alerts import Alerts, AlertsArgs
from components.app import Application, ApplicationArgs, StoreWires
from components.cache import Cache, CacheArgs
from components.database import Database, DatabaseArgs
from components.edge import Dns, DnsArgs, PrivateNames, PrivateNamesArgs
from components.firewall import Firewall, FirewallArgs
from components.identity import Identity, IdentityArgs
from components.keys import Keys, KeysArgs
from components.network import Endpoints, EndpointsArgs, Network, NetworkArgs
from components.operations import Operations, OperationsArgs
from components.provider import aws_provider, default_tags
from components.recovery import Recovery, RecoveryArgs
from components.security import SecurityChain, SecurityChainArgs
from components.storage import REPLICATION_RULE, Storage, StorageArgs
from components.systems_manager import PATCH_GROUP_TAG, SystemsManager, SystemsManagerArgs
from components.tables import Tables, TablesArgs
from components.web import StaticWeb, StaticWebArgs
from settings import load
from settings.security import CACHE_PORT, DAX_PORT, PROXY_PORT

settings = load()
provider = aws_provider(settings)
opts = pulumi.ResourceOptions(providers=[provider])
patch_group = f"{pulumi.get_project()}-{pulumi.get_stack()}"
account_id = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=provider)).account_id

keys = Keys(
    "shop",
    KeysArgs(
        settings=settings.keys,
        account_id=account_id,
        region=settings.region,
        recovery_region=settings.recovery_region,
    ),
    opts,
)
identity = Identity(
    "shop",
    IdentityArgs(account_id=account_id, region=settings.region, recovery_region=settings.recovery_region),
    opts,
)
alerts = Alerts(
    "shop",
    AlertsArgs(
        settings=settings.alerts,
        messages_key_arn=keys.messages_arn,
        edge_messages_key_arn=keys.edge_messages_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
storage = Storage(
    "shop",
    StorageArgs(
        settings=settings.storage,
        storage_key_arn=keys.storage_arn,
        audit_key_arn=keys.audit_arn,
        storage_replica_key_arn=keys.storage_replica_arn,
        messages_key_arn=keys.messages_arn,
        boundary_arn=identity.boundary_arn,
        account_id=account_id,
        region=settings.region,
        recovery_region=settings.recovery_region,
    ),
    opts,
)
network = Network(
    "shop",
    NetworkArgs(
        settings=settings.network,
        ingress=settings.security.ingress,
        app_port=settings.app.port,
        proxy_port=PROXY_PORT,
        database_port=settings.database.port,
        cache_port=CACHE_PORT,
        dax_port=DAX_PORT if settings.tables.dax.nodes else None,
        logs_key_arn=keys.logs_arn,
        audit_log_bucket_arn=storage.audit_log_bucket_arn,
        boundary_arn=identity.boundary_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
chain = SecurityChain(
    "shop",
    SecurityChainArgs(
        settings=settings.security,
        vpc_id=network.vpc_id,
        app_port=settings.app.port,
        proxy_port=PROXY_PORT,
        database_port=settings.database.port,
        cache_port=CACHE_PORT,
        dax_port=DAX_PORT,
    ),
    opts,
)
endpoints = Endpoints(
    "shop",
    EndpointsArgs(
        settings=settings.network,
        vpc_id=network.vpc_id,
        data_subnet_ids=network.data_subnet_ids,
        endpoint_group_id=chain.endpoint_group_id,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
dns = Dns(
    "shop",
    DnsArgs(
        settings=settings.edge,
        vpc_id=network.vpc_id,
        account_id=account_id,
        region=settings.region,
        edge_logs_key_arn=keys.edge_logs_arn,
    ),
    opts,
)
firewall = Firewall(
    "shop",
    FirewallArgs(
        settings=settings.firewall,
        ingress=settings.security.ingress,
        account_id=account_id,
        region=settings.region,
        logs_key_arn=keys.logs_arn,
        edge_logs_key_arn=keys.edge_logs_arn,
    ),
    opts,
)
database = Database(
    "shop",
    DatabaseArgs(
        settings=settings.database,
        data_subnet_ids=network.data_subnet_ids,
        database_group_id=chain.database_group_id,
        proxy_group_id=chain.proxy_group_id,
        database_key_arn=keys.database_arn,
        secrets_key_arn=keys.secrets_arn,
        logs_key_arn=keys.logs_arn,
        boundary_arn=identity.boundary_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
cache = Cache(
    "shop",
    CacheArgs(
        settings=settings.cache,
        data_subnet_ids=network.data_subnet_ids,
        cache_group_id=chain.cache_group_id,
        cache_key_arn=keys.cache_arn,
        logs_key_arn=keys.logs_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
tables = Tables(
    "shop",
    TablesArgs(
        settings=settings.tables,
        data_subnet_ids=network.data_subnet_ids,
        dax_group_id=chain.dax_group_id,
        tables_key_arn=keys.tables_arn,
        boundary_arn=identity.boundary_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
application = Application(
    "shop",
    ApplicationArgs(
        settings=settings.app,
        tags={**default_tags(settings), PATCH_GROUP_TAG: patch_group},
        ingress=settings.security.ingress,
        account_id=account_id,
        region=settings.region,
        vpc_id=network.vpc_id,
        public_subnet_ids=network.public_subnet_ids,
        app_subnet_ids=network.app_subnet_ids,
        outbound_subnet_ids=network.outbound_subnet_ids,
        elb_group_id=chain.elb_group_id,
        app_group_id=chain.app_group_id,
        certificate_arn=dns.regional_certificate_arn,
        zone_id=dns.zone_id,
        domain_name=dns.domain_name,
        regional_acl_arn=firewall.regional_acl_arn,
        access_log_bucket_name=storage.access_log_bucket_name,
        compute_key_arn=keys.compute_arn,
        logs_key_arn=keys.logs_arn,
        boundary_arn=identity.boundary_arn,
        alerts_topic_arn=alerts.topic_arn,
        artifact_bucket_arn=storage.artifact_bucket_arn,
        stores=StoreWires(
            database_endpoint=database.proxy_endpoint,
            database_reader_endpoints=database.replica_endpoints,
            database_secret_arn=database.secret_arn,
            secrets_key_arn=keys.secrets_arn,
            cache_endpoint=cache.endpoint,
            cache_reader_endpoint=cache.reader_endpoint,
            cache_port=CACHE_PORT,
            cache_name=cache.replication_group_id,
            cache_user_name=cache.user_name,
            cache_connect_arns=cache.connect_arns,
            table_names=tables.table_names,
            table_arns=list(tables.table_arns.values()),
            tables_key_arn=keys.tables_arn,
            dax_endpoint=tables.dax_endpoint,
            dax_arn=tables.dax_arn,
            documents_bucket_name=storage.documents_bucket_name,
            documents_bucket_arn=storage.documents_bucket_arn,
            storage_key_arn=keys.storage_arn,
            uploads_queue_name=storage.uploads_queue_name,
            uploads_queue_arn=storage.uploads_queue_arn,
            messages_key_arn=keys.messages_arn,
            customers_key_arn=keys.customers_arn,
        ),
    ),
    opts,
)
web = StaticWeb(
    "shop",
    StaticWebArgs(
        settings=settings.web,
        ingress=settings.security.ingress,
        account_id=account_id,
        zone_id=dns.zone_id,
        domain_name=dns.domain_name,
        cloudfront_certificate_arn=dns.cloudfront_certificate_arn,
        cloudfront_acl_arn=firewall.cloudfront_acl_arn,
        storage_key_arn=keys.storage_arn,
        access_log_bucket_name=storage.access_log_bucket_name,
        app_domain_name=application.app_domain_name,
        load_balancer_arn=application.load_balancer_arn,
    ),
    opts,
)
private_names = PrivateNames(
    "shop",
    PrivateNamesArgs(
        settings=settings.edge,
        private_zone_id=dns.private_zone_id,
        private_zone_name=dns.private_zone_name,
        endpoints={
            "postgresql": database.proxy_endpoint,
            "redis": pulumi.Output.format("{0}:{1}", cache.endpoint, CACHE_PORT),
        },
    ),
    opts,
)
operations = Operations(
    "shop",
    OperationsArgs(
        settings=settings.operations,
        account_id=account_id,
        region=settings.region,
        topic_arn=alerts.topic_arn,
        edge_topic_arn=alerts.edge_topic_arn,
        messages_key_arn=keys.messages_arn,
        edge_messages_key_arn=keys.edge_messages_arn,
        distribution_id=web.distribution_id,
        health_check_id=dns.health_check_id,
        cloudfront_certificate_arn=dns.cloudfront_certificate_arn,
        regional_certificate_arn=dns.regional_certificate_arn,
        cloudfront_acl_metric_name=firewall.cloudfront_metric_name,
        regional_acl_metric_name=firewall.regional_metric_name,
        cloudfront_acl_log_group_name=firewall.cloudfront_log_group_name,
        regional_acl_log_group_name=firewall.regional_log_group_name,
        load_balancer_arn_suffix=application.load_balancer_arn_suffix,
        target_group_arn_suffix=application.target_group_arn_suffix,
        application_alarm_arns=application.alarm_arns,
        application=settings.app,
        group_name=application.group_name,
        deployment_document_name=application.deployment_document_name,
        application_log_group_name=application.log_group_name,
        database_identifiers=database.identifiers,
        planned_database_identifiers=database.planned_identifiers,
        database_log_group_name=database.log_group_name,
        allocated_storage_gib=settings.database.allocated_storage_gib,
        proxy_name=database.proxy_name,
        rotation_function_name=database.rotation_function_name,
        cache_node_ids=cache.node_ids,
        table_names=tables.table_names,
        index_names=tables.index_names,
        dax_cluster_name=tables.dax_cluster_name,
        queue_names={"uploads": storage.uploads_queue_name},
        dead_letter_queue_names={"uploads": storage.uploads_dead_letter_queue_name},
        documents_bucket_name=storage.documents_bucket_name,
        documents_replica_bucket_name=storage.documents_replica_bucket_name,
        documents_replication_rule=REPLICATION_RULE,
        flow_log_group_name=network.flow_log_group_name,
        nat_gateway_ids=network.nat_gateway_ids,
    ),
    opts,
)
systems_manager = SystemsManager(
    "shop",
    SystemsManagerArgs(
        settings=settings.systems_manager,
        tags=default_tags(settings),
        patch_group=patch_group,
        instance_role_name=application.role_name,
        alerts_topic_arn=alerts.topic_arn,
        messages_key_arn=keys.messages_arn,
        compute_key_arn=keys.compute_arn,
        logs_key_arn=keys.logs_arn,
        boundary_arn=identity.boundary_arn,
        account_id=account_id,
        region=settings.region,
    ),
    opts,
)
recovery = Recovery(
    "shop",
    RecoveryArgs(
        settings=settings.recovery,
        recovery_region=settings.recovery_region,
        backup_key_arn=keys.backup_arn,
        backup_replica_key_arn=keys.backup_replica_arn,
        boundary_arn=identity.boundary_arn,
        protected_arns=[database.arn, *tables.table_arns.values()],
    ),
    opts,
)

pulumi.export("name_servers", dns.name_servers)
pulumi.export("alerts_topic", alerts.topic_arn)
pulumi.export("edge_alerts_topic", alerts.edge_topic_arn)
pulumi.export("dashboard", operations.dashboard_name)
pulumi.export("site", pulumi.Output.format("https://{}", dns.domain_name))
pulumi.export("distribution_id", web.distribution_id)
pulumi.export("site_bucket", web.bucket_name)
pulumi.export("artifact_bucket", storage.artifact_bucket_name)
pulumi.export("load_balancer", application.load_balancer_dns_name)
pulumi.export("database_endpoint", database.endpoint)
pulumi.export("database_secret_arn", database.secret_arn)
pulumi.export("cache_endpoint", cache.endpoint)
pulumi.export("backup_vault", recovery.vault_name)
pulumi.export("session_document", systems_manager.session_document_name)
pulumi.export("postgresql_runbook", systems_manager.runbook_name)
