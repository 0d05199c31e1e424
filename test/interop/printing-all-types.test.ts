import {
  findResourceType,
  newResource,
  type OmniClient,
  type OutputFormat,
  type ResourceType,
  resourceTypeInfos,
  types,
} from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import fc from 'fast-check';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anySpec } from './harness/any-spec.ts';
import { connect } from './harness/connect.ts';
import { type CosiServer, startCosiServer } from './harness/cosi-server.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';
import { type PrintedType, printingDifference } from './harness/printing-difference.ts';

/**
 * All types of the contract, printed by the real omnictl from a server that has no access rules, and so hands out what
 * Omni keeps to itself as well. The specs are any that the types allow.
 */
const SEED = Number(process.env['PRINTING_SEED'] ?? 1);
const RESOURCES_OF_A_TYPE = 8;
/** Three programs at a time keep two cores busy. */
const CONCURRENCY = 3;
const FORMATS: readonly OutputFormat[] = ['yaml', 'json', 'table', 'id', 'jsonpath={.spec}'];
/** The server needs these as they are. */
const READ_BY_OMNICTL: ReadonlySet<ResourceType> = new Set([
  types.ResourceDefinition,
  types.Namespace,
  types.SysVersion,
]);
/** Proxied from clusters as text; such a resource is no message, and no COSI server stores it. */
const NOT_STORED: ReadonlySet<ResourceType> = new Set([types.KubernetesResource]);

const everyType = [...resourceTypeInfos().keys()].map((name) => findResourceType(name) ?? name);
let server: CosiServer;
let omnictl: Omnictl;
let client: OmniClient;
/** Those of the release that the pinned omnictl is from. */
let defined: readonly PrintedType[];

beforeAll(async () => {
  server = await startCosiServer({ omni: true });
  omnictl = await prepareOmnictl(server);
  client = await connect(server);
  defined = (await client.resources.list(types.ResourceDefinition)).flatMap(({ spec }) => {
    const type = findResourceType(spec.resourceType);
    if (type === undefined || NOT_STORED.has(type)) return [];
    return [{ type, namespace: spec.defaultNamespace, columns: spec.printColumns }];
  });
  for (const printed of defined) if (!READ_BY_OMNICTL.has(printed.type)) await fill(printed);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await omnictl[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('every type prints byte for byte as omnictl prints it, whatever is in its spec', () => {
  test.each(FORMATS)(
    'with -o %s',
    async (format) => {
      const differences = await pMap(defined, (type) => printingDifference(omnictl, client, type, format), {
        concurrency: CONCURRENCY,
      });

      expect({ seed: SEED, differences: differences.flat() }).toEqual({ seed: SEED, differences: [] });
    },
    300_000,
  );

  test('also when it is newer than omnictl, and the two make all there are', async () => {
    const known = new Set([...defined.map(({ type }) => type), ...NOT_STORED]);
    const newer = everyType.filter((type) => typeof type === 'string' || !known.has(type));
    await using sandbox = await startSandbox({ target: { version: 'v1.11.0', apiVersion: 3 } });
    // It says that it speaks as the pinned omnictl does, and has the types of its release all the same.
    const version = { backendVersion: 'v1.11.0', backendApiVersion: 2 };
    sandbox.state.put(newResource(types.SysVersion, { id: 'current', spec: version }));
    await using newerOmnictl = await prepareOmnictl(sandbox);
    await using newerClient = await connect(sandbox);
    const differences = await pMap(newer, async (type) => {
      if (typeof type === 'string') return [type];
      for (const resource of anyResources({ type })) sandbox.state.put(resource);
      const printed = { type, target: 'next' } as const;
      const found = FORMATS.map((format) => printingDifference(newerOmnictl, newerClient, printed, format));
      return (await Promise.all(found)).flat();
    });

    expect(everyType).toHaveLength(157);
    expect(known.size + newer.length).toBe(everyType.length);
    expect(differences.flat()).toEqual([]);
  });
});

async function fill(printed: PrintedType): Promise<void> {
  for (const resource of anyResources(printed)) await client.resources.create(resource);
}

function anyResources({ type, namespace }: PrintedType) {
  const specs = fc.sample(anySpec(type), { seed: SEED, numRuns: RESOURCES_OF_A_TYPE });
  return specs.map((spec, index) =>
    newResource<object>(type as ResourceType<object>, {
      id: `resource-${index}`,
      ...(namespace !== undefined && { namespace }),
      labels: { number: '007', flag: 'true', empty: '' },
      spec: spec as object,
    }),
  );
}
