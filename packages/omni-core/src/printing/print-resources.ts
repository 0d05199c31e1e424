import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { WatchEvent } from '../state/state.ts';
import type { OutputFormat } from './output-format.ts';
import { type PrintResourcesOptions, resourcePrinter } from './resource-printer.ts';
import { alignTabs } from './tab-table.ts';

/**
 * Resources of one type as `omnictl get -o FORMAT` prints them, byte for byte when `target` is the release of the
 * server. Contents are printed in full, secrets included.
 *
 * @throws {OmniError} `invalid_argument` for an unknown format, and for a JSONPath that cannot be read or does not fit
 */
export function printResources(
  type: ResourceType,
  resources: Iterable<Resource>,
  format: OutputFormat,
  options: PrintResourcesOptions = {},
): string {
  const printer = resourcePrinter(type, format, options, false);
  const text = printer.header + Array.from(resources, (resource) => printer.print(resource)).join('');
  return format === 'table' ? alignTabs(text) : text;
}

/**
 * A watch as `omnictl get --watch -o FORMAT` prints it. What exists at the start comes in one piece once it is
 * complete, every later change in a piece of its own; each piece of a table is aligned on its own.
 *
 * @throws {OmniError} what the watch throws, and as {@link printResources}
 */
export async function* printEvents<Spec>(
  type: ResourceType<Spec>,
  events: AsyncIterable<WatchEvent<Spec>>,
  format: OutputFormat,
  options: PrintResourcesOptions & {
    /** The watch is of a single resource, or has no bootstrap: nothing is collected first. @default false */
    readonly immediate?: boolean;
  } = {},
): AsyncGenerator<string, void, undefined> {
  const { immediate = false } = options;
  const printer = resourcePrinter(type, format, options, true);
  let pending = printer.header;
  let collecting = !immediate;
  for await (const event of events) {
    if (event.kind === 'bootstrapped') collecting = false;
    else pending += printer.print(event.resource, event.kind);
    if (collecting || pending === '') continue;
    yield format === 'table' ? alignTabs(pending) : pending;
    pending = '';
  }
}
