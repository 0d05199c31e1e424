import { machineId, numberedMachines, startSandbox } from '@fleetwright/omni-sandbox';
import { connect } from '../harness/connect.ts';
import { prepareOmnictl } from '../harness/omnictl.ts';
import type { World } from './command-run.ts';

const MACHINES = 40;
/** Talos of machines and clusters alike: it has everything a command may ask for. */
export const TALOS = '1.13.3';
export const KUBERNETES = '1.34.1';
const FAST = { intervalMs: 50, timeoutMs: 40_000 } as const;

/** Starts the world with its cluster ready. */
export async function startWorld(): Promise<World & AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const machines = numberedMachines(MACHINES).map((machine) => ({ ...machine, talosVersion: TALOS }));
  const sandbox = resources.use(await startSandbox({ seed: { machines }, controllers: { tickMs: 20 } }));
  const omnictl = resources.use(await prepareOmnictl(sandbox));
  const client = resources.use(await connect(sandbox));
  let used = 0;
  const machine = () => machineId(++used);
  const create = async (name: string, workers: readonly string[]) => {
    const first = machine();
    const versions = { talosVersion: TALOS, kubernetesVersion: KUBERNETES };
    const sets = workers.length === 0 ? {} : { workers: [{ machines: workers }] };
    await client.clusters.create({ name, ...versions, controlPlane: { machines: [first] }, ...sets });
    await client.clusters.waitUntilReady(name, FAST);
    return first;
  };
  const [cluster, worker] = ['demo', machine()];
  const controlPlane = await create(cluster, [worker]);
  const owned = resources.move();
  return {
    sandbox,
    omnictl,
    client,
    cluster,
    controlPlane,
    worker,
    machine,
    makeCluster: (name) => create(name, []),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
