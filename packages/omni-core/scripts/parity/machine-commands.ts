import type { ParityRow } from './parity-row.ts';
import { example, TESTS } from './tests.ts';

/** Machines, the media they boot from, and what is collected about them. */
export const MACHINE_COMMANDS: readonly ParityRow[] = [
  {
    command: 'machine shutdown',
    scope: 'L',
    calls: ['omni.machines.powerOff'],
    tests: [TESTS.counterparts, TESTS.omnictlManagement],
  },
  {
    command: 'machine power-on',
    scope: 'L',
    calls: ['omni.machines.powerOn'],
    tests: [TESTS.counterparts, TESTS.omnictlManagement],
  },
  {
    command: 'machine install',
    scope: 'L',
    calls: ['omni.machines.maintain', 'omni.management.maintenanceLifecycle'],
    tests: [TESTS.counterparts, TESTS.managementStreams, TESTS.omnictlManagement],
  },
  {
    command: 'machine upgrade',
    scope: 'L',
    calls: ['omni.machines.maintain', 'omni.management.maintenanceLifecycle'],
    tests: [TESTS.counterparts, TESTS.managementStreams, TESTS.omnictlManagement],
  },
  {
    command: 'machine-logs',
    scope: 'L',
    calls: ['omni.machines.logs', 'omni.management.machineLogs', 'parseMachineLogLine', 'printDmesgLine'],
    tests: [TESTS.counterparts, TESTS.managementStreams, TESTS.machineLogs, TESTS.omnictlManagement],
    note: '`--log-format omni` is up to the caller',
  },
  {
    command: 'configure machine',
    scope: 'L',
    calls: ['omni.resources.apply', 'omni.resources.delete', 'omni.machines.resetUniqueToken'],
    tests: [TESTS.counterparts, TESTS.omnictlManagement],
    note: 'the kind of connection is the resource `GRPCTunnelConfig` of the machine',
  },
  {
    command: 'media preset create',
    scope: 'L',
    calls: ['omni.resources.create'],
    tests: [TESTS.counterparts],
    note: 'a preset is a resource `InstallationMediaConfig`; extensions are named in full',
  },
  { command: 'media preset list', scope: 'L', calls: ['omni.resources.list'], tests: [TESTS.counterparts] },
  { command: 'media preset delete', scope: 'L', calls: ['omni.resources.delete'], tests: [TESTS.counterparts] },
  {
    command: 'media download',
    scope: 'P',
    calls: ['omni.management.createSchematic', 'omni.management.bootAssetUrl'],
    tests: [TESTS.managementCalls],
    note: 'gives the URL and what to send with it',
  },
  {
    command: 'audit-log',
    scope: 'L',
    calls: ['omni.management.auditLog', 'omni.management.followAuditLog'],
    tests: [example('read-audit-log'), TESTS.managementStreams, TESTS.omnictlManagement],
  },
  {
    command: 'support',
    scope: 'P',
    calls: ['omni.management.supportBundle', 'omni.management.downloadSupportBundle'],
    tests: [example('support-bundle'), TESTS.managementStreams, TESTS.omnictlManagement],
    note: 'gives the archive; writing it is up to the caller',
  },
];
