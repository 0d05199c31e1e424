import { GRPC } from '../../errors/grpc-status.ts';
import { types } from '../../resources/registry.ts';
import { Refusal } from '../../transport/testing/loopback-server.ts';
import type { WatchEvent, WatchOptions } from '../state.ts';
import { gone, type ScriptedState, type StateScript, wireResource } from './scripted-state.ts';

/** A cluster as the server would send it. */
export const cluster = (id: string, version = '1', created = new Date('2026-01-01T00:00:00Z')) =>
  wireResource(types.Cluster, { id }, { version, created });

/** A bookmark. */
export const mark = (text: string) => Buffer.from(text);

/** Ends a connection as one that breaks does. */
export const dropped = (): never => {
  throw new Refusal(GRPC.UNAVAILABLE, 'connection dropped');
};

/** One handler per connection, in order; the last one stays open until the client leaves. */
export function connections(...handlers: readonly NonNullable<StateScript['watch']>[]): StateScript {
  let attempt = 0;
  return {
    watch: async (request, send, stream) => {
      await handlers[attempt++]?.(request, send, stream);
      if (attempt >= handlers.length) await gone(stream);
    },
  };
}

/** `created a@1`: an event in short. */
export function brief({ kind, ...rest }: WatchEvent<unknown>): string {
  if (!('resource' in rest)) return kind;
  const { id, version } = rest.resource.metadata;
  return `${kind} ${id}@${version}`;
}

/** The first events of a watch of clusters. */
export async function take({ state }: ScriptedState, count: number, options: WatchOptions = {}): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of state.watch(types.Cluster, options)) {
    seen.push(brief(event));
    if (seen.length === count) break;
  }
  return seen;
}
