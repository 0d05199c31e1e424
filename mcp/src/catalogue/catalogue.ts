import { kubeconfig, talosconfig } from '../tools/access-files.ts';
import { apply } from '../tools/apply.ts';
import { clusterStatus } from '../tools/cluster.ts';
import { getResource } from '../tools/get.ts';
import { listResources } from '../tools/list.ts';
import { lock } from '../tools/lock.ts';
import { machine } from '../tools/machine.ts';
import { templateCheck } from '../tools/template-check.ts';
import { templateSync } from '../tools/template-sync.ts';
import { listTypes } from '../tools/types.ts';
import { whoami } from '../tools/whoami.ts';
import type { Tool } from './tool.ts';

/** Every tool, in the order clients see them. */
export const CATALOGUE: readonly Tool[] = [
  whoami,
  listTypes,
  listResources,
  getResource,
  clusterStatus,
  machine,
  templateCheck,
  kubeconfig,
  talosconfig,
  lock,
  apply,
  templateSync,
];
