"""The app with its guard, without the reports that `app.py` writes afterwards."""

from __future__ import annotations

import gc

import aws_cdk as cdk

from app import build

# As app.py does.
gc.freeze()
app = cdk.App()
build(app)
app.synth()
