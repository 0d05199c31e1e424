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
    calls: [
      'omni.machines.logs',
      'omni.management.machineLogs',
      'parseMachineLogLine',
      'printDmesgLine',
      'printZapLine',
    ],
    tests: [TESTS.counterparts, TESTS.managementStreams, TESTS.machineLogs, TESTS.omnictlManagement],
    note: '`printZapLine` is `--log-format omni`, with which omnictl 1.9 itself crashes',
  },
  {
    command: 'configure machine',
    scope: 'L',
    calls: ['omni.machines.setConnection', 'omni.machines.resetUniqueToken'],
    tests: [TESTS.counterparts, TESTS.machineRuns],
  },
  {
    command: 'media preset create',
    scope: 'L',
    calls: ['omni.media.createPreset'],
    tests: [TESTS.media, TESTS.machineRuns],
  },
  {
    command: 'media preset list',
    scope: 'L',
    calls: ['omni.media.listPresets'],
    tests: [TESTS.media, TESTS.machineRuns],
  },
  {
    command: 'media preset delete',
    scope: 'L',
    calls: ['omni.media.deletePreset'],
    tests: [TESTS.media, TESTS.machineRuns],
  },
  {
    command: 'media download',
    scope: 'P',
    calls: ['omni.media.image', 'omni.management.createSchematic', 'omni.management.bootAssetUrl'],
    tests: [TESTS.media, TESTS.managementCalls, TESTS.machineRuns],
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
    calls: [
      'omni.management.saveSupportBundle',
      'omni.management.downloadSupportBundle',
      'omni.management.supportBundle',
    ],
    tests: [example('support-bundle'), TESTS.managementStreams, TESTS.omnictlManagement],
    note: 'overwrites without asking',
  },
];
