import { describe, expect, it } from 'vitest';
import { newResource } from './new-resource.ts';
import { types } from './registry.ts';
import { draftOf, resourceFromDraft } from './resource-draft.ts';
import { resourceOf } from './stored-resource.ts';

/** Field 1023, text `new`: what a server of the future might add. */
const UNKNOWN = [0xfa, 0x3f, 0x03, 0x6e, 0x65, 0x77];

function clusterOfNewerServer() {
  const features = [0x10, 0x01, ...UNKNOWN];
  const bytes = Uint8Array.from([0x1a, 0x01, 0x31, 0x22, features.length, ...features, ...UNKNOWN]);
  return resourceOf(types.Cluster, newResource(types.Cluster, { id: 'demo' }).metadata, bytes);
}

describe('draftOf and resourceFromDraft', () => {
  it('keep fields of a newer server through an update, on the top and inside of other messages', () => {
    const draft = draftOf(clusterOfNewerServer());

    draft.spec.talosVersion = '2';
    if (draft.spec.features !== undefined) draft.spec.features.enableWorkloadProxy = true;
    const changed = resourceFromDraft(clusterOfNewerServer(), draft);

    const features = [0x08, 0x01, 0x10, 0x01, ...UNKNOWN];
    expect([...changed.specBytes]).toEqual([0x1a, 0x01, 0x32, 0x22, features.length, ...features, ...UNKNOWN]);
  });

  it('give the resource itself back when nothing was changed', () => {
    const resource = clusterOfNewerServer();

    const same = resourceFromDraft(resource, draftOf(resource));

    expect(same).toBe(resource);
  });

  it('leave the resource alone while the draft changes', () => {
    const resource = newResource(types.Cluster, { id: 'demo', labels: { a: '1' }, spec: { talosVersion: '1.9.0' } });
    const draft = draftOf(resource);

    draft.labels['a'] = '2';
    draft.spec.talosVersion = '1.9.1';

    expect([resource.metadata.labels['a'], resource.spec.talosVersion]).toEqual(['1', '1.9.0']);
  });

  it('keep the spec bytes and YAML of the server when only metadata changed', () => {
    const { type, metadata, specBytes } = clusterOfNewerServer();
    const resource = resourceOf(type, metadata, specBytes, { specYaml: 'talosversion: "1"\n' });
    const draft = draftOf(resource);

    draft.annotations['omni.sidero.dev/cluster-locked'] = '';
    const changed = resourceFromDraft(resource, draft);

    expect(changed.specBytes).toBe(specBytes);
    expect(changed.specYaml).toBe('talosversion: "1"\n');
    expect(changed.metadata.annotations).toEqual({ 'omni.sidero.dev/cluster-locked': '' });
  });
});
