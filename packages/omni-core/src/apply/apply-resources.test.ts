import { inspect } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BulkError } from '../errors/bulk-error.ts';
import { OmniError } from '../errors/omni-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { printResourcesYaml } from '../resources/resource-yaml.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { MemoryState, type MemoryStateOptions } from '../testing/memory-state.ts';
import { applyResources } from './apply-resources.ts';

const { ConfigPatch, MachineClass } = types;

function patch(id: string, data: string, labels: Readonly<Record<string, string>> = {}) {
  return newResource(ConfigPatch, { id, labels, spec: { data } });
}

function stateOf(resources: readonly Resource[] = [], intercept?: MemoryStateOptions['intercept']): MemoryState {
  return new MemoryState({ resources, ...(intercept && { intercept }) });
}

const outcomes = (items: readonly { readonly id: string; readonly outcome: string }[]) =>
  items.map(({ id, outcome }) => `${id} ${outcome}`);

describe('applyResources', () => {
  it('creates what is missing, updates what differs and leaves the rest alone', async () => {
    const state = stateOf([patch('same', 'a'), withMetadata(patch('other', 'a'), { finalizers: ['f'] })]);

    const items = await applyResources(state, [patch('same', 'a'), patch('other', 'b'), patch('new', 'c', { k: 'v' })]);

    expect(outcomes(items)).toEqual(['same unchanged', 'other updated', 'new created']);
    expect(state.snapshot().map(({ metadata }) => [metadata.id, metadata.version, metadata.finalizers])).toEqual([
      ['new', '1', []],
      ['other', '2', ['f']],
      ['same', '1', []],
    ]);
  });

  it('takes YAML as it is printed, with many documents, and JSON', async () => {
    const state = stateOf();
    const yaml = printResourcesYaml([patch('a', 'machine: {}\n'), newResource(MachineClass, { id: 'b' })]);
    const json = JSON.stringify({ metadata: { type: MachineClass.type, id: 'c' }, spec: { matchlabels: ['x'] } });

    const items = [...(await applyResources(state, yaml)), ...(await applyResources(state, json))];

    expect(outcomes(items)).toEqual(['a created', 'b created', 'c created']);
    expect(outcomes(await applyResources(state, yaml))).toEqual(['a unchanged', 'b unchanged']);
    expect((await state.get(MachineClass, 'c')).spec.matchLabels).toEqual(['x']);
  });

  it('writes nothing when one document cannot be read, or a resource is there twice', async () => {
    const state = stateOf();
    const good = printResourcesYaml([patch('a', 'x')]);

    await expect(applyResources(state, `${good}---\nmetadata: {}\n`)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(applyResources(state, `${good}---\n${good}`)).rejects.toThrow(/is there twice/);

    expect(state.snapshot()).toEqual([]);
  });

  it('shows in a dry run what it would do', async () => {
    const state = stateOf([patch('other', 'a\n')]);

    const [other, fresh] = await applyResources(state, [patch('other', 'b\n'), patch('new', 'c')], { dryRun: true });

    expect(outcomes([other, fresh].filter((item) => item !== undefined))).toEqual(['other updated', 'new created']);
    expect(other).toMatchObject({ diff: expect.stringMatching(/^--- ConfigPatches.*- {4}a\n\+ {4}b\n/s) });
    expect(fresh).toMatchObject({ diff: expect.stringMatching(/^--- \/dev\/null\n\+\+\+ ConfigPatches/) });
    expect(state.snapshot()).toHaveLength(1);
  });

  it('takes a text that Omni has compressed for the same text', async () => {
    const text = 'machine: {}\n'.repeat(300);
    const stored = newResource(ConfigPatch, { id: 'a', spec: { compressedData: zstdCompressSync(text) } });

    const items = await applyResources(stateOf([stored]), [patch('a', text)]);

    expect(outcomes(items)).toEqual(['a unchanged']);
  });

  it('reads and writes again while somebody else is faster', async () => {
    let rivals = 3;
    const state: MemoryState = stateOf([patch('a', '0')], async ({ method }) => {
      if (method !== 'update' || rivals-- <= 0) return;
      const wasRivals = rivals;
      rivals = 0;
      await state.modify(ConfigPatch, 'a', (draft) => {
        draft.spec.data = `rival ${wasRivals}`;
      });
      rivals = wasRivals;
    });

    const items = await applyResources(state, [patch('a', 'mine')]);

    expect(outcomes(items)).toEqual(['a updated']);
    expect((await state.get(ConfigPatch, 'a')).spec.data).toBe('mine');
  });

  it('updates what appeared between its read and its create', async () => {
    let appeared = false;
    const state: MemoryState = stateOf([], async ({ method }) => {
      if (method !== 'create' || appeared) return;
      appeared = true;
      await state.create(patch('a', 'theirs'));
    });

    expect(outcomes(await applyResources(state, [patch('a', 'mine')]))).toEqual(['a updated']);
  });

  it('creates blindly what it may not read, and says why it cannot update', async () => {
    const state = stateOf([patch('old', 'x')], ({ method }) => {
      if (method === 'get') throw new OmniError('access_denied', 'no reading');
    });

    const error = await applyResources(state, [patch('new', 'x'), patch('old', 'y')]).catch((thrown) => thrown);

    expect(outcomes(error.items)).toEqual(['new created', 'old failed']);
    expect(error.cause).toMatchObject({
      code: 'already_exists',
      hint: expect.stringContaining('Destroy the resource'),
    });
  });

  it('stops at the first failure, or carries on, and reports everything', async () => {
    const going = withMetadata(patch('b', 'x'), { phase: 'tearingDown' });
    const wanted = [patch('a', '1'), patch('b', '2'), patch('c', '3')];
    const seen: string[] = [];

    const stopped = await applyResources(stateOf([going]), wanted).catch((thrown) => thrown);
    const continued = await applyResources(stateOf([going]), wanted, {
      onFailure: 'continue',
      onItem: ({ id, outcome }) => seen.push(`${id} ${outcome}`),
    }).catch((thrown) => thrown);

    expect(stopped).toBeInstanceOf(BulkError);
    expect(outcomes(stopped.items)).toEqual(['a created', 'b failed', 'c not_started']);
    expect(outcomes(continued.items)).toEqual(['a created', 'b failed', 'c created']);
    expect(seen).toEqual(['a created', 'b failed', 'c created']);
    expect(stopped.cause).toMatchObject({ code: 'phase_conflict' });
  });

  it('keeps contents out of what logs show of its errors', async () => {
    const state = stateOf([], ({ method, id }) => {
      if (method === 'create' && id === 'b') throw new OmniError('validation_failed', 'no');
    });

    const error = await applyResources(state, [patch('a', 'CANARY'), patch('b', 'CANARY')], { diff: true }).catch(
      (thrown) => thrown,
    );

    expect(error.items[0].diff).toContain('CANARY');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('CANARY');
    expect(JSON.stringify(error)).not.toContain('CANARY');
  });

  it('does not start once the caller has given up', async () => {
    const state = stateOf();

    const applying = applyResources(state, [patch('a', 'x')], { signal: AbortSignal.abort() });

    await expect(applying).rejects.toMatchObject({ cause: { code: 'cancelled' } });
    expect(state.snapshot()).toEqual([]);
  });
});
