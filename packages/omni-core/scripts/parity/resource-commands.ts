import type { ParityRow } from './parity-row.ts';
import { example, TESTS } from './tests.ts';

/** Any type of resource, and cluster templates. */
export const RESOURCE_COMMANDS: readonly ParityRow[] = [
  {
    command: 'get',
    scope: 'L',
    calls: ['omni.resources.get', 'omni.resources.list', 'omni.resources.watch', 'printResources', 'printEvents'],
    tests: [TESTS.resources, TESTS.printingParity, TESTS.resourceParity, TESTS.omnictlResources],
  },
  {
    command: 'delete',
    scope: 'L',
    calls: ['omni.resources.delete', 'deleteResources'],
    tests: [TESTS.resources, TESTS.deleting, TESTS.omnictlResources],
  },
  {
    command: 'apply',
    scope: 'L',
    calls: ['readResourceFiles', 'omni.resources.apply', 'applyResources'],
    tests: [example('apply-files'), TESTS.applying, TESTS.resourceParity, TESTS.omnictlResources],
  },
  {
    command: 'cluster template validate',
    scope: 'L',
    calls: ['loadTemplateFile', 'validateTemplate'],
    tests: [TESTS.templateCases, TESTS.omnictlClusters],
  },
  {
    command: 'cluster template render',
    scope: 'L',
    calls: ['renderTemplate', 'printRenderedTemplate'],
    tests: [TESTS.templateCases],
  },
  {
    command: 'cluster template diff',
    scope: 'L',
    calls: ['omni.templates.diff', 'diffPlan'],
    tests: [TESTS.operations, TESTS.templateParity, TESTS.omnictlClusters],
  },
  {
    command: 'cluster template sync',
    scope: 'L',
    calls: ['omni.templates.plan', 'omni.templates.apply', 'omni.templates.sync'],
    tests: [example('sync-template'), TESTS.templateParity, TESTS.omnictlClusters],
  },
  {
    command: 'cluster template delete',
    scope: 'L',
    calls: ['omni.templates.delete', 'planDelete'],
    tests: [TESTS.counterparts, TESTS.operations, TESTS.omnictlClusters],
  },
  {
    command: 'cluster template status',
    scope: 'L',
    calls: ['clusterNameOf', 'omni.clusters.waitUntilReady'],
    tests: [example('sync-template'), TESTS.clusters, TESTS.omnictlClusters],
  },
  {
    command: 'cluster template export',
    scope: 'L',
    calls: ['omni.templates.export', 'exportTemplate'],
    tests: [example('export-template'), TESTS.operations, TESTS.omnictlClusters],
  },
];
