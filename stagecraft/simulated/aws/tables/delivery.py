"""APIs, service discovery, transfers and the delivery of code."""

from typing import Any, Final

ROWS: Final[dict[str, dict[str, Any]]] = {
    "aws:apigateway/restApi:RestApi": {
        "id": "{alnum:10}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{id}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
        "rootResourceId": "{alnum:10}",
        "apiKeySource": "HEADER",
    },
    "aws:apigateway/stage:Stage": {
        "id": "ags-{restApi}-{stageName}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{restApi}/stages/{stageName}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{restApi}/{stageName}",
        "invokeUrl": "https://{restApi}.execute-api.{region}.{dns}/{stageName}",
    },
    "aws:apigateway/resource:Resource": {"id": "{alnum:6}"},
    "aws:apigateway/method:Method": {"id": "agm-{restApi}-{resourceId}-{httpMethod}"},
    "aws:apigateway/integration:Integration": {"id": "agi-{restApi}-{resourceId}-{httpMethod}"},
    "aws:apigateway/methodResponse:MethodResponse": {
        "id": "agmr-{restApi}-{resourceId}-{httpMethod}-{statusCode}"
    },
    "aws:apigateway/integrationResponse:IntegrationResponse": {
        "id": "agir-{restApi}-{resourceId}-{httpMethod}-{statusCode}",
    },
    "aws:apigateway/methodSettings:MethodSettings": {"id": "{restApi}-{stageName}-{methodPath}"},
    "aws:apigateway/deployment:Deployment": {"id": "{alnum:6}"},
    "aws:apigateway/authorizer:Authorizer": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/restapis/{restApi}/authorizers/{id}",
    },
    "aws:apigateway/domainName:DomainName": {
        "id": "{domainName}",
        "arn": "arn:aws:apigateway:{region}::/domainnames/{domainName}",
        "cloudfrontZoneId": "Z2FDTNDATAQYW2",
        "regionalDomainName": "d-{alnum:10}.execute-api.{region}.{dns}",
    },
    "aws:apigateway/usagePlan:UsagePlan": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/usageplans/{id}",
    },
    "aws:apigateway/apiKey:ApiKey": {"id": "{alnum:10}", "arn": "arn:aws:apigateway:{region}::/apikeys/{id}"},
    "aws:apigateway/vpcLink:VpcLink": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/vpclinks/{id}",
    },
    "aws:apigatewayv2/api:Api": {
        "id": "{alnum:10}",
        "arn": "arn:aws:apigateway:{region}::/apis/{id}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
    },
    "aws:apigatewayv2/stage:Stage": {
        "id": "{name}",
        "arn": "arn:aws:apigateway:{region}::/apis/{apiId}/stages/{name}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{apiId}/{name}",
    },
    "aws:apigatewayv2/integration:Integration": {"id": "{alnum:7}"},
    "aws:apigatewayv2/route:Route": {"id": "{alnum:7}"},
    "aws:apigatewayv2/authorizer:Authorizer": {"id": "{alnum:6}"},
    "aws:apigatewayv2/deployment:Deployment": {"id": "{alnum:6}"},
    "aws:apigatewayv2/vpcLink:VpcLink": {
        "id": "{alnum:6}",
        "arn": "arn:aws:apigateway:{region}::/vpclinks/{id}",
    },
    "aws:appconfig/configurationProfile:ConfigurationProfile": {
        "configurationProfileId": "{alnum:7}",
        "id": "{configurationProfileId}:{applicationId}",
        "arn": (
            "arn:aws:appconfig:{region}:{account}"
            ":application/{applicationId}/configurationprofile/{configurationProfileId}"
        ),
    },
    "aws:appconfig/environment:Environment": {
        "environmentId": "{alnum:7}",
        "id": "{environmentId}:{applicationId}",
        "arn": "arn:aws:appconfig:{region}:{account}:application/{applicationId}/environment/{environmentId}",
    },
    "aws:appsync/graphQLApi:GraphQLApi": {
        "id": "{alnum:26}",
        "arn": "arn:aws:appsync:{region}:{account}:apis/{id}",
        "uris": {
            "GRAPHQL": "https://{alnum:26}.appsync-api.{region}.{dns}/graphql",
            "REALTIME": "wss://{alnum:26}.appsync-realtime-api.{region}.{dns}/graphql",
        },
    },
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "hostedZone": "Z{ALNUM:20}",
    },
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "hostedZone": "Z{ALNUM:20}",
    },
    "aws:servicediscovery/httpNamespace:HttpNamespace": {
        "id": "ns-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:namespace/{id}",
        "httpName": "{name}",
    },
    "aws:servicediscovery/service:Service": {
        "id": "srv-{alnum:16}",
        "arn": "arn:aws:servicediscovery:{region}:{account}:service/{id}",
    },
    "aws:transfer/server:Server": {
        "id": "s-{hex:17}",
        "arn": "arn:aws:transfer:{region}:{account}:server/{id}",
        "endpoint": "{id}.server.transfer.{region}.{dns}",
    },
    "aws:transfer/user:User": {
        "id": "{serverId}/{userName}",
        "arn": "arn:aws:transfer:{region}:{account}:user/{serverId}/{userName}",
    },
    "aws:codebuild/project:Project": {
        "arn": "arn:aws:codebuild:{region}:{account}:project/{name}",
        "id": "{arn}",
    },
    "aws:codecommit/repository:Repository": {
        "id": "{repositoryName}",
        "arn": "arn:aws:codecommit:{region}:{account}:{repositoryName}",
        "repositoryId": "{uuid}",
        "cloneUrlHttp": "https://git-codecommit.{region}.{dns}/v1/repos/{repositoryName}",
        "cloneUrlSsh": "ssh://git-codecommit.{region}.{dns}/v1/repos/{repositoryName}",
    },
    "aws:codedeploy/application:Application": {
        "applicationId": "{uuid}",
        "id": "{applicationId}:{name}",
        "arn": "arn:aws:codedeploy:{region}:{account}:application:{name}",
    },
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {
        "deploymentGroupId": "{uuid}",
        "id": "{deploymentGroupId}",
        "arn": "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{appName}/{deploymentGroupName}",
    },
    "aws:cloudformation/stack:Stack": {
        "id": "arn:aws:cloudformation:{region}:{account}:stack/{name}/{uuid}",
    },
    "aws:budgets/budget:Budget": {
        "accountId": "{account}",
        "id": "{accountId}:{name}",
        "arn": "arn:aws:budgets::{accountId}:budget/{name}",
    },
}
