import { setTimeout as sleep } from 'node:timers/promises';
import { newResource, type OmniClient, types } from '@fleetwright/omni-core';
import type { Sandbox } from '@fleetwright/omni-sandbox';

/** `created patch-1@1`: what happened to a resource and which version it has now. */
export type Change = string;

/** Writes to the store of a sandbox from the inside, and remembers what its history is. */
export class RecordedWrites {
  readonly history: Change[] = [];
  #count = 0;

  /** Creates, changes and removes patches in turn, with short pauses in which the network gets its chance. */
  async run(sandbox: Sandbox, writes: number): Promise<void> {
    for (let done = 0; done < writes; done += 1) {
      this.#write(sandbox, this.#count++);
      if (done % 10 === 9) await sleep(1);
    }
  }

  /** Ends the history with a resource that readers can wait for. */
  finish(sandbox: Sandbox): void {
    this.#put(sandbox, LAST, 0);
  }

  #write(sandbox: Sandbox, count: number): void {
    const id = `patch-${count % 7}`;
    const current = sandbox.state.find(types.ConfigPatch, id);
    if (current !== undefined && count % 5 === 4) {
      sandbox.state.remove(types.ConfigPatch, id);
      this.history.push(`destroyed ${id}@${current.metadata.version}`);
    } else this.#put(sandbox, id, count);
  }

  #put(sandbox: Sandbox, id: string, count: number): void {
    const existed = sandbox.state.find(types.ConfigPatch, id) !== undefined;
    const stored = sandbox.state.put(newResource(types.ConfigPatch, { id, annotations: { count: String(count) } }));
    this.history.push(`${existed ? 'updated' : 'created'} ${id}@${stored.metadata.version}`);
  }
}

const LAST = 'the-end';

/** Starts a watch and collects its changes until the history ends. Resolves once the bootstrap is through. */
export async function followPatches(client: OmniClient): Promise<{ readonly changes: Promise<readonly Change[]> }> {
  const started = Promise.withResolvers<void>();
  const collect = async (): Promise<readonly Change[]> => {
    const changes: Change[] = [];
    for await (const event of client.resources.watch(types.ConfigPatch)) {
      if (event.kind === 'bootstrapped') started.resolve();
      else {
        const { id, version } = event.resource.metadata;
        changes.push(`${event.kind} ${id}@${version}`);
        if (id === LAST) break;
      }
    }
    return changes;
  };
  const changes = collect();
  changes.catch(started.reject);
  await started.promise;
  return { changes };
}
