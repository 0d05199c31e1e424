import { OmniClient, printResources, types } from '@fleetwright/omni-core';

// The whole program that `omnictl get machinestatus -o json` is compared with. The environment names the Omni.
await using client = await OmniClient.fromEnvironment();
const machines = await client.resources.list(types.MachineStatus);
// The release of the omnictl that is measured: both have to print the same.
process.stdout.write(printResources(types.MachineStatus, machines, 'json', { target: '1.9' }));
