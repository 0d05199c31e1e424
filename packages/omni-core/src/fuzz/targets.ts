import { KEY_PACKET_TARGETS, KEY_TARGETS } from './key-targets.ts';
import { REDACTION_TARGETS } from './redaction-targets.ts';
import type { ByteTarget, TextTarget } from './target.ts';
import { TEMPLATE_TARGETS } from './template-targets.ts';
import { TEXT_TARGETS } from './text-targets.ts';
import { WIRE_TARGETS } from './wire-targets.ts';
import { YAML_TARGETS } from './yaml-targets.ts';

/** Everything in the library that reads what somebody else wrote. */
export const TARGETS: readonly (TextTarget | ByteTarget)[] = [
  ...WIRE_TARGETS,
  ...KEY_PACKET_TARGETS,
  ...KEY_TARGETS,
  ...TEXT_TARGETS,
  ...YAML_TARGETS,
  ...TEMPLATE_TARGETS,
  ...REDACTION_TARGETS,
];
