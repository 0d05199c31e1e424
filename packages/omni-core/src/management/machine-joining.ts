import { timestampOf } from '../resources/timestamp.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import { invalidArgument, requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';

/** How machines reach Omni, and by which token. */
export interface MachineJoinConfigOptions extends CallOptions {
  /** Reach Omni through gRPC instead of WireGuard. @default false */
  readonly grpcTunnel?: boolean;
  /** Id of the token. Secret. @default the default token */
  readonly joinToken?: string;
}

/** What a Talos machine needs to join. Both forms contain the join token: treat them as secret. */
export interface MachineJoinConfig {
  readonly kernelArgs: readonly string[];
  /** Partial machine configuration of several YAML documents. */
  readonly config: string;
}

/** How long the new token is good for. */
export interface CreateJoinTokenOptions extends CallOptions {
  /** How long machines may join with it, in milliseconds. @default for ever */
  readonly lifetimeMs?: number;
}

const LONGEST_NAME_BYTES = 16;

export async function machineJoinConfig(
  caller: ManagementCaller,
  options: MachineJoinConfigOptions,
): Promise<MachineJoinConfig> {
  const { kernelArgs, config } = await caller.unary(
    managementService.getMachineJoinConfig,
    { useGrpcTunnel: options.grpcTunnel, joinToken: options.joinToken },
    { ...callOptions(options), writes: true, subject: 'machine join config' },
  );
  return { kernelArgs, config };
}

export async function createJoinToken(
  caller: ManagementCaller,
  name: string,
  options: CreateJoinTokenOptions,
): Promise<string> {
  const { lifetimeMs } = options;
  requireText(name, 'The name of the join token');
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) {
    throw invalidArgument(`The name of the join token is longer than ${LONGEST_NAME_BYTES} characters`);
  }
  const { id } = await caller.unary(
    managementService.createJoinToken,
    { name, ...(lifetimeMs !== undefined && { expirationTime: timestampOf(expirationAfter(lifetimeMs)) }) },
    { ...callOptions(options), writes: true, subject: `join token ${name}` },
  );
  return id;
}

/** @throws {OmniError} `invalid_argument` unless the lifetime is positive */
export function expirationAfter(lifetimeMs: number): Date {
  const end = new Date(Date.now() + lifetimeMs);
  if (!(lifetimeMs > 0) || Number.isNaN(end.getTime())) throw invalidArgument('The lifetime must be greater than 0');
  return end;
}

export async function resetNodeUniqueToken(
  caller: ManagementCaller,
  machine: string,
  options: CallOptions,
): Promise<void> {
  requireText(machine, 'The machine id');
  await caller.unary(
    managementService.resetNodeUniqueToken,
    { id: machine },
    { ...callOptions(options), writes: true, subject: `machine ${machine}` },
  );
}
