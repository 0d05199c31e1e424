// Asks a deployed stack to sync one binding: POST /sync/<binding>, signed the Standard Webhooks way. Needs Node only.
//
//   FLEETWRIGHT_URL=https://….amazonaws.com FLEETWRIGHT_SYNC_SECRET=… \
//     node request-sync.mjs <binding> ['{"commit":"<full id>","reason":"promotion","dryRun":true}']
import { createHmac, randomUUID } from 'node:crypto';

const { FLEETWRIGHT_URL: url, FLEETWRIGHT_SYNC_SECRET: secret } = process.env;
const [binding, body = '{}'] = process.argv.slice(2);
if (!url || !secret || !binding) {
  console.error('usage: FLEETWRIGHT_URL=… FLEETWRIGHT_SYNC_SECRET=… node request-sync.mjs <binding> [json]');
  process.exit(2);
}

// A call is done once per id, so a try that got no answer may be repeated with the same one for five minutes.
const id = randomUUID();
const timestamp = Math.floor(Date.now() / 1000);
const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');

const response = await fetch(`${url.replace(/\/$/, '')}/sync/${encodeURIComponent(binding)}`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  },
  body,
});
console.log(response.status, await response.text());
process.exitCode = response.ok ? 0 : 1;
