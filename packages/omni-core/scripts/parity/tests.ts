const core = 'packages/omni-core/src';

/** Files of tests by a short name. */
export const TESTS = {
  accessRuns: 'test/interop/commands/access-runs.ts',
  applying: `${core}/apply/apply-resources.test.ts`,
  clusterParity: 'test/interop/cluster-parity.test.ts',
  clusterRuns: 'test/interop/commands/cluster-runs.ts',
  clusters: `${core}/clusters/clusters.test.ts`,
  deleting: `${core}/bulk/delete-resources.test.ts`,
  imports: `${core}/clusters/import.test.ts`,
  kubeconfig: `${core}/config/merge-kubeconfig.test.ts`,
  machineLogs: `${core}/management/machine-log-record.test.ts`,
  machineRuns: 'test/interop/commands/machine-runs.ts',
  management: `${core}/management/management.test.ts`,
  managementCalls: `${core}/management/management-calls.test.ts`,
  managementStreams: `${core}/management/management-streams.test.ts`,
  media: `${core}/media/media.test.ts`,
  printing: `${core}/printing/print-resources.test.ts`,
  resourceRuns: 'test/interop/commands/resource-runs.ts',
  resources: `${core}/client/resources.test.ts`,
  sandboxClusters: 'packages/omni-sandbox/src/cluster-operations.test.ts',
  counterparts: 'test/e2e/omnictl-counterparts.test.ts',
  examples: 'test/e2e/examples.test.ts',
  templateCases: 'test/golden/template-case.ts',
  operations: 'test/golden/operations.test.ts',
  omnictlAccess: 'test/interop/omnictl-access.test.ts',
  omnictlClusters: 'test/interop/omnictl-clusters.test.ts',
  omnictlManagement: 'test/interop/omnictl-management.test.ts',
  omnictlResources: 'test/interop/omnictl-resources.test.ts',
  printingParity: 'test/interop/printing-parity.test.ts',
  resourceParity: 'test/interop/resource-parity.test.ts',
  omnictlCommands: 'test/interop/omnictl-commands.test.ts',
  templateParity: 'test/interop/template-parity.test.ts',
} as const;

/** An example, which `test/e2e/examples.test.ts` runs. */
export function example(name: string): string {
  return `packages/omni-core/examples/${name}.ts`;
}
