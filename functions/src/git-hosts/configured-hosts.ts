import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import type { FunctionsConfig, SourceConfig } from '../config/functions-config.ts';
import { lookUp } from '../domain/binding.ts';
import type { GitHost, GitHosts } from '../ports/git-hosts.ts';
import type { SecretSource } from '../ports/secret-source.ts';

/** Makes the host of one kind of source. */
export type HostOpener<Kind extends SourceConfig['kind']> = (
  source: Extract<SourceConfig, { kind: Kind }>,
  token: string | undefined,
) => GitHost;

/** What can be opened here; kinds left out are refused. */
export type HostOpeners = { readonly [Kind in SourceConfig['kind']]?: HostOpener<Kind> };

/** Opens sources as the configuration describes them, with tokens from a secret source. */
export class ConfiguredHosts implements GitHosts {
  readonly #config: FunctionsConfig;
  readonly #secrets: SecretSource;
  readonly #openers: HostOpeners;

  constructor(config: FunctionsConfig, secrets: SecretSource, openers: HostOpeners) {
    this.#config = config;
    this.#secrets = secrets;
    this.#openers = openers;
  }

  async open(id: string, options: CallOptions = {}): Promise<GitHost> {
    const source = lookUp(this.#config.sources, id);
    if (source === undefined) throw new OmniError('configuration_invalid', `no source ${id}`);
    const token =
      source.tokenSecret === undefined ? undefined : (await this.#secrets.read(source.tokenSecret, options)).current;
    const host = source.kind === 'github' ? this.#openers.github?.(source, token) : this.#openers.git?.(source, token);
    if (host !== undefined) return host;
    throw new OmniError('configuration_invalid', `sources of kind ${source.kind} cannot be read here`, {
      hint: 'Lambda has no git program; use a kind with a REST API.',
    });
  }
}
