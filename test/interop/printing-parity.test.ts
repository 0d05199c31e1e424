import {
  findResourceType,
  newResource,
  type OmniClient,
  type OutputFormat,
  printResources,
  type ResourceType,
  type ResourceTypeInfo,
  resourceTypeInfos,
  types,
} from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { filledSpec } from './harness/filled-spec.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';
import { printingDifference } from './harness/printing-difference.ts';

/** Three programs at a time keep two cores busy. */
const CONCURRENCY = 3;
const FEWEST_TYPES = 120;
/** omnictl itself works with these before it prints anything. */
const READ_BY_OMNICTL: ReadonlySet<ResourceType> = new Set([
  types.ResourceDefinition,
  types.Namespace,
  types.SysVersion,
]);

let sandbox: Sandbox;
let omnictl: Omnictl;
let client: OmniClient;
let listable: readonly ResourceType[];

beforeAll(async () => {
  // The server writes down when a key was last used: time must not pass between the two that look.
  const now = new Date();
  sandbox = await startSandbox({ controllers: { enabled: false }, clock: () => now });
  omnictl = await prepareOmnictl(sandbox);
  client = await connect(sandbox);
  const candidates = [...resourceTypeInfos().values()].filter(({ verbs }) => verbs.includes('list')).flatMap(typeOf);
  for (const type of candidates) if (!READ_BY_OMNICTL.has(type)) fill(type);
  const lists = await pMap(candidates, async (type) => {
    const resources = await client.resources.list(type).catch(() => []);
    return resources.length > 0 ? [type] : [];
  });
  listable = lists.flat();
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('every type the sandbox can list prints byte for byte as omnictl prints it', () => {
  test.each<OutputFormat>(['table', 'yaml', 'json', 'jsonpath={.metadata.version}{.spec}'])(
    'with -o %s',
    async (format) => {
      const differences = await pMap(listable, (type) => printingDifference(omnictl, client, { type }, format), {
        concurrency: CONCURRENCY,
      });

      expect(listable.length).toBeGreaterThanOrEqual(FEWEST_TYPES);
      expect(differences.flat()).toEqual([]);
    },
    300_000,
  );
});

describe('JSONPath', () => {
  test.each([
    '{.metadata.created}',
    '{.metadata.labels}',
    '{.metadata.labels.number}{.metadata.labels.date}{.metadata.owner}',
    '{.spec.matchlabels[0]}',
    '{.spec.matchlabels[-1:]}',
    '{.spec.matchlabels[*]}',
    "{.metadata['id','phase']}",
    '{range .spec.matchlabels[*]}<{@}>{"\\n"}{end}done',
    '{.spec.autoprovision}',
    '{.spec.autoprovision.metavalues[?(@.key==10)].value}',
    '{..value}',
    'text',
  ])('%s', async (path) => {
    const type = types.MachineClass;
    const labels = { number: '8', date: '2024-01-01', empty: '', text: 'x' };
    const spec = {
      matchLabels: ['a = <b>', 'c'],
      autoProvision: { providerId: 'p', metaValues: [{ key: 10, value: 'x' }, { key: 11 }] },
    };
    sandbox.state.put(newResource(type, { id: 'paths', labels, spec }));

    const printed = await omnictl.ok(['get', type.type, 'paths', '-o', `jsonpath=${path}`]);

    const resource = await client.resources.get(type, 'paths');
    expect(printResources(type, [resource], `jsonpath=${path}`, { target: '1.9' })).toBe(printed);
  });
});

/** Two resources with odd texts everywhere; types whose instances the server makes up ignore them. */
function fill(type: ResourceType): void {
  const labels = { plain: 'a', number: '007', flag: 'true', empty: '', text: 'x: <y> #z' };
  for (const [index, id] of ['filled-a', 'filled-bb'].entries()) {
    const annotations = index === 0 ? {} : { note: 'two\nlines', date: '2026-01-02' };
    const spec = filledSpec(type, index * 5) as Record<string, never>;
    sandbox.state.put(newResource(type, { id, labels, annotations, spec }));
  }
}

function typeOf({ type }: ResourceTypeInfo): readonly ResourceType[] {
  const found = findResourceType(type);
  return found === undefined ? [] : [found];
}
