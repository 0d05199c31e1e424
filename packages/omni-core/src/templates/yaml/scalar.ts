import type { Scalar } from 'yaml';
import { resolvePlainScalar, type ScalarValue } from '../../resources/yaml/plain-scalar.ts';
import { refold } from './refold.ts';

/** The characters of a scalar, with the changes omnictl's way of reading documents makes to them. */
export function scalarText(node: Scalar): string {
  const text = typeof node.value === 'string' ? node.value : '';
  return node.type === 'BLOCK_FOLDED' ? refold(text) : text;
}

/** True for a scalar without quotes, block style or tag: the only ones that can be anything but a string. */
export function isPlain(node: Scalar): boolean {
  return node.tag === undefined && (node.type === 'PLAIN' || node.type === undefined);
}

/** What a scalar means. */
export function resolveScalar(node: Scalar): ScalarValue {
  const text = scalarText(node);
  if (isPlain(node)) return resolvePlainScalar(text);
  switch (node.tag) {
    case 'tag:yaml.org,2002:null':
      return { tag: '!!null' };
    case 'tag:yaml.org,2002:binary':
      return { tag: '!!str', value: Buffer.from(text, 'base64').toString('utf8') };
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:timestamp':
      return resolvePlainScalar(text);
    case 'tag:yaml.org,2002:float': {
      const value = resolvePlainScalar(text);
      return value.tag === '!!int' ? { tag: '!!float', value: Number(value.value) } : value;
    }
    default:
      return { tag: '!!str', value: text };
  }
}
