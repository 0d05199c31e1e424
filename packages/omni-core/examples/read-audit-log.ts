// Prints who changed a type of resources, newest first. Needs the role Auditor or Admin.
// Run: node read-audit-log.ts [type]
import { OmniClient, resolveResourceType } from '@fleetwright/omni-core';

const [type = 'clusters'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const entries = omni.management.auditLog({ resourceType: resolveResourceType(type).type, direction: 'desc' });
for await (const { eventType, resourceId, session } of entries) {
  console.log(eventType, resourceId, session.email);
}
