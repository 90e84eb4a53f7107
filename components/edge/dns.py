"""The domain's zones, the certificates that prove it, and the health check of the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import acm, route53

from components.edge.query_logs import QueryLogsArgs, create_query_logs
from settings.edge import EdgeSettings

# CloudFront takes certificates from this region alone.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
CLOUDFRONT_REGION: Final = "us-east-1"
# An hour: the record never changes as long as the name and the account stay.
VALIDATION_TTL: Final = 3600
# Failed requests in a row, as many as AWS recommends, before a checker takes the site for ill.
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
FAILURE_THRESHOLD: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class DnsArgs:
    """What the edge tier is given: its settings, and wires from other tiers."""

    settings: EdgeSettings
    vpc_id: pulumi.Input[str]
    """The VPC in which the private zone is answered; it has DNS support and DNS host names."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    edge_logs_key_arn: pulumi.Input[str]
    """The key of log groups in us-east-1."""


class Dns(pulumi.ComponentResource):
    """A public and a private zone, and two certificates that hold exactly the names that they serve.

        zone <domain>, public, with a log of its queries
        |-- CAA: only Amazon may issue certificates, and none with a wildcard
        |-- CloudFront's certificate (us-east-1): <domain>, www.<domain>
        `-- load balancer's certificate (the stack's region): app.<domain>
        zone internal.<domain>, private: answered within the VPC alone, and so shadows no public name there
        health check: https://<domain><path>, as a visitor would ask

    Both certificates are validated by records in the zone, which ACM reads from the public DNS: the first `up` of an
    environment waits at the certificates, 75 minutes at most, until the parent zone delegates the domain to
    the name servers of the new zone (Route 53 shows them while it waits). A later `up` goes on where one
    gave up.

    Without DNSSEC: the chain of trust would begin with a DS record in the parent zone, which no environment
    makes, and a zone that is made anew while that record stands is gone for every resolver that validates.
    """

    zone_id: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    regional_certificate_arn: pulumi.Output[str]
    cloudfront_certificate_arn: pulumi.Output[str]
    private_zone_id: pulumi.Output[str]
    private_zone_name: pulumi.Output[str]
    health_check_id: pulumi.Output[str]

    def __init__(self, name: str, args: DnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:edge:Dns", name, args.settings.model_dump(mode="json"), opts)
        domain = args.settings.domain_name
        zone = route53.Zone(
            f"{name}-zone",
            name=domain,  # The domain itself: what the parent zone delegates.
            comment=f"Public names of {pulumi.get_project()} {pulumi.get_stack()}",
            force_destroy=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.settings.deletion_protection),
        )
        self.zone_id = zone.zone_id
        self.domain_name = zone.name
        self.name_servers = zone.name_servers
        route53.Record(
            f"{name}-caa",
            zone_id=zone.zone_id,
            name=domain,
            type="CAA",
            ttl=VALIDATION_TTL,
            # https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html
            records=['0 issue "amazon.com"', '0 issuewild ";"'],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.cloudfront_certificate_arn = self._certify(
            f"{name}-cloudfront", {"apex": domain, "www": f"www.{domain}"}, region=CLOUDFRONT_REGION
        )
        self.regional_certificate_arn = self._certify(f"{name}-regional", {"app": f"app.{domain}"})
        query_logs = QueryLogsArgs(
            domain_name=domain,
            zone_id=zone.zone_id,
            retention_days=args.settings.query_log_retention_days,
            key_arn=args.edge_logs_key_arn,
            account_id=args.account_id,
        )
        create_query_logs(name, query_logs, self)
        private_zone = self._create_private_zone(name, args)
        self.private_zone_id = private_zone.zone_id
        self.private_zone_name = private_zone.name
        self.health_check_id = self._check_health(name, args.settings)
        self.register_outputs(
            {
                "zone_id": self.zone_id,
                "domain_name": self.domain_name,
                "name_servers": self.name_servers,
                "regional_certificate_arn": self.regional_certificate_arn,
                "cloudfront_certificate_arn": self.cloudfront_certificate_arn,
                "private_zone_id": self.private_zone_id,
                "private_zone_name": self.private_zone_name,
                "health_check_id": self.health_check_id,
            }
        )

    def _create_private_zone(self, name: str, args: DnsArgs) -> route53.Zone:
        # Below the domain, so that the zones of VPCs that are joined one day differ, too.
        return route53.Zone(
            f"{name}-private-zone",
            name=f"internal.{args.settings.domain_name}",
            comment=f"Private names of {pulumi.get_project()} {pulumi.get_stack()}",
            vpcs=[route53.ZoneVpcArgs(vpc_id=args.vpc_id, vpc_region=args.region)],
            force_destroy=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _check_health(self, name: str, settings: EdgeSettings) -> pulumi.Output[str]:
        """Return the id of the health check, whose metric Route 53 writes in us-east-1."""
        check = route53.HealthCheck(
            f"{name}-site",
            type="HTTPS",
            fqdn=settings.domain_name,
            port=443,
            # CloudFront answers by the name that the client asks for, not by its address.
            enable_sni=True,
            resource_path=settings.health_check.path,
            request_interval=settings.health_check.request_interval_seconds,
            failure_threshold=FAILURE_THRESHOLD,
            tags={"Name": f"{name}-site"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        return check.id

    def _certify(self, name: str, hosts: dict[str, str], region: str | None = None) -> pulumi.Output[str]:
        """Return the ARN of a certificate of the hosts, once ACM has issued it.

        The hosts are known before any resource is, so their records come from a plain loop. A host stands in
        one certificate only: ACM gives one account the same record for it in every region, and a zone holds
        a record once.
        """
        child = pulumi.ResourceOptions(parent=self)
        first, *others = hosts.values()
        certificate = acm.Certificate(
            f"{name}-certificate",
            domain_name=first,
            subject_alternative_names=others or None,
            validation_method="DNS",
            key_algorithm="RSA_2048",
            region=region,
            opts=child,
        )
        fqdns = []
        for role, host in hosts.items():
            proof = certificate.domain_validation_options.apply(partial(_option_of, host))
            record = route53.Record(
                f"{name}-validation-{role}",
                zone_id=self.zone_id,
                name=proof.resource_record_name,
                type=proof.resource_record_type,
                records=[proof.resource_record_value],
                ttl=VALIDATION_TTL,
                opts=child,
            )
            fqdns.append(record.fqdn)
        validation = acm.CertificateValidation(
            f"{name}-validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=fqdns,
            region=region,
            opts=child,
        )
        return validation.certificate_arn


def _option_of(
    host: str, options: Sequence[acm.outputs.CertificateDomainValidationOption]
) -> acm.outputs.CertificateDomainValidationOption:
    """Return how ACM wants a host to be proved; the order of the options means nothing."""
    return {option.domain_name: option for option in options if option.domain_name}[host]
