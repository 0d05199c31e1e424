import type { OmniClient } from '@fleetwright/omni-core';
import type { Sandbox } from '@fleetwright/omni-sandbox';
import type { Finished, Omnictl } from '../harness/omnictl.ts';

/** One sandbox that the real omnictl and our client both work on. */
export interface World {
  readonly sandbox: Sandbox;
  readonly omnictl: Omnictl;
  readonly client: OmniClient;
  /** Cluster with one control plane machine and one worker that is there from the start, and stays. */
  readonly cluster: string;
  readonly controlPlane: string;
  readonly worker: string;
  /** A machine that nobody used yet, in no cluster. */
  machine(): string;
  /** A cluster of one machine of its own, which is ready. @returns that machine */
  makeCluster(name: string): Promise<string>;
}

/** How a command of omnictl is run, and what shows that the library call gives or does the same. */
export interface CommandRun {
  /** Makes what the command needs. @returns its words after `omnictl`, or several runs of it, the last one checked */
  readonly prepare: (world: World) => readonly string[] | Promise<readonly string[]>;
  /** @default 0 */
  readonly exitCode?: number;
  /** Makes the call and expects what omnictl gave or did. */
  readonly same: (world: World, omnictl: Finished) => Promise<void>;
}

/** Runs by command, as the parity table names it. */
export type CommandRuns = Readonly<Record<string, CommandRun>>;

/** Words of a command; none has a blank in it. */
export function words(line: string): readonly string[] {
  return line.split(' ');
}

/** What it wrote to either output. */
export function said({ stdout, stderr }: Finished): string {
  return stdout + stderr;
}

/** The rows of a table without its head, each by cells. */
export function rows(table: string): readonly (readonly string[])[] {
  return table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {3,}/));
}

export function withoutColours(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
}
