import {
  type OmniClient,
  type OutputFormat,
  type PrintColumn,
  printResources,
  type ResourceType,
  type YamlTarget,
} from '@fleetwright/omni-core';
import type { Omnictl } from './omnictl.ts';

/** A type as a server defines it, which may be another release's definition. */
export interface PrintedType {
  readonly type: ResourceType;
  /** @default the type's own */
  readonly namespace?: string;
  /** @default those the type declares */
  readonly columns?: readonly PrintColumn[];
  /** Release whose YAML omnictl shows: its own, or of types it does not know the server's. @default '1.9' */
  readonly target?: YamlTarget;
}

/** What omnictl says of maps whose keys are numbers (ClusterStatusMetrics); JSON has a form for them here. */
const NO_JSON = 'json: unsupported type: map[interface {}]interface {}';
/** omnictl has no such format, but can print the same. */
const IDS = 'jsonpath={.metadata.id}';

/** Prints all resources of a type with omnictl and with this library. @returns nothing when it is the same */
export async function printingDifference(
  omnictl: Omnictl,
  client: OmniClient,
  { type, namespace, columns, target = '1.9' }: PrintedType,
  format: OutputFormat,
): Promise<readonly string[][]> {
  const theirs = await omnictl.run(['get', type.type, '-o', format === 'id' ? IDS : format]);
  if (theirs.exitCode !== 0 && theirs.stderr.includes(NO_JSON)) return [];
  const resources = await client.resources.list(type, namespace === undefined ? {} : { namespace });
  const ours = printResources(type, resources, format, { target, ...(columns !== undefined && { columns }) });
  return ours === theirs.stdout
    ? []
    : [[type.type, ...firstDifference(ours, theirs.stdout), theirs.stderr.slice(-900)]];
}

/** The lines around the first that differs. */
function firstDifference(left: string, right: string): readonly string[] {
  const [ours, theirs] = [left.split('\n'), right.split('\n')];
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const from = Math.max(0, (at === -1 ? ours.length : at) - 2);
  return [ours, theirs].map((lines) => lines.slice(from, from + 5).join('\n'));
}
