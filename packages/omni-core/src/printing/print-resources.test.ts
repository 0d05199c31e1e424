import { describe, expect, it } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { opaqueResourceType, types } from '../resources/registry.ts';
import { printResourcesYaml } from '../resources/resource-yaml.ts';
import { resourceOf, withMetadata } from '../resources/stored-resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { printEvents, printResources } from './print-resources.ts';

const { MachineClass, TalosVersion, Link } = types;

function talosVersion(id: string, kubernetes: readonly string[]) {
  return withMetadata(
    newResource(TalosVersion, { id, spec: { version: id, compatibleKubernetesVersions: kubernetes } }),
    { version: '3', created: new Date('2026-01-02T03:04:05.678Z'), updated: new Date('2026-01-02T03:04:06Z') },
  );
}

describe('printResources', () => {
  const versions = [talosVersion('1.11.3', ['1.33.1', '1.34.0']), talosVersion('1.9', [])];

  it('prints a table with the columns of the type, aligned as omnictl aligns it', () => {
    expect(printResources(TalosVersion, versions, 'table')).toBe(
      'NAMESPACE   TYPE           ID       VERSION   KUBERNETES VERSIONS\n' +
        'default     TalosVersion   1.11.3   3         ["1.33.1","1.34.0"]\n' +
        'default     TalosVersion   1.9      3         []\n',
    );
    expect(printResources(TalosVersion, [], 'table')).toBe('NAMESPACE   TYPE   ID   VERSION   KUBERNETES VERSIONS\n');
  });

  it('leaves a column empty when the spec has nothing at its path', () => {
    const link = newResource(Link, { id: 'a', spec: { connected: true } });

    expect(printResources(Link, [link], 'table', { columns: [{ name: 'x', jsonPath: '{.nothing.here}' }] })).toBe(
      'NAMESPACE   TYPE   ID   VERSION     X\ndefault     Link   a    undefined   \n',
    );
  });

  it('prints YAML documents, and ids', () => {
    expect(printResources(TalosVersion, versions, 'yaml')).toBe(printResourcesYaml(versions));
    expect(printResources(TalosVersion, versions, 'id')).toBe('1.11.3\n1.9\n');
  });

  it('prints JSON with sorted keys and the escapes of Go', () => {
    const labels = { b: '<&>', a: 'true', number: '8', nothing: '', quoted: '"\u2028\u0007' };
    const resource = withMetadata(newResource(MachineClass, { id: 'c', labels, spec: { matchLabels: ['x>1'] } }), {
      version: '1',
    });

    expect(printResources(MachineClass, [resource], 'json')).toBe(`{
    "metadata": {
        "created": "1970-01-01T00:00:00Z",
        "id": "c",
        "labels": {
            "a": true,
            "b": "\\u003c\\u0026\\u003e",
            "nothing": null,
            "number": 8,
            "quoted": "\\"\\u2028\\u0007"
        },
        "namespace": "default",
        "owner": null,
        "phase": "running",
        "type": "MachineClasses.omni.sidero.dev",
        "updated": "1970-01-01T00:00:00Z",
        "version": 1
    },
    "spec": {
        "autoprovision": null,
        "matchlabels": [
            "x\\u003e1"
        ]
    }
}
`);
  });

  it('prints every result of a JSONPath on a line of its own', () => {
    const path = '{.metadata.id}{.metadata.owner}{.spec.compatiblekubernetesversions}{.metadata.created}';

    expect(printResources(TalosVersion, versions.slice(0, 1), `jsonpath=${path}`)).toBe(
      '1.11.3\n<nil>\n[\n    "1.33.1",\n    "1.34.0"\n]\n"2026-01-02T03:04:05Z"\n',
    );
  });

  it('shows what the server says about a type unknown here', () => {
    const type = opaqueResourceType('Things.example.com', 'default');
    const { metadata } = newResource(type, { id: 'a', spec: new Uint8Array() });
    const specYaml = 'size: 5\nname: "5"\nlist:\n    - a\n    - null\n';
    const thing = resourceOf(type, metadata, new Uint8Array([1]), { specYaml });

    expect(printResources(type, [thing], 'jsonpath={.spec.size}{.spec.name}{.spec.list[*]}')).toBe('5\n5\na\n<nil>\n');
    expect(printResources(type, [thing], 'json')).toContain('"name": "5",\n        "size": 5\n');
    expect(printResources(type, [thing], 'yaml')).toContain(
      'spec:\n    size: 5\n    name: "5"\n    list:\n        - a\n',
    );
  });

  it.each(['wide', 'jsonpath={.a', 'jsonpath={.nothing}'])('refuses %j', (format) => {
    expect(() => printResources(TalosVersion, versions, format as 'id')).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('printEvents', () => {
  it('prints what exists in one piece and every change as it comes', async () => {
    const state = new MemoryState({ resources: [newResource(MachineClass, { id: 'a' })] });
    const pieces = printEvents(MachineClass, state.watch(MachineClass), 'table');
    const seen = [(await pieces.next()).value];

    await state.create(newResource(MachineClass, { id: 'longer' }));
    seen.push((await pieces.next()).value);
    await state.destroy(MachineClass, 'a');
    seen.push((await pieces.next()).value);
    await pieces.return();

    expect(seen).toEqual([
      '*   NAMESPACE   TYPE           ID   VERSION\n+   default     MachineClass   a    1\n',
      '+   default   MachineClass   longer   1\n',
      '-   default   MachineClass   a   1\n',
    ]);
  });

  it('says in YAML and JSON what happened', async () => {
    const resource = newResource(MachineClass, { id: 'a' });
    async function* events() {
      yield { kind: 'created', resource } as const;
      yield { kind: 'destroyed', resource } as const;
    }
    const yaml = await Array.fromAsync(printEvents(MachineClass, events(), 'yaml', { immediate: true }));
    const json = await Array.fromAsync(printEvents(MachineClass, events(), 'json', { immediate: true }));

    expect(yaml[0]).toMatch(/^event: created\nmetadata:\n/);
    expect(yaml[1]).toMatch(/^---\nevent: destroyed\nmetadata:\n/);
    expect(json[1]).toMatch(/^\{\n {4}"event": "destroyed",\n {4}"metadata"/);
  });
});
