import type { ParityRow } from './parity-row.ts';
import { example, TESTS } from './tests.ts';

const accounts = (command: string, call: string, ...tests: readonly string[]): ParityRow => ({
  command: `serviceaccount ${command}`,
  scope: 'L',
  calls: [`omni.users.serviceAccounts.${call}`],
  tests: [...tests, TESTS.omnictlAccess],
});

const users = (command: string, call: string): ParityRow => ({
  command: `user ${command}`,
  scope: 'L',
  calls: [`omni.users.${call}`],
  tests: [TESTS.management, TESTS.omnictlAccess],
});

const tokens = (command: string, call: string, ...tests: readonly string[]): ParityRow => ({
  command: `jointoken ${command}`,
  scope: 'L',
  calls: [`omni.joinTokens.${call}`],
  tests: [TESTS.counterparts, ...tests],
});

const providers = (command: string, call: string): ParityRow => ({
  command: `infraprovider ${command}`,
  scope: 'L',
  calls: [`omni.infraProviders.${call}`],
  tests: [TESTS.counterparts, TESTS.omnictlManagement],
});

/** Who and what gets in. */
export const ACCESS_COMMANDS: readonly ParityRow[] = [
  {
    command: 'kubeconfig',
    scope: 'P',
    calls: ['omni.management.kubeconfig', 'mergeKubeconfigFile', 'mergeKubeconfig'],
    tests: [TESTS.management, TESTS.kubeconfig, TESTS.accessRuns, example('merge-kubeconfig'), TESTS.omnictlClusters],
  },
  {
    command: 'talosconfig',
    scope: 'P',
    calls: ['omni.management.talosconfig', 'mergeTalosconfigFile', 'mergeTalosconfig'],
    tests: [TESTS.management, TESTS.counterparts, TESTS.accessRuns, TESTS.omnictlClusters],
  },
  accounts('create', 'create', TESTS.management, example('create-service-account')),
  {
    ...accounts('renew', 'renew', example('rotate-service-account-key')),
    note: 'the lifetime asked for is the one the key gets',
  },
  accounts('list', 'list', TESTS.management),
  accounts('destroy', 'destroy', TESTS.management),
  users('create', 'create'),
  users('list', 'list'),
  users('set-role', 'setRole'),
  users('delete', 'destroy'),
  tokens('create', 'create', TESTS.omnictlManagement),
  tokens('list', 'list', TESTS.omnictlManagement),
  tokens('delete', 'delete'),
  tokens('revoke', 'revoke'),
  tokens('unrevoke', 'unrevoke'),
  tokens('renew', 'renew'),
  tokens('make-default', 'makeDefault'),
  { ...tokens('machine-config', 'machineConfig', TESTS.omnictlManagement), note: '`config` of the answer' },
  { ...tokens('kernel-args', 'machineConfig', TESTS.omnictlManagement), note: '`kernelArgs` of the answer' },
  tokens('omni-endpoint', 'joinUrl', TESTS.omnictlManagement),
  providers('create', 'create'),
  providers('list', 'list'),
  providers('renewkey', 'renewKey'),
  providers('delete', 'delete'),
];
