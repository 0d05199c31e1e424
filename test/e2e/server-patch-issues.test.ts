import { loadTemplate, OmniClient, parseServiceAccountKey, serverPatchIssues } from '@fleetwright/omni-core';
import { memoryFiles } from '@fleetwright/omni-core/testing';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, it } from 'vitest';

const TEMPLATE = `kind: Cluster
name: asked
kubernetes: {version: v1.34.1}
talos: {version: v1.11.3}
patches:
  - {name: fine, inline: {machine: {env: {A: b}}}}
  - {name: taken, inline: {machine: {token: canary-token}, cluster: {id: canary-id}}}
  - {file: missing.yaml}
---
kind: ControlPlane
patches:
  - {file: patch.yaml}
`;

describe('serverPatchIssues', () => {
  it('tells what the server says about each patch, and no value of it', async () => {
    await using sandbox = await startSandbox();
    await using omni = new OmniClient({
      endpoint: sandbox.endpoint,
      credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
    });
    const files = memoryFiles({ 'patch.yaml': 'machine: {ca: {key: canary-key}}\n' });
    const template = await loadTemplate(TEMPLATE, { files });

    const issues = await serverPatchIssues(template, omni.management);

    expect(issues.map(({ context }) => context.join(': '))).toEqual([
      'error validating cluster "asked": patch "taken" is invalid',
      'controlplane is invalid: patch "patch.yaml" is invalid',
    ]);
    expect(issues[0]?.message).toContain('cluster.id');
    expect(issues[1]?.message).toContain('machine.ca');
    expect(JSON.stringify(issues)).not.toContain('canary');
  });

  it('rejects when the server cannot be asked', async () => {
    const template = await loadTemplate(TEMPLATE, { files: memoryFiles({}) });
    const omni = new OmniClient({
      endpoint: 'http://127.0.0.1:1',
      credentials: await parseServiceAccountKey((await startAndStop()).serviceAccountKey),
      retry: { attempts: 1 },
      timeoutMs: 2_000,
    });

    await expect(serverPatchIssues(template, omni.management)).rejects.toMatchObject({ retryable: true });
    await omni[Symbol.asyncDispose]();
  });
});

async function startAndStop() {
  await using sandbox = await startSandbox();
  return { serviceAccountKey: sandbox.serviceAccountKey };
}
