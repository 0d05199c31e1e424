import {
  type ClusterReport,
  type GuardFinding,
  hasSecretId,
  type LabelQuery,
  type Marker,
  type OmniClient,
  OmniError,
  printImpact,
  type RedactedResource,
  type Resource,
  type ResourceType,
  redactId,
  redactResource,
  renderTemplate,
  type Template,
  type TemplateFiles,
} from '@fleetwright/omni-core';
import { stringify } from 'yaml';
import { changesOf, summaryOf } from '../templates/template-changes.ts';
import { type SafeChange, showChange } from './safe-change.ts';
import { secretFreeConfig } from './secret-free-config.ts';

/** Which resources to list, and which part of them. */
export interface SafeListOptions {
  readonly namespace?: string;
  readonly labels?: LabelQuery;
  readonly idPattern?: string;
  /** Start after this id, as shown. */
  readonly after?: string;
  /** @default all */
  readonly limit?: number;
}

/** Part of a listing, sorted by the id as shown. */
export interface SafePage {
  readonly resources: readonly RedactedResource[];
  /** How many resources the whole listing has. */
  readonly total: number;
  /** How many come after this part. */
  readonly remaining: number;
}

/** What hides secrets, in resources and in plans. */
export interface SafeOmniOptions {
  readonly marker: Marker;
  /** The marker's key. */
  readonly fingerprintKey: Uint8Array;
}

/** What separates Omni from a template, free of secrets. */
export interface SafeComparison {
  readonly summary: string;
  readonly changes: readonly SafeChange[];
  /** What the plan would be stopped for. */
  readonly guards: readonly GuardFinding[];
  /** What it would do to machines, a line each. */
  readonly impact: readonly string[];
  readonly plan_hash: string;
}

/**
 * What reading tools see of an Omni. Every resource that comes out of here is redacted; there is no way around.
 * Lives for one call.
 */
export class SafeOmni {
  readonly #client: OmniClient;
  readonly #marker: Marker;
  readonly #fingerprintKey: Uint8Array;
  readonly #signal: AbortSignal;

  constructor(client: OmniClient, { marker, fingerprintKey }: SafeOmniOptions, signal: AbortSignal) {
    this.#client = client;
    this.#marker = marker;
    this.#fingerprintKey = fingerprintKey;
    this.#signal = signal;
  }

  get endpoint(): string {
    return this.#client.endpoint;
  }

  get identity(): string {
    return this.#client.identity;
  }

  /** @throws {OmniError} `not_found` */
  async get(type: ResourceType, id: string, options: { readonly namespace?: string } = {}): Promise<RedactedResource> {
    const found = await this.find(type, id, options);
    if (found !== undefined) return found;
    throw new OmniError('not_found', `${type.displayType} ${hasSecretId(type.type) ? '' : `${id} `}does not exist`, {
      hint: 'Use omni_list to see the ids there are.',
    });
  }

  /** Like {@link get}, but answers `undefined` for a missing resource. A secret id can be given as its alias. */
  async find(
    type: ResourceType,
    id: string,
    options: { readonly namespace?: string } = {},
  ): Promise<RedactedResource | undefined> {
    const resource = hasSecretId(type.type)
      ? (await this.#list(type, options)).find(({ metadata }) => metadata.id === id || this.#redactId(metadata) === id)
      : await this.#client.resources.find(type, id, { ...options, signal: this.#signal });
    return resource && redactResource(resource, this.#marker);
  }

  /**
   * Reads the whole listing from Omni and redacts only the part that is asked for.
   * @throws {OmniError} `invalid_argument` for a pattern on ids that are secrets
   */
  async list(type: ResourceType, options: SafeListOptions = {}): Promise<SafePage> {
    const { after, limit, labels, ...query } = options;
    if (query.idPattern !== undefined && hasSecretId(type.type)) {
      // Whoever may ask which ids match can find out a secret id letter by letter.
      throw new OmniError('invalid_argument', `The ids of ${type.displayType} are secrets and cannot be searched.`, {
        hint: 'Leave id_regexp out; use the aliases shown.',
      });
    }
    const resources = await this.#list(type, { ...query, ...(labels === undefined ? {} : { labels: [labels] }) });
    const sorted = resources
      .map((resource) => ({ resource, id: this.#redactId(resource.metadata) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const start = after === undefined ? 0 : sorted.findIndex(({ id }) => id > after);
    const rest = start === -1 ? [] : sorted.slice(start);
    const page = rest.slice(0, limit);
    return {
      resources: page.map(({ resource }) => redactResource(resource, this.#marker)),
      total: resources.length,
      remaining: rest.length - page.length,
    };
  }

  /** Everything Omni says about the health of one cluster. @throws {OmniError} `not_found` */
  async clusterReport(cluster: string): Promise<ClusterReport> {
    return this.#client.clusters.status(cluster, { signal: this.#signal });
  }

  /** The kubeconfig that logs in with a browser. @throws {OmniError} `precondition_failed` if it held a credential */
  async kubeconfig(cluster: string, grantType: 'auto' | 'authcode' | 'authcode-keyboard'): Promise<string> {
    return secretFreeConfig(await this.#client.management.kubeconfig(cluster, { grantType, signal: this.#signal }));
  }

  /** The talosconfig that goes through Omni. @throws {OmniError} `precondition_failed` if it held a credential */
  async talosconfig(cluster: string | undefined): Promise<string> {
    const options = { ...(cluster === undefined ? {} : { cluster }), signal: this.#signal };
    return secretFreeConfig(await this.#client.management.talosconfig(options));
  }

  /** Reads a template for the release of this Omni. @throws {OmniError} `template_invalid` */
  async loadTemplate(text: string, files: TemplateFiles): Promise<Template> {
    return this.#client.templates.load(text, { files, signal: this.#signal });
  }

  /** The resources a valid template stands for, as YAML documents. Asks Omni nothing. */
  render(template: Template): string {
    return renderTemplate(template)
      .map((resource) => {
        const { metadata, spec } = redactResource(resource, this.#marker);
        const { namespace, type, id, labels, annotations } = metadata;
        return stringify({ metadata: { namespace, type, id, labels, annotations }, spec }, { lineWidth: 0 });
      })
      .join('---\n');
  }

  /**
   * What separates Omni from a template.
   * @throws {OmniError} `plan_refused` when the template needs what belongs to a controller
   */
  async compare(template: Template): Promise<SafeComparison> {
    const fingerprintKey = this.#fingerprintKey;
    const plan = await this.#client.templates.plan(template, { signal: this.#signal, fingerprintKey });
    return {
      summary: summaryOf(plan),
      changes: changesOf(plan).map((change) => showChange(change, this.#marker)),
      guards: plan.guards,
      impact: printImpact(plan),
      plan_hash: plan.hash,
    };
  }

  #list(
    type: ResourceType,
    query: { readonly namespace?: string; readonly labels?: readonly LabelQuery[]; readonly idPattern?: string },
  ): Promise<Resource[]> {
    return this.#client.resources.list(type, { ...query, signal: this.#signal });
  }

  #redactId(metadata: { readonly type: string; readonly id: string }): string {
    return redactId(metadata, this.#marker);
  }
}
