import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTemplateFile, newResource, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { machineId, type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const examples = path.resolve(import.meta.dirname, '../../packages/omni-core/examples');
const fleet = (name: string) => path.join(examples, 'fleet', name);
/** Need AWS or a person to run; `npm run types` checks them. */
const ONLY_TYPE_CHECKED = ['lambda-key-from-secrets-manager.ts', 'log-in.ts'];

const output = vi.hoisted(() => ({ text: '' }));
let sandbox: Sandbox;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-examples-'));
  sandbox = await startSandbox({ controllers: { tickMs: 10 } });
  await using omni = new OmniClient({
    endpoint: sandbox.endpoint,
    credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
  });
  for (const cluster of ['harbour', 'quay']) {
    await omni.templates.sync(await loadTemplateFile(fleet(`${cluster}.yaml`)));
    await omni.clusters.waitUntilReady(cluster, { intervalMs: 100 });
  }
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => print(`${values.join(' ')}\n`));
  }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => print(String(text)));
});

afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await sandbox[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

interface Example {
  readonly file: string;
  readonly args?: readonly string[];
  readonly prints: RegExp;
  /** @default no exit code of its own */
  readonly exits?: number;
}

/** In the order they run: what one makes, a later one may use. */
const EXAMPLES: readonly Example[] = [
  { file: 'list-machines.ts', args: ['4'], prints: /^(.+ machine-\d+ v1\.9\.0\n){5}$/ },
  { file: 'select-by-text.ts', args: ['cluster', 'environment = staging'], prints: /^NAMESPACE.*\n.*harbour.*\n$/ },
  { file: 'page-through-machines.ts', prints: /5 of 10 to come\n.*\n0 of 10 to come/ },
  { file: 'watch-cluster.ts', args: ['harbour'], prints: /created: ready true/ },
  { file: 'wait-until-ready.ts', args: ['quay'], prints: /Cluster "quay" RUNNING Ready/ },
  {
    file: 'preview-changes.ts',
    args: [fleet('machine-classes.yaml')],
    prints: /\+ {4}- omni\.sidero\.dev\/cores >= 8/,
  },
  { file: 'apply-files.ts', args: [fleet('machine-classes.yaml')], prints: /created .* large\ncreated .* small/ },
  { file: 'clean-up.ts', args: ['machineclass', 'purpose = example', '--yes'], prints: /2 deleted/ },
  {
    file: 'plan-fleet.ts',
    args: [fleet('harbour.yaml'), fleet('quay.yaml')],
    prints: /# Plan of 2 clusters: 0 change/,
  },
  {
    file: 'check-drift.ts',
    args: ['drift.json', fleet('harbour.yaml'), fleet('quay.yaml')],
    prints: /no drift in 2 clusters/,
  },
  { file: 'export-template.ts', args: ['quay'], prints: /kind: Cluster\nname: quay/ },
  { file: 'lock-for-maintenance.ts', args: [machineId(3)], prints: /is locked\n.* is unlocked/ },
  { file: 'kubeconfig-for-ci.ts', args: ['harbour', 'ci.yaml'], prints: /KUBECONFIG=.*ci\.yaml/ },
  { file: 'merge-kubeconfig.ts', args: ['quay', 'people.yaml'], prints: /current context: sandbox-quay/ },
  {
    file: 'create-service-account.ts',
    args: ['dashboard', 'dashboard.env'],
    prints: /dashboard: key .* is valid until/,
  },
  { file: 'rotate-service-account-key.ts', args: ['120'], prints: /dashboard: new key/ },
  { file: 'roll-out.ts', args: ['environment', '0.1'], prints: /harbour created\nquay created/ },
  { file: 'label-machines.ts', args: ['omni.sidero.dev/arch = amd64', 'site', 'north'], prints: /10 machines carry/ },
  { file: 'read-only.ts', args: ['quay'], prints: /quay: RUNNING, ready true\n.*read only/ },
  { file: 'handle-errors.ts', args: ['atlantis'], prints: /There is no cluster atlantis/, exits: 1 },
  { file: 'support-bundle.ts', args: ['harbour', 'support.zip'], prints: /support\.zip is written/ },
  { file: 'read-audit-log.ts', args: ['cluster'], prints: /create quay / },
  { file: 'sync-template.ts', args: [fleet('quay.yaml')], prints: /quay is RUNNING/ },
  { file: 'check-connection.ts', prints: /ok +reachable: [\s\S]*ok +role: Our role is Admin/ },
  { file: 'check-access-policy.ts', prints: /^visitors of prod-1 get the role None\n$/ },
  { file: 'create-cluster.ts', args: ['jetty', '1.34.1', '1.11.2'], prints: /waiting: [\s\S]*jetty is RUNNING/ },
  {
    file: 'build-resources.ts',
    args: ['jetty', 'spare'],
    prints:
      /MachineClass jetty-spare created\nMachineSet jetty-spare created\nConfigPatch 500-jetty-spare-conntrack created/,
  },
  { file: 'diagnose-cluster.ts', args: ['quay'], prints: /^(info: .*\n)*$/ },
  { file: 'upgrade-talos.ts', args: ['1.11.3', 'jetty', 'quay'], prints: /jetty runs [\s\S]*quay runs Talos 1\.11\.3/ },
  { file: 'back-up-etcd.ts', args: ['quay'], prints: /\.snapshot \d{4}-.* 4194304 bytes/ },
  { file: 'restore-etcd.ts', args: ['quay', 'quay-2'], prints: /quay-2 runs with the data of .*\.snapshot/ },
  { file: 'replace-machine.ts', args: ['machine-2', 'machine-10'], prints: /machine-10 took .* machine-2 in harbour/ },
  {
    file: 'review-plan.ts',
    args: [fleet('quay.yaml'), 'plan.json', 'talos-downgrade'],
    prints: /stopped by talos-downgrade[\s\S]*1\.11\.3" → "1\.11\.2"[\s\S]*upgrade: [\s\S]*1 steps done/,
  },
  { file: 'rotate-join-token.ts', args: ['autumn'], prints: /autumn is the default now, initial token is revoked/ },
];

describe('the examples', () => {
  it.each(EXAMPLES)('$file does what it says', async ({ file, args = [], prints, exits }) => {
    const { text, exitCode } = await run(file, args, sandbox);

    expect(text).toMatch(prints);
    expect(exitCode).toBe(exits);
  });

  it('custom-ca.ts trusts the authority it is given', async () => {
    await using secure = await startSandbox({ tls: true });
    const ca = path.join(directory, 'ca.pem');
    await writeFile(ca, secure.ca ?? '');

    const { text } = await run('custom-ca.ts', [ca], secure);

    expect(text).toMatch(/https:\/\/.* runs Omni v1/);
  });

  it('find-outdated-machines.ts names the one that lags behind', async () => {
    await using own = await startSandbox({ controllers: { enabled: false } });
    own.state.put(newResource(types.Cluster, { id: 'quay', spec: { talosVersion: '1.11.2' } }));
    const spec = { talosVersion: 'v1.10.0', cluster: 'quay' };
    own.state.put(newResource(types.MachineStatus, { id: machineId(1), spec }));

    const { text } = await run('find-outdated-machines.ts', [], own);

    expect(text).toContain(`${machineId(1)} in quay: v1.10.0, should be v1.11.2\n1 of 10 machines are outdated`);
  });

  it('keep credentials from others', async () => {
    const modes = await Promise.all(
      ['ci.yaml', 'people.yaml', 'dashboard.env'].map(async (file) => (await stat(path.join(directory, file))).mode),
    );

    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });

  it('are all run here, and short', async () => {
    const files = (await readdir(examples)).filter((file) => file.endsWith('.ts'));
    const lines = await Promise.all(
      files.map(async (file) => (await readFile(path.join(examples, file), 'utf8')).split('\n').length - 1),
    );

    expect(files.toSorted()).toEqual(
      [
        ...EXAMPLES.map(({ file }) => file),
        'custom-ca.ts',
        'find-outdated-machines.ts',
        ...ONLY_TYPE_CHECKED,
      ].toSorted(),
    );
    expect(Math.max(...lines)).toBeLessThanOrEqual(60);
  });
});

/** Runs an example with files it names put into the test's directory. In this process: starting twenty takes long. */
async function run(file: string, args: readonly string[], { endpoint, serviceAccountKey }: Sandbox) {
  const paths = args.map((arg) => (/^[\w-]+\.(yaml|json|env|zip)$/.test(arg) ? path.join(directory, arg) : arg));
  vi.stubEnv('OMNI_ENDPOINT', endpoint);
  vi.stubEnv('OMNI_SERVICE_ACCOUNT_KEY', serviceAccountKey);
  process.argv = [process.execPath, file, ...paths];
  process.exitCode = undefined;
  output.text = '';
  await import(path.join(examples, file));
  const { exitCode } = process;
  process.exitCode = undefined;
  return { text: output.text, exitCode };
}

function print(text: string): true {
  output.text += text;
  return true;
}
