import { mkdtempDisposable, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { GRPC } from '../errors/grpc-status.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { KubernetesSyncManifestResponse } from '../wire/gen/management.ts';
import { scriptedManagement } from './testing/scripted-management.ts';

const bytes = (text: string) => Buffer.from(text);
const event = (type: string) => `{"event_ts":1000,"event_type":"${type}","event_data":{"session":{"email":"a@b.c"}}}`;

describe('machineLogs', () => {
  it('asks for all lines unless told otherwise, because 0 would be none', async () => {
    const asked: number[] = [];
    await using server = await scriptedManagement({
      machineLogs: ({ tailLines }) => {
        asked.push(tailLines);
        return [{ bytes: bytes('{"msg":"é"}') }, { bytes: bytes('plain') }];
      },
    });

    const lines = await Array.fromAsync(server.management.machineLogs('m'));
    await Array.fromAsync(server.management.machineLogs('m', { tailLines: 5 }));
    await Array.fromAsync(server.management.machineLogs('m', { tailLines: 0, follow: true }));

    expect(lines).toEqual(['{"msg":"é"}', 'plain']);
    expect(asked).toEqual([-1, 5, 0]);
  });

  it('refuses to ask for nothing', async () => {
    await using server = await scriptedManagement({ machineLogs: () => [] });

    for (const tailLines of [0, -1, 1.5]) {
      const reading = Array.fromAsync(server.management.machineLogs('m', { tailLines }));
      await expect(reading).rejects.toMatchObject({ code: 'invalid_argument' });
    }
    await expect(Array.fromAsync(server.management.machineLogs(''))).rejects.toMatchObject({
      code: 'invalid_argument',
    });

    expect(server.server.calls).toEqual([]);
  });

  it('ends on the server when the loop is left', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    await using server = await scriptedManagement({
      machineLogs: async function* (_, { cancelled }) {
        yield { bytes: bytes('one') };
        await new Promise((done) => cancelled.addEventListener('abort', done));
        resolve();
      },
    });

    for await (const _ of server.management.machineLogs('m', { follow: true })) break;

    await ended;
  });
});

