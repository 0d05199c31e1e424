import type { CallOptions } from '../transport/call-options.ts';
import type { Transport } from '../transport/transport.ts';
import { managementService } from '../wire/services.ts';
import { readAuditLog } from './audit-log.ts';
import type { AuditLogEntry } from './audit-log-entry.ts';
import type { AuditLogOptions } from './audit-log-query.ts';
import { type BootAssetOptions, type BootAssetUrl, bootAssetUrl } from './boot-asset-url.ts';
import { type SchemaViolation, validateConfig, validateJsonSchema } from './config-validation.ts';
import { type FollowAuditLogOptions, followAuditLog } from './follow-audit-log.ts';
import { type KubeconfigKind, kubeconfigRequest } from './kubeconfig-request.ts';
import { kubernetesUpgradePreChecks, type UpgradePreChecks } from './kubernetes-upgrade-pre-checks.ts';
import {
  type CreateJoinTokenOptions,
  createJoinToken,
  type MachineJoinConfig,
  type MachineJoinConfigOptions,
  machineJoinConfig,
  resetNodeUniqueToken,
} from './machine-joining.ts';
import { type MachineLogsOptions, machineLogs } from './machine-logs.ts';
import { type MaintenanceOperation, maintenanceLifecycle, maintenanceUpgrade } from './machine-maintenance.ts';
import { powerOffMachine, powerOnMachine } from './machine-power.ts';
import { callOptions, ManagementCaller } from './management-call.ts';
import { type ManifestSyncEvent, type ManifestSyncOptions, syncKubernetesManifests } from './manifest-sync.ts';
import { type BundleTarget, type SavedSupportBundle, saveSupportBundle } from './save-support-bundle.ts';
import { createSchematic, createSchematicFromRaw, type Schematic, type SchematicOptions } from './schematics.ts';
import { ServiceAccounts } from './service-accounts.ts';
import {
  type DownloadSupportBundleOptions,
  downloadSupportBundle,
  type SupportBundle,
  type SupportBundleEvent,
  type SupportBundleOptions,
  supportBundle,
} from './support-bundle.ts';

/** Which kind of kubeconfig, and the limits of the call. */
export type KubeconfigOptions = CallOptions & KubeconfigKind;

/** Which kind of talosconfig, and for what. */
export interface TalosconfigOptions extends CallOptions {
  /** @default a configuration for the whole instance */
  readonly cluster?: string;
  /**
   * A client certificate for the cluster itself instead of access through Omni. Marks the cluster as tainted and needs
   * the role Admin and a server feature. @default false
   */
  readonly breakGlass?: boolean;
  /** The administrator's own certificate; only debug builds of the server hand it out. @default false */
  readonly raw?: boolean;
}

/** What a {@link Management} may do. */
export interface ManagementOptions {
  /** Refuse, before anything is sent, what changes something or hands out a credential. @default false */
  readonly readOnly?: boolean;
}

/**
 * Omni's management service: everything that is not a resource. People are under `Users`, which uses the same service.
 * Streams are async iterables: leaving the loop ends the call.
 */
export class Management {
  readonly serviceAccounts: ServiceAccounts;
  readonly #caller: ManagementCaller;

  /** @internal Every {@link OmniClient} has one. */
  constructor(transport: Transport, { readOnly = false }: ManagementOptions = {}) {
    this.#caller = new ManagementCaller(transport, readOnly);
    this.serviceAccounts = new ServiceAccounts(this.#caller);
  }

  /**
   * A kubeconfig for a cluster, as YAML. The default kind holds no secret and lets kubectl log in with a browser.
   * A read-only client refuses the kinds that contain a credential.
   *
   * @throws {OmniError} `not_found`, `access_denied`, `invalid_argument`, `read_only`
   */
  async kubeconfig(cluster: string, options: KubeconfigOptions = {}): Promise<string> {
    const request = kubeconfigRequest(options);
    const writes = options.mode === 'service-account' || options.mode === 'break-glass';
    const call = { ...callOptions(options), cluster, writes, subject: `kubeconfig of cluster ${cluster}` };
    const { kubeconfig } = await this.#caller.unary(managementService.kubeconfig, request, call);
    return text(kubeconfig);
  }

  /**
   * A talosconfig, as YAML. Without `breakGlass` or `raw` it holds no secret: Talos calls go through Omni and are signed.
   * @throws {OmniError} `not_found`, `access_denied`, `read_only`
   */
  async talosconfig(options: TalosconfigOptions = {}): Promise<string> {
    const { cluster, breakGlass = false, raw = false } = options;
    const { talosconfig } = await this.#caller.unary(
      managementService.talosconfig,
      { breakGlass, raw },
      {
        ...callOptions(options),
        ...(cluster === undefined ? {} : { cluster }),
        writes: breakGlass || raw,
        subject: cluster === undefined ? 'talosconfig' : `talosconfig of cluster ${cluster}`,
      },
    );
    return text(talosconfig);
  }

