import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRequestSigner, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { messageCodec, stateService } from '@fleetwright/omni-core/wire';
import { type CosiServer, startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { bundle } from './bundle.ts';
import { leastOf, measureInRotation, type Sample } from './rotation.ts';
import type { Suite } from './suite.ts';

const run = promisify(execFile);
/** Processes started for one figure. */
const PROCESSES = 3;
const VERSION = { namespace: types.SysVersion.defaultNamespace, type: types.SysVersion.type, id: 'current' };

const OURS = `
  import { OmniClient, types } from '@fleetwright/omni-core/client';
  export async function answer() {
    await using client = await OmniClient.fromEnvironment();
    return (await client.resources.get(types.SysVersion, 'current')).spec.backendVersion;
  }`;

/** Nothing but grpc-js: request and signature were made elsewhere, the answer stays bytes. */
const BARE = `
  import { Client, credentials, Metadata } from '@grpc/grpc-js';
  export function answer() {
    const { host, method, request, headers } = JSON.parse(process.env.CALL);
    const client = new Client(host, credentials.createInsecure());
    const metadata = Metadata.fromHttp2Headers(headers);
    const same = (bytes) => bytes;
    const { promise, resolve, reject } = Promise.withResolvers();
    client.makeUnaryRequest(method, same, same, Buffer.from(request, 'base64'), metadata, {}, (error, response) => {
      client.close();
      error ? reject(error) : resolve(response.toString('latin1'));
    });
    return promise;
  }`;

/** From the first import of a process to the first spec in hand, against what grpc-js takes for the same call alone. */
export const startSuite: Suite = {
  name: 'start',
  comparisons: [
    {
      name: 'import, connect and read one resource / the same call by bare grpc-js',
      subject: 'ours',
      base: 'bare',
      goal: { atMost: 1.5 },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-bench-'));
    await using _cleanup = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
    const ours = await bundle(directory, 'ours', OURS);
    const bare = await bundle(directory, 'bare', BARE);
    await using server = await startCosiServer({ omni: true });
    const { endpoint, serviceAccountKey } = server;
    const environment = { OMNI_ENDPOINT: endpoint, OMNI_SERVICE_ACCOUNT_KEY: serviceAccountKey };

    return await measureInRotation(
      [
        { name: 'ours', run: () => leastOf(PROCESSES, () => firstAnswer(ours, environment)) },
        { name: 'bare', run: () => leastOf(PROCESSES, async () => firstAnswer(bare, await preparedCall(server))) },
      ],
      rounds,
    );
  },
};

/** Starts a process and times what happens in it from the import to the answer. */
async function firstAnswer(program: string, environment: Readonly<Record<string, string>>): Promise<Sample> {
  const measure = `
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { answer } = await import(${JSON.stringify(program)});
    const text = await answer();
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(JSON.stringify({ text, wallMs, cpuMs: (user + system) / 1000 }), () => process.exit());
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', measure], {
    env: { ...process.env, ...environment },
  });
  const { text, ...sample } = JSON.parse(stdout) as Sample & { readonly text: string };
  if (!text.includes('1.')) throw new Error(`the server answered ${JSON.stringify(text)} instead of its version`);
  return sample;
}

/** One signed call, to be sent by somebody who can do neither. */
async function preparedCall({ endpoint, serviceAccountKey }: CosiServer): Promise<Readonly<Record<string, string>>> {
  const { path: method, request } = stateService.get;
  const signer = createRequestSigner(await parseServiceAccountKey(serviceAccountKey));
  const call = {
    host: new URL(endpoint).host,
    method,
    request: Buffer.from(messageCodec(request).encode(VERSION)).toString('base64'),
    headers: await signer.sign(method, {}),
  };
  return { CALL: JSON.stringify(call) };
}
