"""NET-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Gateways(ResourcePolicy):
    """Ways out of a network."""

    id = "NET-6"
    title = "The network has no gateway to another network."
    rationale = "A parser of hostile media that is taken over has nowhere to send what it reads."
    source = "decision 8 of the design"
    remedy = "Pass nat_gateways=0 and isolated subnets only; use VPC endpoints."
    resource_types = (
        "AWS::EC2::CarrierGateway",
        "AWS::EC2::ClientVpnEndpoint",
        "AWS::EC2::CustomerGateway",
        "AWS::EC2::EIP",
        "AWS::EC2::EgressOnlyInternetGateway",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::NatGateway",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::TransitGatewayAttachment",
        "AWS::EC2::TransitGatewayVpcAttachment",
        "AWS::EC2::VPCGatewayAttachment",
        "AWS::EC2::VPCPeeringConnection",
        "AWS::EC2::VPNConnection",
        "AWS::EC2::VPNGateway",
        "AWS::NetworkManager::VpcAttachment",
    )

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that there is none."""
        yield Violation("Type", resource.type, "no such resource")
