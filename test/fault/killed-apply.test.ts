import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { applyPlan, GUARD_IDS, type OmniClient, type PlanDocument, types } from '@fleetwright/omni-core';
import { type Death, MortalState } from '@fleetwright/omni-core/testing';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, it, vi } from 'vitest';
import { AFTER, BEFORE, contentsOf, FINGERPRINT_KEY, loadFleet } from './apply-fleet.ts';
import { openClient } from './open-client.ts';

const ALLOW = { allow: GUARD_IDS };
const PATIENCE = 60_000;

/** An Omni that holds the cluster before the change, with its controllers at work. */
async function omniWithFleet() {
  await using open = new AsyncDisposableStack();
  const sandbox = open.use(await startSandbox({ controllers: { tickMs: 5 }, seed: { machines: 8 } }));
  const connect = async () => open.use(await openClient(sandbox, { fingerprintKey: FINGERPRINT_KEY }));
  const client = await connect();
  await client.templates.sync(await loadFleet(BEFORE));
  const owned = open.move();
  return {
    sandbox,
    client,
    connect: async () => owned.use(await openClient(sandbox, { fingerprintKey: FINGERPRINT_KEY })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What a removed set had is removed by Omni, a little later. */
async function settledContents(client: OmniClient): Promise<string[]> {
  await vi.waitFor(async () => {
    const nodes = await client.resources.list(types.MachineSetNode);
    expect(nodes.filter(({ metadata }) => metadata.phase !== 'running')).toEqual([]);
  }, PATIENCE);
  return await contentsOf(client);
}

/** An apply that nothing disturbs: where it ends, and how many writes it tries. */
async function undisturbed() {
  await using omni = await omniWithFleet();
  const state = new MortalState(omni.client.resources);
  await applyPlan(await omni.client.templates.plan(await loadFleet(AFTER)), state, ALLOW);
  return { end: await settledContents(omni.client), attempts: state.attempts };
}

/** What a new process does: it has the template, and the plan that was reviewed as JSON. */
async function resume(omni: Awaited<ReturnType<typeof omniWithFleet>>, reviewed: string): Promise<string[]> {
  const client = await omni.connect();
  await client.templates.sync(await loadFleet(AFTER), { ...ALLOW, reviewed: JSON.parse(reviewed) as PlanDocument });
  return await settledContents(client);
}

describe('an apply over the network', () => {
  it('that dies at any of its writes ends in the same state when it is resumed', { timeout: 600_000 }, async () => {
    const { end, attempts } = await undisturbed();

    for (const when of ['before', 'after'] as const) {
      for (let atWrite = 1; atWrite <= attempts; atWrite++) {
        await using omni = await omniWithFleet();
        const dying = new MortalState(omni.client.resources, { atWrite, when });
        const plan = await omni.client.templates.plan(await loadFleet(AFTER));
        await applyPlan(plan, dying, { ...ALLOW, concurrency: 1 }).catch(() => {});
        await dying.settled();

        expect(await resume(omni, JSON.stringify(plan)), `died ${when} write ${atWrite}`).toEqual(end);
      }
    }
    expect(attempts).toBeGreaterThan(10);
  });

  it.each([
    { atWrite: 1, when: 'after' },
    { atWrite: 6, when: 'before' },
    // Not one of the last: Omni removes what is free by itself, and then there are fewer writes to be killed at.
    { atWrite: 5, when: 'after' },
  ] as const)(
    'whose process is killed $when write $atWrite is finished by the next',
    { timeout: 120_000 },
    async (death) => {
      const { end } = await undisturbed();
      await using omni = await omniWithFleet();

      const { signal, plan } = await applyAndDie(omni.sandbox, death);

      expect(signal).toBe('SIGKILL');
      expect(await resume(omni, plan)).toEqual(end);
    },
  );

  it('runs twice at once and does everything once', { timeout: 120_000 }, async () => {
    const { end } = await undisturbed();
    await using omni = await omniWithFleet();
    const clients = [await omni.connect(), await omni.connect()];
    const template = await loadFleet(AFTER);
    const plan = await omni.client.templates.plan(template);
    const states = clients.map(({ resources }) => new MortalState(resources));

    await Promise.all(states.map((state) => applyPlan(plan, state, ALLOW)));

    expect(await settledContents(omni.client)).toEqual(end);
    // A removal takes two writes, or fewer: Omni removes what is free by itself.
    const planned = plan.changes.reduce((sum, { action }) => sum + (action === 'delete' ? 2 : 1), 0);
    expect(states.reduce((sum, state) => sum + state.writes, 0)).toBeLessThanOrEqual(planned);
  });

  it('never ends in a mixture with another one that says it won', { timeout: 120_000 }, async () => {
    await using omni = await omniWithFleet();
    const texts = [AFTER, AFTER.replace('v1.34.2', 'v1.34.3')];
    const plans = await Promise.all(
      texts.map(async (template) => omni.client.templates.plan(await loadFleet(template))),
    );
    const clients = [await omni.connect(), await omni.connect()];

    const outcomes = await Promise.allSettled(
      plans.map((plan, index) => applyPlan(plan, (clients[index] ?? omni.client).resources, ALLOW)),
    );

    const winners = plans.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    const { kubernetesVersion } = (await omni.client.resources.get(types.Cluster, 'demo')).spec;
    expect(winners).toHaveLength(1);
    expect(winners[0]?.updates.map(({ resource }) => resource.spec)).toContainEqual(
      expect.objectContaining({ kubernetesVersion }),
    );
  });
});

/** Runs an apply in a process of its own, which kills itself. */
async function applyAndDie(
  { endpoint, serviceAccountKey }: Sandbox,
  { atWrite, when }: Pick<Death, 'atWrite' | 'when'>,
): Promise<{ readonly signal: string | null; readonly plan: string }> {
  const program = path.join(import.meta.dirname, 'apply-and-die.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=fleetwright-source', program, endpoint, serviceAccountKey, AFTER, String(atWrite), when],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [plan, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { signal, plan };
}
