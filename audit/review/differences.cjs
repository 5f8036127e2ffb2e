// The CDK's own difference of two templates, as JSON: reads {before, after} from standard input.
'use strict';

const { fullDiff, formatDifferences } = require('@aws-cdk/cloudformation-diff');
const { readFileSync } = require('node:fs');
const { Writable } = require('node:stream');

function values(differences) {
  return Object.fromEntries(
    Object.entries(differences).map(([name, each]) => [
      name,
      { before: each.oldValue ?? null, after: each.newValue ?? null, impact: each.changeImpact ?? null },
    ]),
  );
}

const { before, after } = JSON.parse(readFileSync(0, 'utf8'));
const difference = fullDiff(before, after);
const resources = {};
difference.resources.forEachDifference((id, each) => {
  resources[id] = {
    type: each.newResourceType ?? each.oldResourceType,
    impact: each.changeImpact,
    properties: values(each.propertyUpdates),
    attributes: values(each.otherChanges),
  };
});

const text = [];
const stream = new Writable({
  write(chunk, _encoding, done) {
    text.push(chunk);
    done();
  },
});
formatDifferences(stream, difference);
process.stdout.write(
  JSON.stringify({
    resources,
    statements: difference.iamChanges._toJson(),
    rules: difference.securityGroupChanges.toJson(),
    text: Buffer.concat(text).toString('utf8'),
  }),
);
