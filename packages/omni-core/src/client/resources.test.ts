import { describe, expect, it } from 'vitest';
import { SelectorError } from '../errors/selector-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { printResourcesYaml } from '../resources/resource-yaml.ts';
import { ReadOnlyState } from '../state/read-only-state.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { Resources } from './resources.ts';

const { MachineClass } = types;

function filled(): MemoryState {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => newResource(MachineClass, { id, labels: { name: id } }));
  return new MemoryState({ resources: [a, b, c].filter((resource) => resource !== undefined) });
}

const ids = (resources: readonly { readonly metadata: { readonly id: string } }[]) =>
  resources.map(({ metadata }) => metadata.id).join(' ');

describe('Resources', () => {
  it('take names of types and selector texts', async () => {
    const resources = new Resources(filled());

    expect(ids(await resources.list('machineclasses', { selector: 'name in (a, c)' }))).toBe('a c');
    expect(ids(await resources.list(MachineClass, { selector: ['name=a', 'name=b'] }))).toBe('a b');
    expect(ids(await Array.fromAsync(resources.iterate('MachineClass', { selector: '!name' })))).toBe('');
    expect((await resources.get('mc', 'a')).metadata.id).toBe('a');
    expect(await resources.find('mc', 'absent')).toBeUndefined();
    expect((await resources.page('MachineClasses.omni.sidero.dev', { selector: 'name', limit: 1 })).remaining).toBe(2);
  });

  it('watch by name and selector', async () => {
    const seen: string[] = [];

    for await (const event of new Resources(filled()).watch('machineclass', { selector: 'name=b' })) {
      if (event.kind === 'bootstrapped') break;
      seen.push(event.resource.metadata.id);
    }

    expect(seen).toEqual(['b']);
  });

  it('change, tear down and remove by name', async () => {
    const state = filled();
    const resources = new Resources(state);

    await resources.modify('machineclass', 'a', ({ labels }) => {
      labels['new'] = '';
    });
    const ready = await resources.teardown('machineclass', 'b');
    await resources.destroy('machineclass', 'b');
    await resources.teardownAndDestroy('machineclass', 'c');

    expect(ready).toBe(true);
    expect(state.snapshot().map(({ metadata }) => metadata.labels)).toEqual([{ name: 'a', new: '' }]);
  });

  it('apply texts', async () => {
    const state = new MemoryState();

    const [item] = await new Resources(state).apply(printResourcesYaml([newResource(MachineClass, { id: 'x' })]));

    expect(item).toMatchObject({ id: 'x', outcome: 'created' });
    expect(ids(state.snapshot())).toBe('x');
  });

  it.each([
    ['a', 'b c'],
    [['a', 'b'], 'c'],
    [{ selector: 'name!=a' }, 'a'],
    [{ matching: { idPattern: '[ab]' } }, 'c'],
    [{ all: true } as const, ''],
  ])('delete %j', async (which, left) => {
    const state = filled();

    await new Resources(state).delete('machineclass', which);

    expect(ids(state.snapshot())).toBe(left);
  });

  it('refuse unknown types, bad selectors, and a selector beside labels', async () => {
    const resources = new Resources(filled());

    await expect(resources.get('nonsense', 'a')).rejects.toMatchObject({ code: 'unknown_type' });
    await expect(resources.list('mc', { selector: 'a b' })).rejects.toThrow(SelectorError);
    await expect(resources.list('mc', { selector: 'a', labels: [] })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(() => resources.watch('mc', { selector: 'a b' })).toThrow(SelectorError);
    await expect(resources.delete('mc', { selector: '' })).rejects.toThrow(/no condition/);
  });

  it('refuse to write when read only, before anything is read', async () => {
    const calls: string[] = [];
    const state = new ReadOnlyState(new MemoryState({ intercept: ({ method }) => void calls.push(method) }));
    const resources = new Resources(state, { readOnly: true });
    const text = printResourcesYaml([newResource(MachineClass, { id: 'x' })]);

    await expect(resources.apply(text)).rejects.toMatchObject({ code: 'read_only' });
    await expect(resources.delete('mc', { all: true })).rejects.toMatchObject({ code: 'read_only' });
    await expect(resources.create(newResource(MachineClass, { id: 'x' }))).rejects.toMatchObject({ code: 'read_only' });

    expect(calls).toEqual([]);
    expect(await resources.apply(text, { dryRun: true })).toMatchObject([{ outcome: 'created' }]);
  });
});
