import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

let sandbox: Sandbox;
let omnictl: Omnictl;
let machines: readonly string[];

beforeAll(async () => {
  sandbox = await startSandbox({ seed: { machines: 6 } });
  omnictl = await prepareOmnictl(sandbox);
  machines = await freeMachines();
});

afterAll(async () => {
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('omnictl cluster template', () => {
  test('syncs a cluster that becomes ready, shows no difference, and goes away when deleted', async () => {
    await omnictl.write('demo.yaml', template('demo', machines.slice(0, 3)));
    await omnictl.ok(['cluster', 'template', 'validate', '-f', 'demo.yaml']);

    const planned = await omnictl.ok(['cluster', 'template', 'sync', '--dry-run', '-f', 'demo.yaml']);
    const synced = await omnictl.ok(['cluster', 'template', 'sync', '-f', 'demo.yaml']);
    const status = await omnictl.ok(['cluster', 'template', 'status', '--wait', '50s', '-f', 'demo.yaml']);
    const difference = await omnictl.ok(['cluster', 'template', 'diff', '-f', 'demo.yaml']);
    const again = await omnictl.ok(['cluster', 'template', 'sync', '-f', 'demo.yaml']);
    const exported = await omnictl.ok(['cluster', 'template', 'export', '-c', 'demo']);
    const deleted = await omnictl.ok(['cluster', 'template', 'delete', '-f', 'demo.yaml']);

    expect(planned).toContain('creating (dry run) Clusters.omni.sidero.dev(demo)');
    expect(synced).toContain('creating Clusters.omni.sidero.dev(demo)');
    expect(status).toContain('Cluster "demo" RUNNING Ready (3/3) (healthy/total)');
    expect(status).toContain('Control Plane "demo-control-planes" Running Ready (1/1)');
    expect(difference).toBe('');
    expect(again).toBe('');
    expect(exported).toContain('kind: Cluster\nname: demo\n');
    expect(deleted).toContain('tearing down Clusters.omni.sidero.dev(demo)');
    await gone('cluster', 'demo');
    await gone('machinesets', 'demo-workers');
  });

  test('exports a template that syncs to no change', async () => {
    await omnictl.write('exported.yaml', template('exported', machines.slice(0, 2)));
    await omnictl.ok(['cluster', 'template', 'sync', '-f', 'exported.yaml']);

    await omnictl.ok(['cluster', 'template', 'export', '-c', 'exported', '-o', 'back.yaml']);

    expect(await omnictl.ok(['cluster', 'template', 'diff', '-f', 'back.yaml'])).toBe('');
    await omnictl.ok(['cluster', 'delete', 'exported']);
    await gone('cluster', 'exported');
  });

  test('updates in place and scales down', async () => {
    await omnictl.write('scaled.yaml', template('scaled', machines.slice(0, 4)));
    await omnictl.ok(['cluster', 'template', 'sync', '-f', 'scaled.yaml']);
    await omnictl.ok(['cluster', 'status', 'scaled', '--wait', '50s']);

    await omnictl.write('scaled.yaml', template('scaled', machines.slice(0, 3)).replace('rack: r1', 'rack: r2'));
    const difference = await omnictl.ok(['cluster', 'template', 'diff', '-f', 'scaled.yaml']);
    const synced = await omnictl.ok(['cluster', 'template', 'sync', '-v', '-f', 'scaled.yaml']);
    const status = await omnictl.ok(['cluster', 'status', 'scaled', '--wait', '50s']);

    expect(difference).toContain('-    rack: r1\n+    rack: r2');
    expect(synced).toContain(`tearing down MachineSetNodes.omni.sidero.dev(${machines[3]})`);
    await expect.poll(() => omnictl.ok(['cluster', 'status', 'scaled', '--wait', '50s'])).toContain('(3/3)');
    expect(status).toContain('Cluster "scaled"');
    await omnictl.ok(['cluster', 'delete', 'scaled']);
    await gone('cluster', 'scaled');
  });

  test('is told when the server does not accept what the template asks for', async () => {
    await omnictl.write('future.yaml', template('future', machines.slice(0, 2)).replace('v1.13.4', 'v1.99.0'));

    const refused = await omnictl.run(['cluster', 'template', 'sync', '-f', 'future.yaml']);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('failed to validate');
    expect((await omnictl.run(['get', 'cluster', 'future'])).exitCode).toBe(1);
  });
});

describe('omnictl on a running cluster', () => {
  beforeAll(async () => {
    await omnictl.write('prod.yaml', template('prod', machines.slice(4, 6)));
    await omnictl.ok(['cluster', 'template', 'sync', '-f', 'prod.yaml']);
    await omnictl.ok(['cluster', 'status', 'prod', '--wait', '50s']);
  });

  test('locks and unlocks the cluster', async () => {
    const locked = await omnictl.run(['cluster', 'lock', 'prod']);
    const whileLocked = await annotations('cluster', 'prod');
    const unlocked = await omnictl.run(['cluster', 'unlock', 'prod']);

    expect(locked).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('cluster "prod" lock status: true') });
    expect(whileLocked).toHaveProperty(['omni.sidero.dev/cluster-locked']);
    expect(unlocked).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('cluster "prod" lock status: false'),
    });
    expect(await annotations('cluster', 'prod')).not.toHaveProperty(['omni.sidero.dev/cluster-locked']);
  });

  test('locks and unlocks a worker, and is refused to lock a control plane', async () => {
    const [controlPlane = '', worker = ''] = machines.slice(4);

    const locked = await omnictl.run(['cluster', 'machine', 'lock', worker]);
    const whileLocked = await annotations('machinesetnode', worker);
    const unlocked = await omnictl.run(['cluster', 'machine', 'unlock', worker]);
    const refused = await omnictl.run(['cluster', 'machine', 'lock', controlPlane]);

    expect(locked).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('lock status: true') });
    expect(whileLocked).toHaveProperty(['omni.sidero.dev/locked']);
    expect(unlocked.exitCode).toBe(0);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('failed to validate');
  });

  test('writes a kubeconfig for people', async () => {
    await omnictl.ok(['kubeconfig', '-c', 'prod', 'people.yaml']);

    const kubeconfig = parse(await readFile(path.join(omnictl.directory, 'people.yaml'), 'utf8'));
    expect(kubeconfig).toMatchObject({ apiVersion: 'v1', kind: 'Config' });
    expect(kubeconfig.users[0].user.exec.args).toContain('--oidc-extra-scope=cluster:prod');
  });

  test('writes a kubeconfig for automation, with a token for this cluster', async () => {
    await omnictl.ok(['kubeconfig', '-c', 'prod', '--service-account', '--user', 'ci', '--ttl', '1h', 'ci.yaml']);

    const kubeconfig = parse(await readFile(path.join(omnictl.directory, 'ci.yaml'), 'utf8'));
    const [, claims = ''] = String(kubeconfig.users[0].user.token).split('.');
    const { iat, exp, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect(rest).toMatchObject({ sub: 'ci', groups: ['system:masters'], cluster: 'prod' });
    expect(exp - iat).toBe(3600);
  });

  test('merges a second kubeconfig into the first', async () => {
    await omnictl.ok(['kubeconfig', '-c', 'prod', 'merged.yaml']);
    await omnictl.ok(['kubeconfig', '-c', 'prod', '--service-account', '--user', 'ci', 'merged.yaml']);

    const { contexts } = parse(await readFile(path.join(omnictl.directory, 'merged.yaml'), 'utf8'));
    expect(contexts).toHaveLength(2);
  });

  test('writes a talosconfig for the cluster', async () => {
    await omnictl.ok(['talosconfig', '-c', 'prod', 'talos.yaml']);

    const { context, contexts } = parse(await readFile(path.join(omnictl.directory, 'talos.yaml'), 'utf8'));
    expect(contexts[context]).toMatchObject({ cluster: 'prod', endpoints: [expect.any(String)] });
  });

  test('is told that a cluster does not exist', async () => {
    const missing = await omnictl.run(['kubeconfig', '-c', 'absent', 'absent.yaml']);

    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('cluster not found: "absent"') });
  });
});

/** One control plane machine, the others workers. */
function template(name: string, [controlPlane, ...workers]: readonly string[]): string {
  return `kind: Cluster
name: ${name}
labels:
  rack: r1
kubernetes:
  version: v1.35.4
talos:
  version: v1.13.4
patches:
  - name: kubespan
    inline:
      machine:
        network:
          kubespan:
            enabled: true
---
kind: ControlPlane
machines:
  - ${controlPlane}
---
kind: Workers
machines:
${workers.map((id) => `  - ${id}\n`).join('')}`;
}

async function freeMachines(): Promise<readonly string[]> {
  const table = await omnictl.ok(['get', 'machinestatus', '-l', 'omni.sidero.dev/available']);
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/ {3,}/)[2] ?? []);
}

async function gone(type: string, id: string): Promise<void> {
  await expect
    .poll(() => omnictl.run(['get', type, id]), { timeout: 30_000, interval: 500 })
    .toMatchObject({ exitCode: 1 });
}

async function annotations(type: string, id: string): Promise<object> {
  const { metadata } = JSON.parse(await omnictl.ok(['get', type, id, '-o', 'json'])) as {
    metadata: { annotations?: object };
  };
  return metadata.annotations ?? {};
}
