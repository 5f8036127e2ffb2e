"""The same stacks without Aspects, policies and cdk-nag: what the guard is measured against."""

from __future__ import annotations

import gc

import aws_cdk as cdk

from infra.environment import read_environments
from infra.stack import PipelineStack

# As app.py does.
gc.freeze()
app = cdk.App()
for environment in read_environments(app.node.get_all_context()):
    PipelineStack(app, environment.stack_id, environment=environment)
app.synth()
