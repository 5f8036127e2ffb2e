"""cdk-nag's rules, which Node loads while Python loads modules of the CDK: 0.3 s of a synthesis."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor
from typing import Final

# Loaded first: both threads need it.
import aws_cdk as cdk  # noqa: F401

BESIDE: Final = ("aws_cdk.aws_ec2", "aws_cdk.aws_ecs")
"""Large modules that take Python as long. None may call Node while it is loaded: it answers one
caller at a time."""

with ThreadPoolExecutor(max_workers=1) as executor:
    loaded = executor.submit(importlib.import_module, "cdk_nag")
    for module in BESIDE:
        importlib.import_module(module)
    loaded.result()

from cdk_nag import AwsSolutionsChecks  # noqa: E402 - loaded above

__all__ = ["AwsSolutionsChecks"]
