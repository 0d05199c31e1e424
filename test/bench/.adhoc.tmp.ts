import { types } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
await using server = await startCosiServer({ machines: 10_000, freeze: true });
await using a = await connect(server, { telemetry: false });
await using b = await connect(server);
const t = { off: [] as number[], def: [] as number[], goff: [] as number[], gdef: [] as number[] };
for (let i = 0; i < 14; i++) for (const [n, c] of [['off', a], ['def', b]] as const) {
  let s = performance.now(); await c.resources.list(types.MachineStatus); t[n].push(performance.now() - s);
  s = performance.now(); for (let k = 0; k < 50; k++) await c.resources.find(types.MachineStatus, 'nope'); t[`g${n}`].push(performance.now() - s);
}
const med = (v: number[]) => v.slice(2).sort((x, y) => x - y)[Math.floor((v.length - 2) / 2)];
console.log(Object.fromEntries(Object.entries(t).map(([k, v]) => [k, [Math.min(...v), med(v)]])));
