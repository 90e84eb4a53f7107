"""ARN formats of the types without a row of their own, by service.

Each entry is the service's part of an ARN (its name, or its name with what its ARNs carry of region and
account where that is not both) and, by class, the resource part. The formats are those of the reference
https://docs.aws.amazon.com/service-authorization/latest/reference/ of AWS.
"""

from typing import Final

_DX_VIF: Final = "dxvif/{id}"

FORMATS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "accessanalyzer": ("access-analyzer", {"Analyzer": "analyzer/{analyzerName}"}),
    "amp": ("aps", {"Workspace": "workspace/{id}", "Scraper": "scraper/{id}"}),
    "amplify": (
        "amplify",
        {
            "App": "apps/{id}",
            "BackendEnvironment": "apps/{appId}/backendenvironments/{environmentName}",
            "Branch": "apps/{appId}/branches/{branchName}",
            "DomainAssociation": "apps/{appId}/domains/{domainName}",
            "Webhook": "apps/{appId}/webhooks/{id}",
        },
    ),
    "apigateway": ("apigateway:{region}:", {"ClientCertificate": "/clientcertificates/{id}"}),
    "apigatewayv2": ("apigateway:{region}:", {"DomainName": "/domainnames/{domainName}"}),
    "appconfig": (
        "appconfig",
        {
            "Application": "application/{id}",
            "DeploymentStrategy": "deploymentstrategy/{id}",
        },
    ),
    "appmesh": (
        "appmesh",
        {
            "Mesh": "mesh/{name}",
            "Route": "mesh/{meshName}/virtualRouter/{virtualRouterName}/route/{name}",
            "VirtualGateway": "mesh/{meshName}/virtualGateway/{name}",
            "VirtualNode": "mesh/{meshName}/virtualNode/{name}",
            "VirtualRouter": "mesh/{meshName}/virtualRouter/{name}",
            "VirtualService": "mesh/{meshName}/virtualService/{name}",
        },
    ),
    "appsync": ("appsync", {"DataSource": "apis/{apiId}/datasources/{name}"}),
    "athena": ("athena", {"DataCatalog": "datacatalog/{name}", "Workgroup": "workgroup/{name}"}),
    "backup": ("backup", {"Framework": "framework:{name}-{uuid}", "ReportPlan": "report-plan:{name}-{uuid}"}),
    "cloudformation": ("cloudformation", {"StackSet": "stackset/{name}:{uuid}"}),
    "cloudfront": (
        "cloudfront::{account}",
        {
            "CachePolicy": "cache-policy/{id}",
            "OriginRequestPolicy": "origin-request-policy/{id}",
            "ResponseHeadersPolicy": "response-headers-policy/{id}",
        },
    ),
    "cloudwatch": ("logs", {}),
    "codedeploy": ("codedeploy", {"DeploymentConfig": "deploymentconfig:{deploymentConfigName}"}),
    "codepipeline": ("codepipeline", {"Pipeline": "{name}"}),
    "directconnect": (
        "directconnect",
        {
            "Connection": "dxcon/{id}",
            "Gateway": "dx-gateway/{id}",
            "LinkAggregationGroup": "dxlag/{id}",
            "PrivateVirtualInterface": _DX_VIF,
            "PublicVirtualInterface": _DX_VIF,
            "TransitVirtualInterface": _DX_VIF,
            "HostedPrivateVirtualInterface": _DX_VIF,
            "HostedPublicVirtualInterface": _DX_VIF,
            "HostedTransitVirtualInterface": _DX_VIF,
        },
    ),
    "dlm": ("dlm", {"LifecyclePolicy": "policy/{id}"}),
    "dms": ("dms", {"EventSubscription": "es:{name}"}),
    "docdb": ("rds", {"EventSubscription": "es:{name}"}),
    "ec2": (
        "ec2",
        {
            "DefaultSubnet": "subnet/{id}",
            "DefaultVpcDhcpOptions": "dhcp-options/{id}",
            "DedicatedHost": "dedicated-host/{id}",
            "FlowLog": "vpc-flow-log/{id}",
            "ManagedPrefixList": "prefix-list/{id}",
            "VpcDhcpOptions": "dhcp-options/{id}",
            "VpcIpam": "ipam/{id}",
            "VpcIpamPool": "ipam-pool/{id}",
            "VpcIpamScope": "ipam-scope/{id}",
        },
    ),
    "ec2transitgateway": (
        "ec2",
        {
            "ConnectPeer": "transit-gateway-connect-peer/{id}",
            "MulticastDomain": "transit-gateway-multicast-domain/{id}",
            "PeeringAttachment": "transit-gateway-attachment/{id}",
            "PolicyTable": "transit-gateway-policy-table/{id}",
            "RouteTable": "transit-gateway-route-table/{id}",
            "VpcAttachment": "transit-gateway-attachment/{id}",
        },
    ),
    "elasticbeanstalk": (
        "elasticbeanstalk",
        {"ApplicationVersion": "applicationversion/{application}/{name}"},
    ),
    "emr": ("elasticmapreduce", {"Cluster": "cluster/{id}", "Studio": "studio/{id}"}),
    "emrcontainers": (
        "emr-containers",
        {"JobTemplate": "/jobtemplates/{id}", "VirtualCluster": "/virtualclusters/{id}"},
    ),
    "emrserverless": ("emr-serverless", {"Application": "/applications/{id}"}),
    "fsx": (
        "fsx",
        {
            "Backup": "backup/{id}",
            "LustreFileSystem": "file-system/{id}",
            "OntapFileSystem": "file-system/{id}",
            "OntapStorageVirtualMachine": "storage-virtual-machine/{fileSystemId}/{id}",
            "OntapVolume": "volume/{id}",
            "OpenZfsFileSystem": "file-system/{id}",
            "OpenZfsSnapshot": "snapshot/{id}",
            "OpenZfsVolume": "volume/{id}",
            "WindowsFileSystem": "file-system/{id}",
        },
    ),
    "glacier": ("glacier", {"Vault": "vaults/{name}"}),
    "glue": (
        "glue",
        {
            "Connection": "connection/{name}",
            "Crawler": "crawler/{name}",
            "Job": "job/{name}",
            "Trigger": "trigger/{name}",
            "Workflow": "workflow/{name}",
        },
    ),
    "grafana": ("grafana", {"Workspace": "/workspaces/{id}"}),
    "iot": (
        "iot",
        {
            "Policy": "policy/{name}",
            "RoleAlias": "rolealias/{alias}",
            "Thing": "thing/{name}",
            "ThingGroup": "thinggroup/{name}",
            "ThingType": "thingtype/{name}",
            "TopicRule": "rule/{name}",
        },
    ),
    "keyspaces": (
        "cassandra",
        {"Keyspace": "/keyspace/{name}/", "Table": "/keyspace/{keyspaceName}/table/{tableName}"},
    ),
    "kms": ("kms", {"ReplicaKey": "key/{id}", "ReplicaExternalKey": "key/{id}"}),
    "memorydb": (
        "memorydb",
        {
            "Acl": "acl/{name}",
            "Cluster": "cluster/{name}",
            "ParameterGroup": "parametergroup/{name}",
            "SubnetGroup": "subnetgroup/{name}",
            "User": "user/{userName}",
        },
    ),
    "mwaa": ("airflow", {"Environment": "environment/{name}"}),
    "neptune": ("rds", {"EventSubscription": "es:{name}"}),
    "networkmanager": (
        "networkmanager::{account}",
        {"CoreNetwork": "core-network/{id}", "GlobalNetwork": "global-network/{id}"},
    ),
    "rds": (
        "rds",
        {
            "ReservedInstance": "ri:{reservationId}",
            "CustomDbEngineVersion": "cev:{engine}/{engineVersion}/{uuid}",
        },
    ),
    "redshift": (
        "redshift",
        {"ParameterGroup": "parametergroup:{name}", "SubnetGroup": "subnetgroup:{name}"},
    ),
    "resourcegroups": ("resource-groups", {"Group": "group/{name}"}),
    "rolesanywhere": ("rolesanywhere", {"Profile": "profile/{id}", "TrustAnchor": "trust-anchor/{id}"}),
    "route53": (
        "route53resolver",
        {
            "ResolverDnsSecConfig": "resolver-dnssec-config/{id}",
            "ResolverEndpoint": "resolver-endpoint/{id}",
            "ResolverFirewallDomainList": "firewall-domain-list/{id}",
            "ResolverFirewallRuleGroup": "firewall-rule-group/{id}",
            "ResolverFirewallRuleGroupAssociation": "firewall-rule-group-association/{id}",
            "ResolverQueryLogConfig": "resolver-query-log-config/{id}",
            "ResolverRule": "resolver-rule/{id}",
        },
    ),
    "route53recoveryreadiness": ("route53-recovery-readiness::{account}", {}),
    "sagemaker": (
        "sagemaker",
        {
            "Domain": "domain/{id}",
            "Endpoint": "endpoint/{name}",
            "EndpointConfiguration": "endpoint-config/{name}",
            "Model": "model/{name}",
            "NotebookInstance": "notebook-instance/{name}",
            "NotebookInstanceLifecycleConfiguration": "notebook-instance-lifecycle-config/{name}",
        },
    ),
    "servicecatalog": ("catalog", {"Portfolio": "portfolio/{id}", "Product": "product/{id}"}),
    "shield": ("shield::{account}", {"Protection": "protection/{id}"}),
    "signer": ("signer", {"SigningProfile": "/signing-profiles/{name}"}),
    "synthetics": ("synthetics", {"Canary": "canary:{name}", "Group": "group:{id}"}),
    "timestreamwrite": (
        "timestream",
        {"Database": "database/{databaseName}", "Table": "database/{databaseName}/table/{tableName}"},
    ),
    "transfer": (
        "transfer",
        {"Connector": "connector/{id}", "Profile": "profile/{id}", "Workflow": "workflow/{id}"},
    ),
    "vpclattice": (
        "vpc-lattice",
        {
            "Service": "service/{id}",
            "ServiceNetwork": "servicenetwork/{id}",
            "TargetGroup": "targetgroup/{id}",
        },
    ),
    "waf": (
        "waf::{account}",
        {"IpSet": "ipset/{id}", "RuleGroup": "rulegroup/{id}", "WebAcl": "webacl/{id}"},
    ),
    "wafregional": (
        "waf-regional",
        {"IpSet": "ipset/{id}", "RuleGroup": "rulegroup/{id}", "WebAcl": "webacl/{id}"},
    ),
    "xray": ("xray", {"Group": "group/{groupName}/{uuid}", "SamplingRule": "sampling-rule/{ruleName}"}),
}

