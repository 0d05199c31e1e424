import { newResource, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcess, modernClient, type TestClient } from '../testing/clients.ts';
import { createOmniMcp } from './create-omni-mcp.ts';

const CANARY = 'CaNaRy0123456789SeCrEt';
const HEX = Buffer.from(CANARY).toString('hex');
const BASE64 = Buffer.from(CANARY).toString('base64').slice(0, 26);

const PATCH = `machine:
  token: ${CANARY}
  files:
    - path: /etc/x
      content: ${CANARY}
  nodeLabels:
    visible: "yes"
`;

const open = new AsyncDisposableStack();
const log: unknown[] = [];
let sandbox: Sandbox;
let client: TestClient;

beforeAll(async () => {
  sandbox = open.use(await startSandbox({ controllers: { enabled: false } }));
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  const { endpoint } = sandbox;
  sandbox.state.putAll([
    newResource(types.ConfigPatch, { id: '500-x', spec: { data: PATCH } }),
    newResource(types.ConfigPatch, {
      id: '500-json',
      spec: { data: `[{"op":"add","path":"/machine/token","value":"${CANARY}"}]` },
    }),
    newResource(types.ConfigPatch, { id: '500-broken', spec: { data: `machine: [${CANARY}` } }),
    newResource(types.JoinToken, { id: CANARY, spec: { name: 'initial' } }),
    newResource(types.JoinTokenStatus, { id: CANARY, spec: { name: 'initial' } }),
    newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: CANARY } }),
    newResource(types.Cluster, {
      id: 'demo',
      annotations: { note: `password=${CANARY}` },
      spec: { talosVersion: '1.12.0', kubernetesVersion: '1.35.0' },
    }),
    newResource(types.EtcdBackupS3Config, {
      id: 'etcd-backup-s3-conf',
      spec: { secretAccessKey: CANARY, bucket: 'visible' },
    }),
  ]);
  const note = (fields: object, message: string) => void log.push([fields, message]);
  const mcp = createOmniMcp({
    instance: {
      reader: open.use(new OmniClient({ endpoint, credentials, readOnly: true })),
      writer: open.use(new OmniClient({ endpoint, credentials })),
    },
    access: 'destroy',
    log: { info: note, warn: note, error: note },
  });
  client = open.use(await modernClient(inProcess(mcp)));
});

afterAll(() => open.disposeAsync());

const CALLS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['omni_list', { type: 'configpatches', view: 'full' }],
  ['omni_list', { type: 'configpatches', fields: ['spec.data'] }],
  ['omni_get', { type: 'configpatch', id: '500-x' }],
  ['omni_get', { type: 'configpatch', id: '500-broken' }],
  ['omni_list', { type: 'jointokens' }],
  ['omni_list', { type: 'jointokenstatuses', view: 'full', limit: 1 }],
  ['omni_get', { type: 'jointoken', id: CANARY }],
  ['omni_get', { type: 'jointoken', id: `${CANARY}x` }],
  ['omni_get', { type: 'defaultjointoken', id: 'default' }],
  ['omni_get', { type: 'cluster', id: 'demo' }],
  ['omni_get', { type: 'etcdbackups3configs', id: 'etcd-backup-s3-conf' }],
  ['omni_lock', { kind: 'cluster', id: 'demo', locked: true, plan_only: true }],
  ['omni_apply', { documents: patchDocument(CANARY) }],
  ['omni_apply', { documents: patchDocument(`other-${CANARY}`).replace('500-x', '500-new') }],
  ['omni_template_check', { template: template(), mode: 'render' }],
  ['omni_template_check', { template: template(), mode: 'diff' }],
  ['omni_template_sync', { template: template() }],
];

function patchDocument(secret: string): string {
  return `metadata: { namespace: default, type: ConfigPatches.omni.sidero.dev, id: 500-x }
spec:
  data: |
    machine:
      token: ${secret}
      nodeLabels: { visible: changed }
`;
}

function template(): string {
  return `kind: Cluster
name: other
kubernetes: { version: v1.35.0 }
talos: { version: v1.12.0 }
patches:
  - name: secret
    inline: { machine: { registries: { config: { ghcr.io: { auth: { password: ${CANARY} } } } } } }
---
kind: ControlPlane
machines: [00000000-0000-4000-8000-000000000001]
---
kind: Workers
machines: []
`;
}

describe('a secret in Omni or in a call', () => {
  it.each(CALLS)('does not come out of %s %j', async (tool, args) => {
    log.length = 0;

    const { whole } = await client.call(tool, args);

    const everything = JSON.stringify([whole, log]);
    expect(everything).not.toContain(CANARY);
    expect(everything).not.toContain(HEX);
    expect(everything).not.toContain(BASE64);
    expect(log).toHaveLength(1);
  });

  it('leaves what is not secret, and says how much is missing', async () => {
    const { whole, text } = await client.call('omni_get', { type: 'configpatch', id: '500-x' });

    expect(text).toContain('visible');
    expect(whole).toMatchObject({ structuredContent: { redactions: 2 } });
  });

  it('is compared, not shown, by a plan', async () => {
    const { data } = await client.call('omni_apply', { documents: patchDocument('changed-secret') });

    const [change] = data['changes'] as { diff: string }[];
    expect(change?.diff).toMatch(/-.*token: «redacted:[0-9a-f]{12}»[\s\S]*\+.*token: «redacted:[0-9a-f]{12}»/);
  });

  it('cannot be guessed letter by letter when it is an id', async () => {
    const { data } = await client.call('omni_list', { type: 'jointokens', id_regexp: '^Ca' });

    expect(data).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('cannot be searched') });
  });

  it('can be named by its alias when it is an id', async () => {
    const { data } = await client.call('omni_list', { type: 'jointokens' });
    const [row] = data['rows'] as { id: string }[];

    const found = await client.call('omni_get', { type: 'jointoken', id: row?.id });

    expect(row?.id).toMatch(/^jt-/);
    expect(found.data).toMatchObject({ resource: { metadata: { id: row?.id } } });
  });
});

describe('text a machine chose', () => {
  it('cannot carry escapes or hidden marks', async () => {
    sandbox.state.put(
      newResource(types.MachineLabel, { id: 'evil', labels: { a: '\u001b[2Jx\u202ey\u200bz\u{e0041}' } }),
    );

    const { data, whole } = await client.call('omni_get', { type: 'machinelabels', id: 'evil' });

    expect(data).toMatchObject({ resource: { metadata: { labels: { a: 'xyz' } } } });
    expect(whole).toMatchObject({
      _meta: { 'dev.omni/label': { integrity: 'untrusted', confidentiality: 'private' } },
    });
  });
});
