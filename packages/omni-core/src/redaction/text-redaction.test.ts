import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';
import { containsMarker, countMarkers, createMarker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';
import { redactConfigText } from './redact-config.ts';
import { redactKernelArgs } from './redact-kernel-args.ts';
import { redactDiff, redactLines } from './redact-lines.ts';

const marker = createMarker(new Uint8Array(32));
const PEM = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEICANARY\n-----END EC PRIVATE KEY-----';

describe('the marker', () => {
  it('is equal for equal values and different for others', () => {
    expect(marker.mark('a')).toBe(marker.mark('a'));
    expect(marker.mark('a')).not.toBe(marker.mark('b'));
    expect(createMarker(new Uint8Array(32).fill(1)).mark('a')).not.toBe(marker.mark('a'));
  });

  it('hides nothing twice, and nothing that is empty', () => {
    const once = marker.mark('secret');

    expect(marker.mark(once)).toBe(once);
    expect(marker.mark('')).toBe('');
    expect(countMarkers(`${once} ${once}`)).toBe(2);
    expect(containsMarker(once)).toBe(true);
  });
});

describe('the pattern net', () => {
  it.each([
    ['a private key', `key:\n${PEM}\n`],
    ['a private key that was cut', '-----BEGIN PRIVATE KEY-----\nMHcCANARY'],
    ['a private key in base64', `x ${Buffer.from(PEM).toString('base64')}`],
    ['a PGP key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\nCANARY\n-----END PGP PRIVATE KEY BLOCK-----'],
    ['a JSON web token', 'got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARY-sig'],
    [
      'a service-account key',
      `key ${Buffer.from('{"name":"x","pgp_key":"CANARYCANARYCANARYCANARYCANARY"}').toString('base64')}`,
    ],
    ['a bearer token', 'Authorization: Bearer CANARY.0123'],
    ['an AWS key id', 'AKIACANARYCANARYAAAA'],
    ['a GitHub token', 'ghp_CANARYCANARYCANARYCANARY'],
    ['a bootstrap token', 'token canary.0123456789canary'],
    ['a password in a URL', 'https://user:CANARY@example.com/x'],
    ['a join token in a URL', 'https://omni.example.com:443?jointoken=CANARY'],
    ['a token in a query', 'https://example.com/?a=b&access_token=CANARY&c=d'],
    ['a password in prose', 'invalid password: CANARY123'],
    ['a quoted key', '{"secret_key":"x","apikey": "CANARY0000"}'],
  ])('catches %s', (_name, text) => {
    const safe = netSecrets(text, marker);

    expect(safe).not.toMatch(/canary|Q0FOQVJZ/i);
    expect(containsMarker(safe)).toBe(true);
  });

  it.each([
    'Talos v1.13.3 on machine 10001802-c798-4da7-a410-f09abb48c8d8',
    'ghcr.io/siderolabs/installer:v1.13.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'the token is not valid for this cluster',
    'secret: must not be empty',
    `crt: ${Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n').toString('base64')}`,
    'http://[fdae:41e4:649b:9303::1]:8090 is up',
  ])('leaves %j alone', (text) => {
    expect(netSecrets(text, marker)).toBe(text);
  });
});

describe('hostile text', () => {
  it.each([
    'a',
    'a-',
    'a.',
    'a_',
    'a://',
    'token:',
    'token=',
    '-----BEGIN PRIVATE KEY',
    'eyJ',
    '\u001b[',
    ' - ',
    'a: ',
  ])('of a hundred thousand %j takes no longer than any other', (part) => {
    const text = part.repeat(100_000);
    const started = performance.now();

    redactDiff(cleanText(text), marker);
    redactKernelArgs(text, marker);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('configuration text', () => {
  const config = `
machine:
  type: controlplane
  token: CANARY-1
  ca: { crt: public, key: CANARY-2 }
  certSANs: [a.example.com]
  env: { HTTPS_PROXY: "http://CANARY-3@proxy" }
  files: [{ path: /etc/x, content: "CANARY-4 in a file" }]
  nodeLabels: { a: b }
  sysctls: { net.core.somaxconn: "65535" }
  registries:
    config:
      ghcr.io:
        auth: { username: CANARY-5, password: CANARY-6 }
        tls: { clientIdentity: { crt: public, key: CANARY-7 } }
  network:
    interfaces: [{ interface: wg0, wireguard: { privateKey: CANARY-8, peers: [{ publicKey: pub, presharedKey: CANARY-9 }] } }]
  systemDiskEncryption: { state: { keys: [{ slot: 0, static: { passphrase: CANARY-10 } }] } }
  install: { extraKernelArgs: ["siderolink.api=https://x?jointoken=CANARY-11", "console=ttyS0"] }
cluster:
  secret: CANARY-12
  aescbcEncryptionSecret: CANARY-13
  secretboxEncryptionSecret: CANARY-14
  serviceAccount: { key: CANARY-15 }
  etcd: { ca: { crt: public, key: CANARY-16 } }
  apiServer: { extraArgs: { oidc-client-secret: CANARY-17, feature-gates: A=true } }
  inlineManifests:
    - name: x
      contents: |
        apiVersion: v1
        kind: Secret
        metadata: { name: visible }
        data: { password: CANARY-18, other: CANARY-19 }
        stringData: { a: CANARY-20 }
---
apiVersion: v1alpha1
kind: ExtensionServiceConfig
name: tailscale
environment: ["TS_AUTHKEY=CANARY-21"]
configFiles: [{ content: CANARY-22, mountPath: /x }]
---
apiVersion: v1alpha1
kind: SideroLinkConfig
apiUrl: https://omni.example.com?jointoken=CANARY-23
---
apiVersion: apps/v1
kind: Deployment
spec:
  containers: [{ env: [{ name: DB_PASSWORD, value: CANARY-24 }] }]
  affinity: { matchExpressions: [{ key: visible-key, operator: Exists }] }
`;

  it('loses every secret of a machine configuration and nothing else', () => {
    const safe = redactConfigText(config, marker);

    expect(safe).not.toContain('CANARY');
    for (const visible of [
      'controlplane',
      'a.example.com',
      '65535',
      'console=ttyS0',
      'A=true',
      'visible',
      'wg0',
      'visible-key',
      'tailscale',
      'DB_PASSWORD',
    ]) {
      expect(safe).toContain(visible);
    }
  });

  it.each([
    ['adds a token', '[{ "op": "add", "path": "/machine/token", "value": "CANARY" }]'],
    [
      'adds below a secret',
      '[{ "op": "add", "path": "/machine/registries/config/x/auth/password", "value": "CANARY" }]',
    ],
    ['adds a file', '[{ "op": "add", "path": "/machine/files/-", "value": { "path": "/x", "content": "CANARY" } }]'],
  ])('judges a JSON patch that %s by its path', (_name, patch) => {
    expect(redactConfigText(patch, marker)).not.toContain('CANARY');
  });

  it.each(['just CANARY', 'a: [CANARY', '# CANARY\na: b', 'a: &x CANARY\n: *y'])(
    'hides what it cannot judge: %j',
    (text) => {
      expect(redactConfigText(text, marker)).not.toContain('CANARY');
    },
  );
});

describe('diffs and lines', () => {
  it('hides values and blocks below secret names, and blocks whose name is out of sight', () => {
    const diff = `@@ -1,7 +1,7 @@
     CANARYbase64blockfromabove==
 machine:
-    token: CANARY-1
+    token: CANARY-2
     nodeLabels:
         a: b
+    secretKey: |
+        CANARY-3
+        CANARY-4
     certSANs:
       - 10.0.0.1`;

    const safe = redactDiff(diff, marker);

    expect(safe).not.toContain('CANARY');
    for (const visible of ['@@ -1,7', ' machine:', '+    token: ', 'a: b', '- 10.0.0.1'])
      expect(safe).toContain(visible);
  });

  it('keeps a script readable but for its secrets', () => {
    const safe = redactLines(
      '#!/bin/sh\nexport PASSWORD=CANARY\ncurl -H "Authorization: Bearer CANARY123" x\n',
      marker,
    );

    expect(safe).not.toContain('CANARY');
    expect(safe).toContain('#!/bin/sh');
  });
});

describe('kernel arguments', () => {
  it('keep their names', () => {
    const safe = redactKernelArgs(
      'console=ttyS0 siderolink.api=grpc://x:8090?jointoken=CANARY&y=CANARY talos.config.inline=CANARY talos.config=https://u:CANARY@x/c?uuid=CANARY',
      marker,
    );

    expect(safe).not.toContain('CANARY');
    expect(safe).toMatch(/^console=ttyS0 siderolink\.api=grpc:\/\/x:8090\?jointoken=/);
  });
});

describe('untrusted text', () => {
  it('loses everything that is not seen', () => {
    const hostile = 'a\u001b[31mred\u001b]0;title\u0007\u202eevil\u200b\u{e0041}\u0000\r\nb\tc';

    expect(cleanText(hostile)).toBe('aredevil\nb\tc');
  });
});
