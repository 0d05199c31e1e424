export { DEFAULT_TARGET, type Target } from './access/target.ts';
export type { Role } from './auth/role.ts';
export { type Sandbox, startSandbox } from './sandbox.ts';
export type { ControllerOptions, SandboxOptions, SeedOptions, UserSeed } from './sandbox-options.ts';
export type { PutOptions, SandboxState } from './sandbox-state.ts';
export { type MachineSeed, machineId, numberedMachines } from './seed/machines.ts';
export type { FaultOptions, Faults } from './server/faults.ts';
export type { TlsFiles } from './server/tls.ts';
export { StatusError, type StatusName } from './status/status-error.ts';
