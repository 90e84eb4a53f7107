"""The domain's public zone and the certificates that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import acm, route53

from settings.edge import EdgeSettings

# CloudFront takes certificates from this region alone.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
CLOUDFRONT_REGION: Final = "us-east-1"
# An hour: the record never changes as long as the name and the account stay.
VALIDATION_TTL: Final = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class DnsArgs:
    """What the edge tier is given: its settings alone."""

    settings: EdgeSettings


class Dns(pulumi.ComponentResource):
    """A public zone, and two certificates that hold exactly the names that they serve.

        zone <domain>
        |-- CAA: only Amazon may issue certificates, and none with a wildcard
        |-- CloudFront's certificate (us-east-1): <domain>, www.<domain>
        `-- load balancer's certificate (the stack's region): app.<domain>

    Both are validated by records in the zone, which ACM reads from the public DNS: the first `up` of an
    environment waits at the certificates, 75 minutes at most, until the parent zone delegates the domain to
    the name servers of the new zone (Route 53 shows them while it waits). A later `up` goes on where one
    gave up.
    """

    zone_id: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    regional_certificate_arn: pulumi.Output[str]
    cloudfront_certificate_arn: pulumi.Output[str]

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
        self.register_outputs(
            {
                "zone_id": self.zone_id,
                "domain_name": self.domain_name,
                "name_servers": self.name_servers,
                "regional_certificate_arn": self.regional_certificate_arn,
                "cloudfront_certificate_arn": self.cloudfront_certificate_arn,
            }
        )

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
