"""Pure judgement of CloudFormation templates: no CDK, no I/O.

`POLICIES` is the whole catalogue, by family; `judge` applies it.
"""

from policies import (
    api,
    backup,
    destroy,
    ecs,
    ha,
    iam,
    kms,
    log,
    name,
    net,
    region,
    secret,
    tag,
    whole_template,
)
from policies.finding import Finding, NotApplicable, Outcome, Violation
from policies.judgement import judge
from policies.policy import Policy, ResourcePolicy
from policies.rules import Rules
from policies.template import Deployment, MalformedTemplateError, Resource, Template

__all__ = [
    "POLICIES",
    "Deployment",
    "Finding",
    "MalformedTemplateError",
    "NotApplicable",
    "Outcome",
    "Policy",
    "Resource",
    "ResourcePolicy",
    "Rules",
    "Template",
    "Violation",
    "judge",
]

POLICIES: tuple[Policy, ...] = (
    *whole_template.POLICIES,
    *name.POLICIES,
    *tag.POLICIES,
    *destroy.POLICIES,
    *region.POLICIES,
    *kms.POLICIES,
    *ha.POLICIES,
    *ecs.POLICIES,
    *backup.POLICIES,
    *log.POLICIES,
    *net.POLICIES,
    *iam.POLICIES,
    *secret.POLICIES,
    *api.POLICIES,
)