  /** The omnictl configuration for the identity of this client, as YAML. It holds no secret. */
  async omniconfig(options: CallOptions = {}): Promise<string> {
    const call = { ...options, subject: 'omniconfig' };
    const { omniconfig } = await this.#caller.unary(managementService.omniconfig, {}, call);
    return text(omniconfig);
  }

  /**
   * The log of a machine: what is stored, then with `follow` what comes, as lines without line ends. Most are JSON
   * written by Talos.
   *
   * @throws {OmniError} `not_found` when there is no log, `access_denied`, `invalid_argument`
   */
  machineLogs(machine: string, options: MachineLogsOptions = {}): AsyncGenerator<string, void, undefined> {
    return machineLogs(this.#caller, machine, options);
  }

  /**
   * What was done to this Omni. Needs the role Auditor or Admin; reading is logged itself.
   * @throws {OmniError} `access_denied`, `invalid_argument`
   */
  auditLog(options: AuditLogOptions = {}): AsyncGenerator<AuditLogEntry, void, undefined> {
    return readAuditLog(this.#caller, options);
  }

  /**
   * What is done to this Omni, as it happens and for as long as the loop runs: each event once, over reconnects.
   * @throws {OmniError} `unimplemented` by servers that cannot, `precondition_failed` when the position is gone
   */
  followAuditLog(options: FollowAuditLogOptions = {}): AsyncGenerator<AuditLogEntry, void, undefined> {
    return followAuditLog(this.#caller, options);
  }

  /**
   * Collects what a person needs to look into a cluster: progress, and last the archive. Takes minutes.
   * @throws {OmniError} `access_denied`, `not_found`, `deadline_exceeded` after 15 minutes
   */
  supportBundle(
    cluster: string,
    options: SupportBundleOptions = {},
  ): AsyncGenerator<SupportBundleEvent, void, undefined> {
    return supportBundle(this.#caller, cluster, options);
  }

  /** {@link supportBundle} for callers who only want the archive, and what is missing in it. */
  async downloadSupportBundle(cluster: string, options: DownloadSupportBundleOptions = {}): Promise<SupportBundle> {
    return downloadSupportBundle(this.#caller, cluster, options);
  }

  /**
   * {@link downloadSupportBundle}, written to a file that only its owner can read, or to a stream, which is ended.
   * @throws {OmniError} as {@link supportBundle}; `configuration_invalid` when the file cannot be written
   */
  async saveSupportBundle(
    cluster: string,
    target: BundleTarget,
    options: DownloadSupportBundleOptions = {},
  ): Promise<SavedSupportBundle> {
    return saveSupportBundle(this.#caller, cluster, target, options);
  }

  /**
   * Whether a running cluster is ready for another Kubernetes version. Changes nothing; takes up to minutes.
   * @throws {OmniError} `invalid_argument` for an upgrade path that is not supported, `precondition_failed`
   */
  async kubernetesUpgradePreChecks(
    cluster: string,
    version: string,
    options: CallOptions = {},
  ): Promise<UpgradePreChecks> {
    return kubernetesUpgradePreChecks(this.#caller, cluster, version, options);
  }

  /**
   * Brings the bootstrap manifests of a cluster up to date; without `dryRun: false` only shows what would change.
   * @throws {OmniError} `read_only` unless it is a dry run, `access_denied`, `not_found`
   */
  syncKubernetesManifests(
    cluster: string,
    options: ManifestSyncOptions = {},
  ): AsyncGenerator<ManifestSyncEvent, void, undefined> {
    return syncKubernetesManifests(this.#caller, cluster, options);
  }

  /**
   * Registers an image description that makes machines join this Omni.
   * @throws {OmniError} `invalid_argument`, `access_denied`, `read_only`
   */
  async createSchematic(options: SchematicOptions = {}): Promise<Schematic> {
    return createSchematic(this.#caller, options);
  }

  /**
   * Registers an image description as it is, without anything that makes machines join. Needs Omni 1.8.
   * @returns its id
   * @throws {OmniError} `read_only`, `access_denied`
   */
  async createSchematicFromRaw(
    yaml: string,
    options: CallOptions & { readonly talosVersion?: string } = {},
  ): Promise<string> {
    return createSchematicFromRaw(this.#caller, yaml, options);
  }

  /**
   * Where to download an image. Needs Omni after 1.10.
   * @throws {OmniError} `read_only` because the answer may hold a credential, `unimplemented`, `access_denied`
   */
  async bootAssetUrl(options: BootAssetOptions): Promise<BootAssetUrl> {
    return bootAssetUrl(this.#caller, options);
  }

  /** Checks a config patch with the server's own rules. @throws {OmniError} `invalid_argument` with all violations */
  async validateConfig(config: string, options: CallOptions = {}): Promise<void> {
    await validateConfig(this.#caller, config, options);
  }

  /** Checks a JSON document against a JSON schema. @returns what does not fit; empty when all does */
  async validateJsonSchema(
    data: string,
    schema: string,
    options: CallOptions = {},
  ): Promise<readonly SchemaViolation[]> {
    return validateJsonSchema(this.#caller, data, schema, options);
  }

  /**
   * Installs Talos on a machine in maintenance mode, or upgrades it, with the installer's messages. Goes on when the
   * loop is left. Needs Omni 1.9.
   *
   * @throws {OmniError} `precondition_failed` with what the machine is not ready for, `read_only`, `not_found`
   */
  maintenanceLifecycle(
    machine: string,
    operation: MaintenanceOperation,
    options: CallOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    return maintenanceLifecycle(this.#caller, machine, operation, options);
  }

  /** Starts a Talos upgrade of a machine in maintenance mode. @throws {OmniError} `precondition_failed`, `read_only` */
  async maintenanceUpgrade(machine: string, version: string, options: CallOptions = {}): Promise<void> {
    await maintenanceUpgrade(this.#caller, machine, version, options);
  }

  /** Shuts a machine down. @throws {OmniError} `not_found`, `read_only`, `access_denied` */
  async powerOffMachine(machine: string, options: CallOptions = {}): Promise<void> {
    await powerOffMachine(this.#caller, machine, options);
  }

  /** Only for machines of a static infra provider. @throws {OmniError} `precondition_failed`, `read_only` */
  async powerOnMachine(machine: string, options: CallOptions = {}): Promise<void> {
    await powerOnMachine(this.#caller, machine, options);
  }

  /**
   * What a Talos machine needs to join this Omni. Contains the join token.
   * @throws {OmniError} `read_only` because it hands out a credential
   */
  async machineJoinConfig(options: MachineJoinConfigOptions = {}): Promise<MachineJoinConfig> {
    return machineJoinConfig(this.#caller, options);
  }

  /**
   * Makes a join token; `JoinTokens` manages it afterwards.
   * @param name 1 to 16 characters
   * @returns its id, which is the secret token itself
   * @throws {OmniError} `invalid_argument`, `read_only`
   */
  async createJoinToken(name: string, options: CreateJoinTokenOptions = {}): Promise<string> {
    return createJoinToken(this.#caller, name, options);
  }

  /** Lets a wiped machine join again under its old id. @throws {OmniError} `not_found`, `read_only` */
  async resetNodeUniqueToken(machine: string, options: CallOptions = {}): Promise<void> {
    await resetNodeUniqueToken(this.#caller, machine, options);
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
