import { redactLogText } from '../redaction/log-value.ts';
import { createMarker } from '../redaction/marker.ts';
import { redactConfigText } from '../redaction/redact-config.ts';
import { redactKernelArgs } from '../redaction/redact-kernel-args.ts';
import { redactDiff, redactLines } from '../redaction/redact-lines.ts';
import { redactText } from '../redaction/redact-value.ts';
import type { TextTarget } from './target.ts';
import { HOSTILE_YAML, YAML_TOKENS } from './yaml-targets.ts';

const marker = createMarker(new Uint8Array(32));

const CONFIG = `machine:
  token: abcdef.0123456789abcdef
  ca: {crt: LS0tLS1CRUdJTg==, key: LS0tLS1CRUdJTg==}
  files:
    - content: |
        export PASSWORD=secret
        -----BEGIN PRIVATE KEY-----
      path: /etc/a
cluster: {secret: c2VjcmV0, aescbcEncryptionSecret: "a b"}
`;
const DIFF = '@@ -1,2 +1,2 @@\n machine:\n-  token: a\n+  token: b\n   - name: x\n';
const TOKENS = [
  ...YAML_TOKENS,
  'token',
  'password',
  'secret',
  'key',
  'export ',
  '=',
  '+',
  '@@',
  '-----BEGIN ',
  '-----END ',
  'ey',
  'eyJ',
  'ghp_',
  'AKIA',
  'siderov1 ',
  'https://a:b@c',
  'Bearer ',
  'A'.repeat(50),
  '0'.repeat(50),
  '«redacted:00000000»',
];

const target = (name: string, seed: string, read: (text: string) => unknown): TextTarget => ({
  name,
  seeds: [seed],
  hostile: HOSTILE_YAML,
  tokens: TOKENS,
  read,
});

/** What hides secrets must come to an end whatever it is shown, or secrets are shown after all. */
export const REDACTION_TARGETS: readonly TextTarget[] = [
  target('redaction of a configuration', CONFIG, (text) => redactConfigText(text, marker)),
  target('redaction of a diff', DIFF, (text) => [redactDiff(text, marker), redactLines(text, marker)]),
  target('redaction of text', 'error: token=abc siderov1 a b c', (text) => [
    redactText(text, marker),
    redactLogText(text),
  ]),
  target('redaction of kernel arguments', 'console=ttyS0 siderolink.api=grpc://a?jointoken=b', (text) =>
    redactKernelArgs(text, marker),
  ),
];
