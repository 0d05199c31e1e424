import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

const GIB = 1024 ** 3;

/** The machine and the moment in one line: absolute times belong to it, ratios nearly do not. */
export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['env', 'GOVERSION']);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const [load = 0] = loadavg();
  const date = new Date().toISOString().slice(0, 10);
  return [
    `${availableParallelism()} × ${model}`,
    `${Math.round(totalmem() / GIB)} GiB`,
    type(),
    `Node ${process.version}`,
    `Go ${stdout.trim().replace(/^go/, '')}`,
    `load ${load.toFixed(1)}`,
    date,
  ].join(', ');
}
