import { expect, it } from 'vitest';
import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { resourceToWire } from '../resources/resource-wire.ts';
import { Refusal, startLoopbackServer } from '../transport/testing/loopback-server.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { stateService } from '../wire/services.ts';
import { TemplateClient } from './template-client.ts';

it('reads resources signed, repeats what the server was too busy for, and knows its Omni until it is closed', async () => {
  const version = newResource(types.SysVersion, { id: 'current', spec: { backendVersion: 'v1.9.0' } });
  const answer = messageCodec('cosi.resource.GetResponse').encode({ resource: resourceToWire(version) });
  const { serviceAccountKey, armoredPublicKey } = await createServiceAccountKey({ name: 'ci', lifetimeMs: 3_600_000 });
  let calls = 0;
  await using server = await startLoopbackServer({
    publicKey: armoredPublicKey,
    unary: {
      [stateService.get.path]: () => {
        calls += 1;
        if (calls === 1) throw new Refusal(14, 'busy');
        return answer;
      },
    },
  });
  await using client = new TemplateClient({
    endpoint: server.endpoint,
    credentials: await parseServiceAccountKey(serviceAccountKey),
    retry: { firstMs: 1 },
  });

  const { spec } = await client.resources.get(types.SysVersion, 'current');
  const target = await client.templates.target();
  await client[Symbol.asyncDispose]();

  expect([client.endpoint, client.identity, spec.backendVersion]).toEqual([server.endpoint, 'ci', 'v1.9.0']);
  expect([calls, target]).toEqual([3, '1.9']);
  await expect(client.resources.get(types.SysVersion, 'current')).rejects.toMatchObject({ code: 'closed' });
});
