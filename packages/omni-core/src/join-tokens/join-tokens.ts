import { OmniError } from '../errors/omni-error.ts';
import { NotFoundError } from '../errors/state-errors.ts';
import { type CreateJoinTokenOptions, expirationAfter, type MachineJoinConfig } from '../management/machine-joining.ts';
import type { Management } from '../management/management.ts';
import { types } from '../resources/registry.ts';
import type { ResourceDraft } from '../resources/resource.ts';
import { timestampOf } from '../resources/timestamp.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { JoinTokenSpec } from '../wire/gen/specs.ts';
import { type JoinTokenInfo, joinTokenInfo } from './join-token-info.ts';
import { shortened, withoutToken } from './without-token.ts';

/** Whether a token may end that machines still need. */
export interface EndTokenOptions extends CallOptions {
  /** Do it even when machines would no longer reach Omni. @default false */
  readonly force?: boolean;
}

/** Which token is meant; at most one of the two. @default the default token */
export interface TokenChoice {
  readonly tokenId?: string;
  /** Name of the token; `initial` also means one without a name. */
  readonly tokenName?: string;
}

export interface TokenConfigOptions extends CallOptions, TokenChoice {
  /** Reach Omni through gRPC instead of WireGuard. @default false */
  readonly grpcTunnel?: boolean;
}

const DEFAULT_TOKEN_ID = 'default';
const API_CONFIG_ID = 'siderolink-config';
const NAME_OF_THE_UNNAMED = 'initial';

/**
 * Tokens with which machines join. The id of a token is the secret; no error of this class shows it. Needs the role
 * Admin for everything but listing.
 */
export class JoinTokens {
  readonly #state: State;
  readonly #management: Management;

  constructor(state: State, management: Management) {
    this.#state = state;
    this.#management = management;
  }

  /**
   * Makes a token that machines can join with.
   * @param name 1 to 16 characters
   * @returns the token. Secret
   * @throws {OmniError} `invalid_argument`, `read_only`
   */
  async create(name: string, options: CreateJoinTokenOptions = {}): Promise<string> {
    return this.#management.createJoinToken(name, options);
  }

  /** Every join token, with its secret. Needs the role Admin. */
  async list(options: CallOptions = {}): Promise<readonly JoinTokenInfo[]> {
    return (await this.#state.list(types.JoinTokenStatus, options)).map(joinTokenInfo);
  }

  /**
   * Lets no machine join with it any more; {@link unrevoke} takes that back.
   * @throws {OmniError} `precondition_failed` when machines would be lost and `force` is not set; `not_found`
   */
  async revoke(id: string, options: EndTokenOptions = {}): Promise<void> {
    await this.#expectHarmless(id, 'Revoking', options);
    await this.#modify(id, options, (draft) => {
      draft.spec.revoked = true;
    });
  }

  /**
   * Makes a revoked token valid again.
   * @throws {OmniError} `not_found`, `read_only`
   */
  async unrevoke(id: string, options: CallOptions = {}): Promise<void> {
    await this.#modify(id, options, (draft) => {
      draft.spec.revoked = false;
    });
  }

  /**
   * Makes it expire that long from now.
   * @throws {OmniError} `invalid_argument` unless the lifetime is greater than 0; `not_found`, `read_only`
   */
  async renew(id: string, lifetimeMs: number, options: CallOptions = {}): Promise<void> {
    const expirationTime = timestampOf(expirationAfter(lifetimeMs));
    await this.#modify(id, options, (draft) => {
      draft.spec.expirationTime = expirationTime;
    });
  }

  /** Makes new images and configurations use this one. @throws {OmniError} `validation_failed`, `read_only` */
  async makeDefault(id: string, options: CallOptions = {}): Promise<void> {
    await withoutToken(id, () =>
      this.#state.modify(
        types.DefaultJoinToken,
        DEFAULT_TOKEN_ID,
        ({ spec }) => {
          spec.tokenId = id;
        },
        options,
      ),
    );
  }

  /** Like {@link revoke}, for ever. */
  async delete(id: string, options: EndTokenOptions = {}): Promise<void> {
    await this.#expectHarmless(id, 'Deleting', options);
    await withoutToken(id, () => this.#state.teardownAndDestroy(types.JoinToken, id, options));
  }

  /** What a Talos machine needs to join. Secret. @throws {OmniError} `not_found`, `invalid_argument`, `read_only` */
  async machineConfig(options: TokenConfigOptions = {}): Promise<MachineJoinConfig> {
    const joinToken = await this.#chosen(options);
    const { grpcTunnel = false, tokenId: _, tokenName: __, ...call } = options;
    const request = { ...call, grpcTunnel, ...(joinToken === undefined ? {} : { joinToken }) };
    return joinToken === undefined
      ? this.#management.machineJoinConfig(request)
      : withoutToken(joinToken, () => this.#management.machineJoinConfig(request));
  }

  /** URL of this Omni for machines, with the token in it. Secret. @throws {OmniError} `not_found`, `invalid_argument` */
  async joinUrl(options: CallOptions & TokenChoice = {}): Promise<string> {
    const token = (await this.#chosen(options)) ?? (await this.#defaultToken(options));
    const { spec } = await this.#state.get(types.SiderolinkAPIConfig, API_CONFIG_ID, options);
    const url = spec.machineApiAdvertisedUrl;
    return `${url}${url.includes('?') ? '&' : '?'}jointoken=${token}`;
  }

  async #defaultToken(options: CallOptions): Promise<string> {
    return (await this.#state.get(types.DefaultJoinToken, DEFAULT_TOKEN_ID, options)).spec.tokenId;
  }

  /** @returns `undefined` for the default token, which the server finds itself */
  async #chosen({ tokenId, tokenName, ...options }: TokenChoice & CallOptions): Promise<string | undefined> {
    if (tokenId !== undefined && tokenName !== undefined) {
      throw new OmniError('invalid_argument', 'tokenId and tokenName cannot be combined');
    }
    if (tokenName === undefined) return tokenId;
    const named = (await this.list(options)).find(
      ({ name }) => name === tokenName || (tokenName === NAME_OF_THE_UNNAMED && name === ''),
    );
    if (named === undefined) throw new NotFoundError(`There is no join token named ${JSON.stringify(tokenName)}`);
    return named.id;
  }

  async #expectHarmless(id: string, doing: string, options: EndTokenOptions): Promise<void> {
    if (options.force) return;
    const { warnings } = await withoutToken(id, async () =>
      joinTokenInfo(await this.#state.get(types.JoinTokenStatus, id, options)),
    );
    if (warnings.length === 0) return;
    const machines = warnings.map(({ machine, message }) => `${machine}: ${message}`).join('; ');
    throw new OmniError(
      'precondition_failed',
      `${doing} join token ${shortened(id)} would cut off machines: ${machines}`,
      {
        hint: 'Set force to do it nevertheless.',
      },
    );
  }

  async #modify(
    id: string,
    options: CallOptions,
    change: (draft: ResourceDraft<JoinTokenSpec>) => void,
  ): Promise<void> {
    await withoutToken(id, () => this.#state.modify(types.JoinToken, id, change, options));
  }
}
