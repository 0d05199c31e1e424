import { newResource, readText, specs, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { omniDictionary } from './harness/omni-dictionary.ts';
import { prepareOmnictl } from './harness/omnictl.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('omnictl and the sandbox on the way to each other', () => {
  test('speak TLS with the certificate the sandbox made', async () => {
    await using sandbox = await startSandbox({ tls: true });
    await using omnictl = await prepareOmnictl(sandbox);

    const trusting = await omnictl.run(['get', 'clusters', '--insecure-skip-tls-verify']);
    const doubting = await omnictl.run(['get', 'clusters'], { timeoutMs: 5_000 });

    expect(trusting).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('NAMESPACE') });
    expect(doubting.exitCode).not.toBe(0);
    expect(doubting.stderr).toContain('certificate signed by unknown authority');
  });

  test('disagree about the time, and the request is refused', async () => {
    await using sandbox = await startSandbox({ clock: () => new Date(Date.now() + 6 * 60_000) });
    await using omnictl = await prepareOmnictl(sandbox);

    const refused = await omnictl.run(['get', 'clusters']);

    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('invalid signature') });
  });

  test('agree that a key has expired', async () => {
    let ahead = 0;
    await using sandbox = await startSandbox({ clock: () => new Date(Date.now() + ahead) });
    await using omnictl = await prepareOmnictl(sandbox);

    const fresh = await omnictl.run(['get', 'clusters']);
    ahead = 366 * DAY_MS;
    const expired = await omnictl.run(['get', 'clusters']);

    expect(fresh.exitCode).toBe(0);
    expect(expired).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('invalid signature') });
  });

  test('warn about each other when their releases differ', async () => {
    await using sandbox = await startSandbox({ target: { version: 'v1.10.4', apiVersion: 2 } });
    await using omnictl = await prepareOmnictl(sandbox);

    const { exitCode, stderr } = await omnictl.run(['get', 'clusters']);

    expect(exitCode).toBe(0);
    expect(stderr).toContain('[WARN] omnictl version "1.9.3" differs from the backend version "1.10.4".');
  });

  test('refuse each other when their API versions differ', async () => {
    await using sandbox = await startSandbox({ target: { version: 'v1.11.0', apiVersion: 3 } });
    await using omnictl = await prepareOmnictl(sandbox);

    const refused = await omnictl.run(['get', 'clusters']);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('client API version mismatch: backend API version 3, client API version 2');
  });

  test('show notifications of the server', async () => {
    await using sandbox = await startSandbox();
    await using omnictl = await prepareOmnictl(sandbox);
    sandbox.state.put(
      newResource(types.Notification, {
        id: 'n',
        spec: { title: 'Maintenance', body: 'at noon', type: specs.NotificationSpec.Type.WARNING },
      }),
    );

    const { stderr } = await omnictl.run(['get', 'clusters']);

    expect(stderr).toContain('[WARN] Maintenance: at noon');
  });

  test('pass a patch that omnictl compresses with a dictionary only one of them has', async () => {
    await using sandbox = await startSandbox();
    await using omnictl = await prepareOmnictl(sandbox);
    await omnictl.write('large.yaml', LARGE_PATCH);

    await omnictl.ok(['apply', '-f', 'large.yaml']);

    expect(await omnictl.ok(['get', 'configpatches'])).toMatch(/ConfigPatch +large +1/);
    expect(await omnictl.ok(['get', 'configpatch', 'large', '-o', 'yaml'])).toContain('compresseddata:');
  });

  test('pass a patch that omnictl compresses with a dictionary both of them have', async () => {
    await using sandbox = await startSandbox({ zstdDictionary: await omniDictionary() });
    await using omnictl = await prepareOmnictl(sandbox);
    await using client = await connect(sandbox);
    await omnictl.write('large.yaml', LARGE_PATCH);

    await omnictl.ok(['apply', '-f', 'large.yaml']);

    const printed = await omnictl.ok(['get', 'configpatch', 'large', '-o', 'yaml']);
    const patch = await client.resources.get(types.ConfigPatch, 'large');
    expect(printed).toContain('            KEY_399: value 399');
    expect(patch.spec.compressedData.length).toBeGreaterThan(0);
    expect(readText(patch)).toContain('KEY_399: value 399');
  });
});

/** Longer than the 2 KB from which on omnictl compresses. */
const LARGE_PATCH = `metadata:
    namespace: default
    type: ConfigPatches.omni.sidero.dev
    id: large
    phase: running
    labels:
        omni.sidero.dev/cluster: demo
spec:
    data: |
        machine:
          env:
${Array.from({ length: 400 }, (_, line) => `            KEY_${line}: value ${line}\n`).join('')}`;
