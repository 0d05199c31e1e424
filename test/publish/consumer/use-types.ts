// Uses a name of every entry in a way that only compiles while their declarations say what they should.
import { createOmniMcp, type OmniMcp } from '@fleetwright/mcp';
import {
  type ClusterReport,
  type OmniClient,
  type OmniErrorCode,
  type Resource,
  specs,
  types,
} from '@fleetwright/omni-core';
import { serviceAccountKeyFromSecretsManager } from '@fleetwright/omni-core/aws';
import { OmniClient as SmallClient } from '@fleetwright/omni-core/client';
import { MemoryState } from '@fleetwright/omni-core/testing';
import { messageCodec } from '@fleetwright/omni-core/wire';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';

export async function runningClusters(omni: OmniClient): Promise<readonly string[]> {
  const statuses = await omni.resources.list(types.ClusterStatus);
  const running = statuses.filter(({ spec }) => spec.phase === specs.ClusterStatusSpec.Phase.RUNNING);
  return running.map(({ metadata }) => metadata.id);
}

// @ts-expect-error A spec has the fields of its type and no others.
export const misspelt = (cluster: Resource<specs.ClusterSpec>) => cluster.spec.talosversion;

export const entries = {
  createOmniMcp: createOmniMcp satisfies (...args: never[]) => OmniMcp,
  messageCodec,
  serviceAccountKeyFromSecretsManager,
  SmallClient: SmallClient satisfies typeof OmniClient,
  startSandbox: startSandbox satisfies () => Promise<Sandbox>,
  state: new MemoryState(),
};

export type Names = [ClusterReport['phase'], OmniErrorCode];