# Services whose name in ARNs is not that of the SDK's module.
SERVICE_NAMES: Final = {
    "accountaccess": "account-access",
    "alb": "elasticloadbalancing",
    "amp": "aps",
    "appintegrations": "app-integrations",
    "bcmdata": "bcm-data-exports",
    "cfg": "config",
    "chimesdkmediapipelines": "chime",
    "codestarconnections": "codestar-connections",
    "codestarnotifications": "codestar-notifications",
    "cognito": "cognito-idp",
    "costexplorer": "ce",
    "customerprofiles": "profile",
    "directoryservice": "ds",
    "ebs": "ec2",
    "ecrpublic": "ecr-public",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "kinesisanalyticsv2": "kinesisanalytics",
    "licensemanager": "license-manager",
    "location": "geo",
    "mailmanager": "ses",
    "msk": "kafka",
    "mskconnect": "kafkaconnect",
    "networkfirewall": "network-firewall",
    "opensearch": "es",
    "opensearchingest": "osis",
    "pinpoint": "mobiletargeting",
    "resourceexplorer": "resource-explorer-2",
    "s3outposts": "s3-outposts",
    "sesv2": "ses",
    "sfn": "states",
    "ssmcontacts": "ssm-contacts",
    "ssmincidents": "ssm-incidents",
    "ssoadmin": "sso",
    "timestreaminfluxdb": "timestream-influxdb",
    "timestreamquery": "timestream",
    "verifiedaccess": "ec2",
    "vpc": "ec2",
    "workspacesweb": "workspaces-web",
}
