import type { Resource } from '../resources/resource.ts';
import { dateOf } from '../resources/timestamp.ts';
import { JoinTokenStatusSpec } from '../wire/gen/specs.ts';

/** Whether machines may join with a token. */
export type JoinTokenState = 'unknown' | 'active' | 'revoked' | 'expired';

/** A machine that would no longer reach Omni without the token. */
export interface JoinTokenWarning {
  readonly machine: string;
  readonly message: string;
}

/** A join token, and what Omni says about it. */
export interface JoinTokenInfo {
  /** The token itself. Secret. */
  readonly id: string;
  readonly name: string;
  readonly state: JoinTokenState;
  /** `undefined` when it never expires. */
  readonly expires: Date | undefined;
  readonly useCount: number;
  readonly isDefault: boolean;
  readonly warnings: readonly JoinTokenWarning[];
}

const { ACTIVE, REVOKED, EXPIRED } = JoinTokenStatusSpec.State;
const STATES: ReadonlyMap<number, JoinTokenState> = new Map([
  [ACTIVE, 'active'],
  [REVOKED, 'revoked'],
  [EXPIRED, 'expired'],
]);

export function joinTokenInfo({ metadata, spec }: Resource<JoinTokenStatusSpec>): JoinTokenInfo {
  const { name, state, expirationTime, useCount, isDefault, warnings } = spec;
  return {
    id: metadata.id,
    name,
    state: STATES.get(state) ?? 'unknown',
    expires: expirationTime && dateOf(expirationTime),
    useCount: Number(useCount),
    isDefault,
    warnings: warnings.map(({ machine, message }) => ({ machine, message })),
  };
}