describe('auditLog', () => {
  it('splits messages into entries and filters what older servers do not', async () => {
    await using server = await scriptedManagement({
      readAuditLog: (request) => {
        expect(request).toMatchObject({ startTime: '2026-01-01', eventType: 1, orderByDir: 2, follow: false });
        return [
          { auditLog: bytes(`${event('create')}\n${event('update')}\n`) },
          { auditLog: bytes('no json\n'), id: 7n },
        ];
      },
    });

    const options = { from: '2026-01-01', eventType: 'create', direction: 'desc' } as const;
    const entries = await Array.fromAsync(server.management.auditLog(options));

    expect(entries).toMatchObject([
      { id: undefined, line: event('create'), time: new Date(1000), eventType: 'create', session: { email: 'a@b.c' } },
    ]);
  });

  it('refuses days that are none', async () => {
    await using server = await scriptedManagement({ readAuditLog: () => [] });

    for (const from of ['yesterday', '2026-1-1', '2026-13-01']) {
      const reading = Array.fromAsync(server.management.auditLog({ from }));
      await expect(reading).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('followAuditLog', () => {
  it('goes on after the last event when the server ends the stream or breaks it', async () => {
    const asked: object[] = [];
    await using server = await scriptedManagement({
      readAuditLog: function* ({ follow, startTsMs, fromId }) {
        asked.push({ follow, startTsMs, fromId });
        yield { id: fromId || 5n };
        if (asked.length === 2) throw new Refusal(GRPC.UNAVAILABLE, 'going down');
        const id = fromId || 5n;
        yield { id, auditLog: bytes(`${event('create')}\n`) };
        yield { id: id + 1n, auditLog: bytes(`${event('update')}\n`) };
      },
    });

    const ids: (bigint | undefined)[] = [];
    for await (const { id } of server.management.followAuditLog({ since: new Date(1000) })) {
      if (ids.push(id) === 4) break;
    }

    expect(ids).toEqual([5n, 6n, 7n, 8n]);
    expect(asked).toEqual([
      { follow: true, startTsMs: 1000n, fromId: 0n },
      { follow: true, startTsMs: 0n, fromId: 7n },
      { follow: true, startTsMs: 0n, fromId: 7n },
    ]);
  });

  it('says so when the server cannot, and when the position is gone', async () => {
    await using old = await scriptedManagement({ readAuditLog: () => [{ auditLog: bytes(`${event('create')}\n`) }] });
    await using full = await scriptedManagement({
      readAuditLog: () => {
        throw new Refusal(GRPC.FAILED_PRECONDITION, 'position 1 is not available');
      },
    });

    await expect(old.management.followAuditLog().next()).rejects.toMatchObject({ code: 'unimplemented' });
    await expect(full.management.followAuditLog({ fromId: 1n }).next()).rejects.toMatchObject({
      code: 'precondition_failed',
      hint: expect.stringContaining('since'),
    });
  });

  it('ends with its signal, also while it waits', async () => {
    await using server = await scriptedManagement({ readAuditLog: () => [{ id: 1n }] });
    const signal = AbortSignal.timeout(50);

    await expect(server.management.followAuditLog({ signal }).next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('supportBundle', () => {
  it('reports progress and ends with an archive larger than other messages may be', async () => {
    const archive = Buffer.alloc(40 * 1024 * 1024, 7);
    await using server = await scriptedManagement({
      getSupportBundle: (request) => {
        expect(request).toMatchObject({ cluster: 'demo', encrypt: true, encryptionRecipients: ['age1x'] });
        return [
          { encryptionRecipients: ['age1x', 'age1server'] },
          { progress: { source: 'omni', state: 'collecting', total: 2, value: 1 } },
          { progress: { source: 'node', error: 'timeout' } },
          { bundleData: archive },
        ];
      },
    });
    const seen: string[] = [];

    const bundle = await server.management.downloadSupportBundle('demo', {
      encryption: { recipients: ['age1x'] },
      onProgress: ({ source, done, total }) => seen.push(`${source} ${done}/${total}`),
    });

    expect(Buffer.compare(bundle.archive, archive)).toBe(0);
    expect(bundle.failures).toMatchObject([{ source: 'node', error: 'timeout' }]);
    expect(bundle.recipients).toEqual(['age1x', 'age1server']);
    expect(seen).toEqual(['omni 1/2', 'node 0/0']);
  });

  it('comes event by event, the archive last', async () => {
    await using server = await scriptedManagement({
      getSupportBundle: () => [
        { progress: { source: 'omni' } },
        { bundleData: bytes('zip') },
        { bundleData: bytes('x') },
      ],
    });

    const events = await Array.fromAsync(server.management.supportBundle('demo'));

    expect(events.map(({ kind }) => kind)).toEqual(['progress', 'bundle']);
  });

  it('is written to a file of its owner, and to streams with back pressure', async () => {
    const archive = Buffer.alloc(300_000, 7);
    await using server = await scriptedManagement({ getSupportBundle: () => [{ bundleData: archive }] });
    await using directory = await mkdtempDisposable(join(tmpdir(), 'bundle-'));
    const file = join(directory.path, 'support.zip');
    const taken: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        taken.push(chunk);
        setImmediate(done);
      },
    });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();

    const saved = await server.management.saveSupportBundle('demo', file);
    await server.management.saveSupportBundle('demo', slow);
    const [web] = await Promise.all([
      new Response(readable).bytes(),
      server.management.saveSupportBundle('demo', writable),
    ]);

    expect(saved).toEqual({ bytes: archive.length, failures: [], recipients: [] });
    expect(Buffer.compare(await readFile(file), archive)).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect([Buffer.concat(taken).length, slow.writableFinished, web.length]).toEqual([300_000, true, 300_000]);
  });

  it('fails when the server ends without one', async () => {
    await using server = await scriptedManagement({ getSupportBundle: () => [{ progress: { source: 'omni' } }] });

    await expect(server.management.downloadSupportBundle('demo')).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('syncKubernetesManifests', () => {
  it('is a dry run that neither prunes nor takes over, unless told otherwise', async () => {
    const asked: object[] = [];
    const { MANIFEST, ROLLOUT } = KubernetesSyncManifestResponse.ResponseType;
    await using server = await scriptedManagement({
      kubernetesSyncManifests: ({ dryRun, ssa }, { metadata }) => {
        asked.push({ dryRun, ...ssa, cluster: metadata.get('context') });
        return [
          { responseType: MANIFEST, path: 'a', object: bytes('{}'), diff: '+x', skipped: true },
          { responseType: 99, path: 'of a later Omni' },
          { responseType: ROLLOUT, path: 'b' },
        ];
      },
    });

    const events = await Array.fromAsync(server.management.syncKubernetesManifests('demo'));
    const options = { dryRun: false, prune: true, inventoryPolicy: 'must-match', reconcileTimeoutMs: 1500 } as const;
    await Array.fromAsync(server.management.syncKubernetesManifests('demo', options));

    expect(events).toEqual([
      { kind: 'manifest', path: 'a', object: '{}', diff: '+x', skipped: true },
      { kind: 'rollout', path: 'b' },
    ]);
    const common = { cluster: ['demo'], forceConflicts: false };
    expect(asked).toEqual([
      { ...common, dryRun: true, inventoryPolicy: 1, noPrune: true, reconcileTimeout: { seconds: 30n, nanos: 0 } },
      {
        ...common,
        dryRun: false,
        inventoryPolicy: 0,
        noPrune: false,
        reconcileTimeout: { seconds: 1n, nanos: 500_000_000 },
      },
    ]);
  });
});

describe('maintenanceLifecycle', () => {
  it('sends only what belongs to the operation', async () => {
    const asked: object[] = [];
    await using server = await scriptedManagement({
      maintenanceLifecycle: ({ operation, disk, version }) => {
        asked.push({ operation, disk, version });
        return [{ message: 'pulling' }, { message: 'done' }];
      },
    });
    const run = (operation: Parameters<typeof server.management.maintenanceLifecycle>[1]) =>
      Array.fromAsync(server.management.maintenanceLifecycle('m', operation));

    const messages = await run({ kind: 'install', disk: '/dev/sda' });
    await run({ kind: 'upgrade', version: '1.13.2' });

    expect(messages).toEqual(['pulling', 'done']);
    expect(asked).toEqual([
      { operation: 1, disk: '/dev/sda', version: '' },
      { operation: 2, disk: '', version: '1.13.2' },
    ]);
    await expect(run({ kind: 'install', disk: '' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(run({ kind: 'upgrade', version: '' })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
