const core = 'packages/omni-core/src';

/** Files of tests by a short name. */
export const TESTS = {
  applying: `${core}/apply/apply-resources.test.ts`,
  clusterParity: 'test/interop/cluster-parity.test.ts',
  clusters: `${core}/clusters/clusters.test.ts`,
  deleting: `${core}/bulk/delete-resources.test.ts`,
  kubeconfig: `${core}/config/merge-kubeconfig.test.ts`,
  machineLogs: `${core}/management/machine-log-record.test.ts`,
  management: `${core}/management/management.test.ts`,
  managementCalls: `${core}/management/management-calls.test.ts`,
  managementStreams: `${core}/management/management-streams.test.ts`,
  printing: `${core}/printing/print-resources.test.ts`,
  resources: `${core}/client/resources.test.ts`,
  counterparts: 'test/e2e/omnictl-counterparts.test.ts',
  examples: 'test/e2e/examples.test.ts',
  templateCases: 'test/golden/templates.test.ts',
  operations: 'test/golden/operations.test.ts',
  omnictlAccess: 'test/interop/omnictl-access.test.ts',
  omnictlClusters: 'test/interop/omnictl-clusters.test.ts',
  omnictlManagement: 'test/interop/omnictl-management.test.ts',
  omnictlResources: 'test/interop/omnictl-resources.test.ts',
  printingParity: 'test/interop/printing-parity.test.ts',
  resourceParity: 'test/interop/resource-parity.test.ts',
  templateParity: 'test/interop/template-parity.test.ts',
} as const;

/** An example, which `test/e2e/examples.test.ts` runs. */
export function example(name: string): string {
  return `packages/omni-core/examples/${name}.ts`;
}
