"""The web ACLs that stand before the distribution and before the load balancer."""

from dataclasses import dataclass
from typing import Final, Literal

import pulumi
from pulumi_aws import wafv2

from components.firewall.rule_plan import plan_rules
from components.firewall.rules import web_acl_rules
from components.firewall.waf_logs import SECRET_HEADERS, WafLogsArgs, create_waf_logs
from settings.firewall import FirewallSettings
from settings.security import Ingress

# A web ACL for CloudFront, its logs and its metrics lie in this region.
# https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
CLOUDFRONT_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class FirewallArgs:
    """What the firewall tier is given: its settings, and wires from other tiers."""

    settings: FirewallSettings
    ingress: Ingress
    """Who reaches the load balancer: whether its web ACL sees visitors' addresses or CloudFront's."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    edge_logs_key_arn: pulumi.Input[str]
    """The key of log groups in us-east-1."""


class Firewall(pulumi.ComponentResource):
    """Two web ACLs with AWS's own rules, which refuse attacks or, by a setting, only count them.

        cloudfront (us-east-1): rate limit, address reputation, common, known bad inputs, SQL injection
        regional   (the stack): common, known bad inputs, SQL injection; and where the internet reaches the
                                load balancer itself, the rate limit and the address reputation too
        each: metrics, a log of what matched, without the headers that sign a visitor in

    Two, because a request may reach the load balancer by another way than the distribution: as soon as one
    is opened, the same rules stand before it.

    The common rules refuse bodies above 8 KB (SizeRestrictions_BODY): files are uploaded to S3 by a presigned
    URL, not through the application.
    """

    cloudfront_acl_arn: pulumi.Output[str]
    regional_acl_arn: pulumi.Output[str]
    cloudfront_metric_name: pulumi.Output[str]
    regional_metric_name: pulumi.Output[str]
    cloudfront_log_group_name: pulumi.Output[str]
    """In us-east-1."""
    regional_log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:firewall:Firewall", name, args.settings.model_dump(mode="json"), opts)
        cloudfront = self._create_acl(name, args, scope="CLOUDFRONT", sees_clients=True)
        regional = self._create_acl(name, args, scope="REGIONAL", sees_clients=args.ingress == "internet")
        self.cloudfront_log_group_name = self._log(
            name, "cloudfront", cloudfront, CLOUDFRONT_REGION, args.edge_logs_key_arn, args
        )
        self.regional_log_group_name = self._log(
            name, "regional", regional, args.region, args.logs_key_arn, args
        )
        self.cloudfront_acl_arn = cloudfront.arn
        self.regional_acl_arn = regional.arn
        self.cloudfront_metric_name = cloudfront.visibility_config.metric_name
        self.regional_metric_name = regional.visibility_config.metric_name
        self.register_outputs(
            {
                "cloudfront_acl_arn": self.cloudfront_acl_arn,
                "regional_acl_arn": self.regional_acl_arn,
                "cloudfront_metric_name": self.cloudfront_metric_name,
                "regional_metric_name": self.regional_metric_name,
                "cloudfront_log_group_name": self.cloudfront_log_group_name,
                "regional_log_group_name": self.regional_log_group_name,
            }
        )

    def _create_acl(
        self, name: str, args: FirewallArgs, *, scope: Literal["CLOUDFRONT", "REGIONAL"], sees_clients: bool
    ) -> wafv2.WebAcl:
        role = scope.lower()
        # The metrics' dimension `WebACL`; environments that share an account are told apart by it.
        metric_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{role}"
        plan = plan_rules(rate_limit=args.settings.rate_limit, sees_clients=sees_clients)
        return wafv2.WebAcl(
            f"{name}-{role}",
            scope=scope,
            description=f"Requests to {pulumi.get_project()} {pulumi.get_stack()}",
            default_action=wafv2.WebAclDefaultActionArgs(allow=wafv2.WebAclDefaultActionAllowArgs()),
            rules=web_acl_rules(plan, args.settings.mode, metric_name),
            visibility_config=wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True, metric_name=metric_name, sampled_requests_enabled=True
            ),
            # The redaction of the logs does not reach the sampled requests; this does.
            # https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html
            data_protection_config=wafv2.WebAclDataProtectionConfigArgs(
                data_protections=[
                    wafv2.WebAclDataProtectionConfigDataProtectionArgs(
                        action="SUBSTITUTION",
                        field=wafv2.WebAclDataProtectionConfigDataProtectionFieldArgs(
                            field_type="SINGLE_HEADER", field_keys=list(SECRET_HEADERS)
                        ),
                    )
                ]
            ),
            region=CLOUDFRONT_REGION if scope == "CLOUDFRONT" else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _log(
        self,
        name: str,
        role: str,
        acl: wafv2.WebAcl,
        region: pulumi.Input[str],
        key_arn: pulumi.Input[str],
        args: FirewallArgs,
    ) -> pulumi.Output[str]:
        logs = WafLogsArgs(
            acl_arn=acl.arn,
            key_arn=key_arn,
            retention_days=args.settings.log_retention_days,
            account_id=args.account_id,
            region=region,
        )
        return create_waf_logs(name, role, logs, self)
