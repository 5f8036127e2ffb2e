"""What the policies of TEMPLATE guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import BOOTSTRAP, role
from tests.mutants.mutation import (
    GONE,
    Mutation,
    added,
    edited,
    ruled,
    tempted,
)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "TEMPLATE-1": (
        edited("Resources: empty", "Resources", {}),
        edited("Resources: absent", "Resources", GONE),
    ),
    "TEMPLATE-2": (
        added("AWS::New::Thing"),
        added("AWS::CloudFormation::Stack"),
        added("Custom::Anything"),
        added("AWS::S3::bucket"),
        added("AWS::IAM::User"),
    ),
    "TEMPLATE-3": (
        ruled(suffix=""),
        ruled(suffix="Prod!"),
        ruled(suffix="a-suffix-too-long"),
        ruled(region="tokyo"),
        ruled(tags={"": "x"}),
        ruled(tags={"aws:x": "x"}),
        ruled(tags={"Project": ""}),
        ruled(backup_retention_days=-1),
        ruled(backup_retention_days=36),
    ),
    "TEMPLATE-4": (
        edited("a transform", "Transform", "AWS::Serverless-2016-10-31"),
        edited("a list of transforms", "Transform", ["AWS::LanguageExtensions"]),
        tempted(
            "AWS::SQS::Queue",
            "Properties.VisibilityTimeout",
            {"Fn::Transform": {"Name": "Mine"}},
            hidden=False,
        ),
        tempted("*", "Fn::Transform", {"Name": "AWS::Include"}, hidden=False),
        tempted("AWS::SQS::Queue", "Metadata.Fn::ForEach::Loop", [], hidden=False),
        edited("a macro beside the sections", "Fn::Transform", {"Name": "AWS::Include"}),
        edited("a loop in the outputs", "Outputs.Fn::ForEach::Loop", []),
    ),
    "TEMPLATE-5": (tempted("*", "Condition", "Production", hidden=False),),
    "TEMPLATE-6": (
        edited("a parameter", "Parameters.Size", {"Type": "Number", "Default": 1}),
        edited("a looked-up parameter", "Parameters.Key", {"Type": "AWS::SSM::Parameter::Name"}),
        edited("another type", "Parameters.BootstrapVersion.Type", "String"),
        edited("a default of our own", "Parameters.BootstrapVersion.Default", "*"),
        edited("no default", "Parameters.BootstrapVersion.Default", GONE),
        edited("given in an output", "Outputs.X", {"Value": {"Ref": "BootstrapVersion"}}),
        edited("asked by a rule", "Rules.X", {"RuleCondition": {"Fn::Equals": [BOOTSTRAP, "1"]}}),
        edited("asked by a condition", "Conditions.X", {"Fn::Equals": [BOOTSTRAP, "1"]}),
        role(Resource=BOOTSTRAP),
        role(Resource={"Fn::Sub": "${BootstrapVersion}/*"}),
        role(Resource={"Fn::Select": [0, [BOOTSTRAP]]}),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
