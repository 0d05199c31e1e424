import type { WantedState } from '../templates/plan/wanted-state.ts';
import { machineIds } from '../templates/sync/read-state.ts';

/** What a template claims that another one claims too. */
export interface Rivalry {
  /** One sentence. */
  readonly text: string;
}

interface Claim {
  /** Where the template is, for people. */
  readonly name: string;
  readonly wanted: WantedState;
}

/** Templates that describe one cluster, or name one machine: which of them would win depends on who comes last. */
export function rivalries(claims: readonly Claim[]): ReadonlyMap<WantedState, Rivalry> {
  const byCluster = Map.groupBy(claims, ({ wanted }) => wanted.clusterName);
  const byMachine = new Map<string, Claim[]>();
  for (const claim of claims) {
    for (const machine of new Set(machineIds(claim.wanted.resources))) {
      byMachine.set(machine, [...(byMachine.get(machine) ?? []), claim]);
    }
  }
  return new Map(
    claims.flatMap((claim): [WantedState, Rivalry][] => {
      const { clusterName, resources } = claim.wanted;
      const texts = [
        describe(`cluster ${clusterName} is`, claim, byCluster.get(clusterName) ?? []),
        ...machineIds(resources).map((id) => describe(`machine ${id} is`, claim, byMachine.get(id) ?? [])),
      ].filter((text) => text !== undefined);
      return texts.length === 0 ? [] : [[claim.wanted, { text: texts.join('; ') }]];
    }),
  );
}

function describe(subject: string, claim: Claim, claims: readonly Claim[]): string | undefined {
  const others = claims.filter((other) => other !== claim).map(({ name }) => name);
  return others.length === 0 ? undefined : `${subject} also claimed by ${others.join(', ')}`;
}
