#!/usr/bin/env bash
# cfn-lint over the templates of both profiles, for every commercial region.
set -euo pipefail
cd "$(dirname "$0")/.."

assembly=$(mktemp -d)
trap 'rm -rf "$assembly"' EXIT
for profile in development production; do
    node_modules/.bin/cdk synth --quiet -o "$assembly/$profile" \
        -c "profile=$profile" -c "audit:reports=$assembly/reports"
done
# W3005: a DependsOn that a reference already implies comes from the CDK itself.
.venv/bin/cfn-lint --regions ALL_REGIONS --ignore-checks W3005 -- "$assembly"/*/*.template.json
