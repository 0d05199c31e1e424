import { hkdfSync } from 'node:crypto';
import { type CallOptions, Fleet, OmniError, parseServiceAccountKey, TemplateClient } from '@fleetwright/omni-core';
import type { FunctionsConfig } from '../config/functions-config.ts';
import { lookUp } from '../domain/binding.ts';
import type { OmniConnection, OmniConnections } from '../ports/omni-connections.ts';
import type { SecretSource } from '../ports/secret-source.ts';

/** Longest a single call to an Omni may take, in milliseconds. */
const CALL_TIMEOUT_MS = 20_000;

/**
 * Opens Omnis with the service-account keys of a secret source. A connection lives for one job: between invocations a
 * Lambda is frozen, which kills idle connections without anybody noticing.
 */
export class ClientConnections implements OmniConnections {
  readonly #config: FunctionsConfig;
  readonly #secrets: SecretSource;

  constructor(config: FunctionsConfig, secrets: SecretSource) {
    this.#config = config;
    this.#secrets = secrets;
  }

  async open(instance: string, options: CallOptions = {}): Promise<OmniConnection> {
    const configured = lookUp(this.#config.instances, instance);
    if (configured === undefined) throw new OmniError('configuration_invalid', `no instance ${instance}`);
    const { endpoint, keySecret, ca } = configured;
    const { current: key } = await this.#secrets.read(keySecret, options);
    const fingerprintKey = new Uint8Array(hkdfSync('sha256', key, '', 'fleetwright fingerprint', 32));
    const client = new TemplateClient({
      endpoint,
      credentials: await parseServiceAccountKey(key),
      timeoutMs: CALL_TIMEOUT_MS,
      fingerprintKey,
      ...(ca !== undefined && { tls: { ca } }),
    });
    return {
      resources: client.resources,
      templates: client.templates,
      fleet: new Fleet(client.resources, { fingerprintKey }),
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  }
}
