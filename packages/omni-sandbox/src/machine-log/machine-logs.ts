import { dateOf, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { StoreEvent } from '../store/store-event.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { bootLines, type LogLine, printLogLine } from './log-line.ts';

const MOST_LINES = 1000;

/** Number → name, for lines like `stage: BOOTING -> RUNNING`. */
const STAGES: ReadonlyMap<number, string> = new Map(
  Object.entries(specs.ClusterMachineStatusSpec.Stage).map(([name, number]) => [number, name]),
);

/**
 * The logs of the simulated machines. They say what happens to a machine here: it boots, joins a cluster, changes its
 * stage, is upgraded, leaves. The newest lines are kept, in memory.
 */
export class MachineLogs implements Disposable {
  readonly #store: TypedStore;
  readonly #lines = new Map<string, LogLine[]>();
  /** Lines that were dropped, so that numbers stay what they were. */
  readonly #dropped = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #stopListening: () => void;

  constructor(store: TypedStore) {
    this.#store = store;
    this.#stopListening = store.store.listenToAll((event) => this.#notice(event));
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }

  /** A machine that ever connected has a log. */
  has(machine: string): boolean {
    return this.#store.find(types.Link, machine) !== undefined;
  }

  /** Number of the next line of a machine. */
  next(machine: string): number {
    return (this.#dropped.get(machine) ?? 0) + this.#of(machine).length;
  }

  /** Printed lines from a number on. */
  since(machine: string, seq: number): string[] {
    const first = this.#dropped.get(machine) ?? 0;
    const boot = this.#boot(machine);
    const start = Math.max(0, seq - first);
    return this.#of(machine)
      .slice(start)
      .map((line, index) => printLogLine(line, first + start + index, boot));
  }

  /** Calls back after each new line of a machine. @returns the function that ends it */
  listen(machine: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(machine) ?? new Set();
    this.#listeners.set(machine, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(machine) === listeners) this.#listeners.delete(machine);
    };
  }

  #of(machine: string): LogLine[] {
    let lines = this.#lines.get(machine);
    if (lines === undefined) {
      lines = bootLines(this.#boot(machine));
      this.#lines.set(machine, lines);
    }
    return lines;
  }

  #boot(machine: string): Date {
    const link = this.#store.find(types.Link, machine);
    return link === undefined ? this.#store.now() : dateOf(link.resource.created);
  }

  #notice(event: StoreEvent): void {
    const message = this.#describe(event);
    if (message === undefined) return;
    const { id } = event.resource;
    const lines = this.#of(id);
    lines.push({ time: this.#store.now(), facility: 'user', priority: 'info', message: `[talos] ${message}` });
    if (lines.length > MOST_LINES) {
      lines.shift();
      this.#dropped.set(id, (this.#dropped.get(id) ?? 0) + 1);
    }
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener();
  }

  #describe(event: StoreEvent): string | undefined {
    const { resource, kind } = event;
    const old = kind === 'updated' ? event.old : undefined;
    if (resource.type === types.ClusterMachineStatus.type) {
      if (kind === 'destroyed') return 'machine was reset';
      const stage = this.#store.read(types.ClusterMachineStatus, resource).spec.stage;
      const before = old && this.#store.read(types.ClusterMachineStatus, old).spec.stage;
      return stage === before ? undefined : `machine stage: ${STAGES.get(stage) ?? stage}`;
    }
    if (resource.type === types.MachineStatus.type && old !== undefined) {
      const { talosVersion, connected } = this.#store.read(types.MachineStatus, resource).spec;
      const before = this.#store.read(types.MachineStatus, old).spec;
      if (talosVersion !== before.talosVersion) return `running Talos ${talosVersion}`;
      if (connected !== before.connected) return connected ? 'connected to Omni' : 'shutting down';
    }
    return undefined;
  }
}
