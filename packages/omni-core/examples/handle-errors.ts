// Branches on the code of an error; message and hint are for people.
// Run: node handle-errors.ts <cluster>
import { isOmniError, OmniClient, type OmniError, types } from '@fleetwright/omni-core';

const [cluster = 'atlantis'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

try {
  const { spec } = await omni.resources.get(types.Cluster, cluster, { timeoutMs: 5_000 });
  console.log(spec.kubernetesVersion);
} catch (error) {
  if (!isOmniError(error)) throw error; // not ours: a bug
  console.error(explain(error));
  process.exitCode = 1;
}

function explain(error: OmniError): string {
  switch (error.code) {
    case 'not_found':
      return `There is no cluster ${cluster}.`;
    case 'unavailable':
    case 'deadline_exceeded':
      return 'Omni cannot be reached; try again in a minute.';
    default:
      return [`${error.code}: ${error.message}`, error.hint].filter(Boolean).join('\n');
  }
}
