import { once } from 'node:events';
import { startDelayProxy } from './delay-proxy.ts';

// Prints where it listens; ends when its input does.
const [endpoint = '', delayMs = ''] = process.argv.slice(2);
await using proxy = await startDelayProxy(endpoint, Number(delayMs));
process.stdout.write(`${proxy.endpoint}\n`);
await once(process.stdin.resume(), 'end');
