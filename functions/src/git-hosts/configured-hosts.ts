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
    const host = this.#openAny(source, token);
    if (host !== undefined) return host;
    throw new OmniError('configuration_invalid', `sources of kind ${source.kind} cannot be read here`, {
      hint: 'Lambda has no git program; use a kind with a REST API.',
    });
  }
  /** One kind after the other, because only so does the compiler know that opener and source belong together. */
  #openAny(source: SourceConfig, token: string | undefined): GitHost | undefined {
    const openers = this.#openers;
    switch (source.kind) {
      case 'github':
        return openers.github?.(source, token);
      case 'gitea':
        return openers.gitea?.(source, token);
      case 'gitlab':
        return openers.gitlab?.(source, token);
      case 'bitbucket-cloud':
        return openers['bitbucket-cloud']?.(source, token);
      case 'bitbucket-server':
        return openers['bitbucket-server']?.(source, token);
      case 'git':
        return openers.git?.(source, token);
    }
  }
}
