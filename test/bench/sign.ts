import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createRequestSigner, createServiceAccountKey, parseServiceAccountKey } from '@fleetwright/omni-core';
import { createMessage, sign as openpgpSign, readPrivateKey } from 'openpgp';
import { leastOf, measureInRotation, timed, type Variant } from './rotation.ts';
import type { Suite } from './suite.ts';

/** Requests of one slice: together about half a millisecond, in which the machine mostly lets a process be. */
const REQUESTS = 10;
/** openpgp takes ten times as long. */
const OPENPGP_REQUESTS = 2;
/** Slices made for one figure, which is the quickest of them. */
const SLICES = 4;
/** Rounds for each one asked for: they are short here, and the difference that is looked for is small. */
const FINER = 40;

/** Signing a request against what it is made of: one Ed25519 signature over a 32-byte digest. */
export const signSuite: Suite = {
  name: 'sign',
  comparisons: [
    {
      name: 'request headers / bare Ed25519 sign',
      subject: 'headers',
      base: 'bare',
      goal: { atMost: 1.15, bar: true },
    },
    { name: 'request headers / openpgp.sign', subject: 'headers', base: 'openpgp', goal: { atMost: 0.12 } },
    {
      name: 'repeated request headers / bare Ed25519 sign',
      subject: 'repeated',
      base: 'bare',
      goal: { atMost: 1 },
    },
  ],
  async measure(rounds) {
    return await measureInRotation(await prepareVariants(), rounds * FINER);
  },
};

async function prepareVariants(): Promise<readonly Variant[]> {
  const { serviceAccountKey } = await createServiceAccountKey({ name: 'bench' });
  const signer = createRequestSigner(await parseServiceAccountKey(serviceAccountKey));
  const { privateKey } = generateKeyPairSync('ed25519');
  const bareKey = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const digest = Buffer.alloc(32, 7);
  const signingKeys = await readPrivateKey({ armoredKey: armoredKeyOf(serviceAccountKey) });
  const payload = Buffer.from((await signer.sign('/cosi.resource.State/Get', {}))['x-sidero-payload']);
  let call = 0;

  return [
    variant('bare', () => sign(null, digest, bareKey)),
    variant('headers', () => {
      // Every call names another method, or the signer would answer with the signature it has just made.
      call += 1;
      return signer.sign(`/cosi.resource.State/Get${call}`, {});
    }),
    variant('repeated', () => signer.sign('/cosi.resource.State/Get', {})),
    variant(
      'openpgp',
      async () => {
        const message = await createMessage({ binary: payload });
        return openpgpSign({ message, signingKeys, detached: true, format: 'binary' });
      },
      OPENPGP_REQUESTS,
    ),
  ];
}

/** Time per request. Awaits only what is a promise: a hop through the event loop would count as signing. */
function variant(name: string, job: () => unknown, requests = REQUESTS): Variant {
  const slice = async (): Promise<void> => {
    for (let done = 0; done < requests; done += 1) {
      const result = job();
      if (result instanceof Promise) await result;
    }
  };
  return {
    name,
    async run() {
      const { wallMs } = await leastOf(SLICES, () => timed(slice));
      return { wallMs: wallMs / requests };
    },
  };
}

function armoredKeyOf(serviceAccountKey: string): string {
  const { pgp_key } = JSON.parse(Buffer.from(serviceAccountKey, 'base64').toString()) as { pgp_key: string };
  return pgp_key;
}
