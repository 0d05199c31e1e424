import { loadTemplate, OmniClient, parseServiceAccountKey, printClusterTree, types } from '@fleetwright/omni-core';
import { memoryFiles } from '@fleetwright/omni-core/testing';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

/** Our reports, exports and operations against those of the real omnictl, on one cluster both see. */
const [FIRST, SECOND, THIRD, SPARE] = [1, 2, 3, 4].map((number) => `00000000-0000-4000-8000-00000000000${number}`);

const TEMPLATE = `kind: Cluster
name: rich
labels:
  rack: r1
annotations:
  owner: someone
kubernetes:
  version: v1.35.4
  manifests:
    - name: namespace
      mode: one-time
      inline: |
        apiVersion: v1
        kind: Namespace
        metadata:
          name: extra
talos:
  version: v1.13.4
features:
  enableWorkloadProxy: true
  backupConfiguration:
    interval: 2h30m
systemExtensions: []
patches:
  - name: kubespan
    labels:
      level: cluster
    inline:
      machine:
        network:
          kubespan:
            enabled: true
---
kind: ControlPlane
machines:
  - ${FIRST}
upgradeStrategy:
  type: Rolling
  rolling:
    maxParallelism: 1
---
kind: Workers
name: pool
labels:
  tier: big
machines:
  - ${SECOND}
  - ${THIRD}
updateStrategy:
  type: Rolling
  rolling:
    maxParallelism: 2
deleteStrategy:
  type: Rolling
  rolling:
    maxParallelism: 3
systemExtensions:
  - siderolabs/iscsi-tools
kernelArgs:
  - console=ttyS0
---
kind: Machine
name: ${SECOND}
locked: true
install:
  disk: /dev/vda
kernelArgs:
  - quiet
  - "a=b: c"
patches:
  - name: sysctls
    inline:
      machine:
        sysctls:
          vm.max_map_count: "262144"
`;

let sandbox: Sandbox;
let omnictl: Omnictl;
let client: OmniClient;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: { machines: 4 }, controllers: { tickMs: 20 } });
  omnictl = await prepareOmnictl(sandbox);
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  client = new OmniClient({ endpoint: sandbox.endpoint, credentials });
  const { templates, clusters } = client;
  await templates.sync(await templates.load(TEMPLATE, { files: memoryFiles({}) }));
  await clusters.waitUntilReady('rich', { intervalMs: 50, timeoutMs: 30_000 });
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

test('the status tree is the one omnictl prints', async () => {
  const ours = printClusterTree(await client.clusters.status('rich'), { upgrades: false });
  const theirs = await omnictl.ok(['cluster', 'status', 'rich', '--wait', '0s']);

  expect(ours).toBe(withoutColours(theirs));
});

test('an export is the one omnictl writes, and syncs to no change', async () => {
  const ours = await client.templates.export('rich');
  const theirs = await omnictl.ok(['cluster', 'template', 'export', '-c', 'rich']);

  expect(ours).toBe(theirs);
});

test('an export with kernel arguments syncs to no change for both', async () => {
  const ours = await client.templates.export('rich', { includeKernelArgs: true });

  await omnictl.write('ours.yaml', ours);
  const target = await client.templates.target();
  const template = await loadTemplate(ours, { files: memoryFiles({}), target });

  expect(await client.templates.diff(template)).toBe('');
  expect(await omnictl.ok(['cluster', 'template', 'diff', '-f', 'ours.yaml'])).toBe('');
});

test('a machine joins with us, and leaves with omnictl', async () => {
  await client.machines.add(SPARE ?? '', 'rich-pool');
  await expect.poll(async () => (await client.clusters.status('rich')).machines.length).toBe(4);

  const removed = await omnictl.run(['cluster', 'machine', 'delete', SPARE ?? '', '-y']);

  expect(removed).toMatchObject({ exitCode: 0 });
  await expect.poll(async () => (await client.machines.find(SPARE ?? '')).available).toBe(true);
});

test('omnictl rotates a secret, and we see it', async () => {
  const rotated = await omnictl.run(['cluster', 'secret', 'rotate', 'talos-ca', '--name', 'rich']);

  expect(rotated).toMatchObject({ exitCode: 0 });
  await client.clusters.waitForSecretRotation('rich', { intervalMs: 20, timeoutMs: 10_000 });
  const trigger = await client.resources.get(types.RotateTalosCA, 'rich');
  await client.clusters.rotateSecret('rich', 'kubernetes-ca', { intervalMs: 20, timeoutMs: 10_000 });
  const status = await omnictl.run(['cluster', 'secret', 'rotate', 'status', '--name', 'rich']);

  expect(trigger.metadata.annotations).toHaveProperty('timestamp');
  expect(status).toMatchObject({ exitCode: 0 });
  expect(status.stdout + status.stderr).toContain('no ongoing secret rotation');
});

function withoutColours(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
}
