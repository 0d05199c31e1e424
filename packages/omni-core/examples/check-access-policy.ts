// Proves offline what an access policy gives, with the tests that are part of it. Made for the review of a change.
// Run: node check-access-policy.ts
import { type AccessPolicy, evaluateAccess, testAccessPolicy, validateAccessPolicy } from '@fleetwright/omni-core';

const policy: AccessPolicy = {
  userGroups: { sre: { users: [{ match: '*@sre.example.com' }] } },
  clusterGroups: { production: { clusters: [{ match: 'prod-*' }] } },
  rules: [{ users: ['group/sre'], clusters: ['group/production'], role: 'Operator' }],
  tests: [
    {
      name: 'sre operate production',
      user: { name: 'kim@sre.example.com' },
      cluster: { name: 'prod-1' },
      expected: { role: 'Operator' },
    },
  ],
};

const issues = [...validateAccessPolicy(policy), ...testAccessPolicy(policy).flatMap((test) => test.issues)];
for (const { path, message } of issues) console.error(`${path}: ${message}`);
if (issues.length > 0) process.exitCode = 1;

const { role } = evaluateAccess(policy, { user: { name: 'visitor@example.com' }, cluster: 'prod-1' });
console.log(`visitors of prod-1 get the role ${role}`);
