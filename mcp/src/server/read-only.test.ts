import { connect, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { OmniClient, parseServiceAccountKey } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { inProcess, modernClient } from '../testing/clients.ts';
import { demoTemplate } from '../testing/templates.ts';
import { createOmniMcp } from './create-omni-mcp.ts';

/** What a server that only reads may call. */
const READS =
  /^\/(?:cosi\.resource\.State\/(?:Get|List|Watch)|management\.ManagementService\/(?:Kubeconfig|Talosconfig))$/;

const open = new AsyncDisposableStack();
const methods: string[] = [];
let sandbox: Sandbox;
let proxyUrl: string;

beforeAll(async () => {
  sandbox = open.use(await startSandbox());
  proxyUrl = await startRecordingProxy();
});

afterAll(() => open.disposeAsync());

/** Passes every call on to the sandbox as it is, and notes its path. */
async function startRecordingProxy(): Promise<string> {
  const upstream = connect(sandbox.endpoint.replace(/^grpc/, 'http'));
  const proxy: Http2Server = createServer();
  proxy.on('stream', (incoming, headers) => {
    methods.push(String(headers[':path']));
    const outgoing = upstream.request(headers);
    outgoing.on('response', (answer) => {
      // A reader that has what it wanted leaves before the answer begins.
      if (incoming.destroyed) return outgoing.close();
      incoming.respond(answer, { waitForTrailers: true });
      let trailers = {};
      outgoing.on('trailers', (sent) => {
        trailers = sent;
      });
      incoming.on('wantTrailers', () => incoming.sendTrailers(trailers));
      outgoing.pipe(incoming);
      return undefined;
    });
    incoming.pipe(outgoing);
    incoming.on('error', () => outgoing.close());
    outgoing.on('error', () => incoming.close());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  open.defer(() => upstream.destroy());
  open.defer(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

async function client(access: 'read' | 'destroy') {
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  const reader = open.use(new OmniClient({ endpoint: proxyUrl, credentials, readOnly: true }));
  const writer = open.use(new OmniClient({ endpoint: proxyUrl, credentials }));
  const instance = access === 'read' ? { reader } : { reader, writer };
  return open.use(await modernClient(inProcess(createOmniMcp({ instance, access }))));
}

const CALLS: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  omni_whoami: [{}],
  omni_types: [{ query: 'cluster' }],
  omni_list: [{ type: 'clusters' }, { type: 'machinestatus', view: 'full' }, { type: 'jointokens' }],
  omni_get: [
    { type: 'sysversion', id: 'current' },
    { type: 'cluster', id: 'nobody' },
  ],
  omni_cluster: [{ cluster: 'demo' }],
  omni_machine: [{ machine: 'machine-1' }, { machine: '10.9.8.7' }],
  omni_template_check: ['validate', 'render', 'diff'].map((mode) => ({ template: demoTemplate([2]), mode })),
  omni_kubeconfig: [{ cluster: 'demo' }],
  omni_talosconfig: [{}, { cluster: 'demo' }],
  omni_lock: [{ kind: 'cluster', id: 'demo', locked: true, plan_only: true }],
  omni_apply: [
    { documents: 'metadata: { type: MachineLabels.omni.sidero.dev, namespace: default, id: x }\nspec: {}\n' },
  ],
  omni_template_sync: [{ template: demoTemplate([2]) }],
};

describe('reading', () => {
  it.each(CATALOGUE.map(({ name, kind }) => [name, kind] as const))(
    '%s sends Omni nothing but reads (a tool that writes: until a plan is approved)',
    async (name, kind) => {
      const connected = await client(kind === 'read' ? 'read' : 'destroy');
      methods.length = 0;

      for (const args of CALLS[name] ?? []) await connected.call(name, args);

      expect(CALLS[name]?.length).toBeGreaterThan(0);
      expect(methods.filter((method) => !READS.test(method))).toEqual([]);
      if (name !== 'omni_types') expect(methods.length).toBeGreaterThan(0);
    },
  );
});
