"""The same stacks with cdk-nag alone, as its documentation attaches it, and its suppressions."""

from __future__ import annotations

import gc

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.environment import read_environments
from infra.stack import PipelineStack
from nag_suppressions import REGISTER, apply

# As app.py does.
gc.freeze()
app = cdk.App()
for environment in read_environments(app.node.get_all_context()):
    stack = PipelineStack(app, environment.stack_id, environment=environment)
    apply(stack, REGISTER)
cdk.Validations.of(app).add_plugins(AwsSolutionsChecks())
app.synth()
