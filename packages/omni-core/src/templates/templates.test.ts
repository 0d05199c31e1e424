import { describe, expect, it } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { Templates } from './templates.ts';
import { machineId, sampleDocuments, sampleTemplate } from './testing/sample-templates.ts';

function stateOf(backendVersion: string): MemoryState {
  const version = newResource(types.SysVersion, { id: 'current', spec: { backendVersion } });
  return new MemoryState({ resources: [version] });
}

describe('Templates', () => {
  it('syncs, shows a later change as a diff, and deletes', async () => {
    const state = new MemoryState();
    const templates = new Templates(state);
    const template = await sampleTemplate();

    await templates.sync(template);
    expect(await templates.diff(template)).toBe('');
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.spec.talosVersion = '1.12.0';
    });

    expect(await templates.diff(template)).toContain('-  talosversion: 1.12.0\n+  talosversion: 1.11.3\n');
    await templates.delete('demo');
    expect(await state.find(types.Cluster, 'demo')).toBeUndefined();
  });

  it.each([
    ['v1.9.3', 'ConfigPatch'],
    ['v1.10.4', 'ConfigPatch'],
    ['v1.11.0', 'MachineInstallDiskConfig'],
  ])('writes the install disk as Omni %s expects it', async (version, kind) => {
    const state = stateOf(version);
    const templates = new Templates(state);
    const machine = { kind: 'Machine', name: machineId(11), install: { disk: '/dev/sda' } };
    const text = [...sampleDocuments({ patches: [] }), machine]
      .map((document) => JSON.stringify(document))
      .join('\n---\n');

    await templates.sync(await templates.load(text, { files: memoryFiles({}) }));

    const written = state.snapshot().map(({ type }) => type.displayType);
    expect(written.filter((name) => name === 'ConfigPatch' || name === 'MachineInstallDiskConfig')).toEqual([kind]);
  });

  it('asks for the version of Omni once, and again only after a failure', async () => {
    let failing = true;
    let asked = 0;
    const state = new MemoryState({
      intercept({ type }) {
        if (type !== types.SysVersion.type) return;
        asked++;
        if (failing) throw new Error('unavailable');
      },
    });
    const templates = new Templates(state);

    await expect(templates.target()).rejects.toThrow('unavailable');
    failing = false;
    await Promise.all([templates.target(), templates.target()]);

    expect(asked).toBe(2);
    expect(await templates.target()).toBe('1.10');
  });
});
