import type { ResourceType } from '@fleetwright/omni-core';
import { type FieldDescriptor, fieldsOf } from '@fleetwright/omni-core/wire';
import { ODD_TEXTS } from './any-spec.ts';

const DEEPEST = 4;

/** A spec with something in every field, different from field to field and for every `seed`. */
export function filledSpec(type: ResourceType, seed: number): unknown {
  if (type.specMessage !== undefined) return new Filling(seed).message(type.specMessage, 0);
  return type.type.startsWith('KubernetesResources.') ? 'text' : {};
}

class Filling {
  #count: number;

  constructor(seed: number) {
    this.#count = seed;
  }

  message(name: string, depth: number): Record<string, unknown> {
    const oneofs = new Set<string>();
    const entries = fieldsOf(name).flatMap((field): [string, unknown][] => {
      const tooDeep = depth === DEEPEST && field.kind === 'message';
      // Only Omni's own dictionary makes a frame that its readers take.
      if (tooDeep || field.name.startsWith('compressed') || oneofs.has(field.oneof ?? '')) return [];
      if (field.oneof !== undefined) oneofs.add(field.oneof);
      return [[field.name, this.#field(field, depth)]];
    });
    return Object.fromEntries(entries);
  }

  #field(field: FieldDescriptor, depth: number): unknown {
    const value = () => this.#value(field, depth + 1);
    if (field.label === 'repeated') return [value(), value()];
    if (field.label !== 'map') return value();
    return Object.fromEntries((field.mapKey === 'string' ? ['b', 'a10', 'a9'] : [2, 1]).map((key) => [key, value()]));
  }

  #value(field: FieldDescriptor, depth: number): unknown {
    this.#count++;
    if (field.kind === 'message') return this.message(field.type, depth);
    if (field.kind === 'enum') return this.#count % 3;
    switch (field.type) {
      case 'string':
        return ODD_TEXTS[this.#count % ODD_TEXTS.length];
      case 'bool':
        return this.#count % 2 === 0;
      case 'bytes':
        return Uint8Array.of(this.#count % 256, 0);
      case 'double':
      case 'float':
        return [0.5, 1_500_000, 3][this.#count % 3];
      default:
        return field.type.endsWith('64') ? 2n ** 40n + BigInt(this.#count) : this.#count;
    }
  }
}
