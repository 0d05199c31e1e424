import { type GoYamlValue, printGoYaml, UntypedScalar } from '../../resources/yaml/go-yaml.ts';
import { compareNatural } from '../../resources/yaml/natural-order.ts';
import type { Dialect } from '../target.ts';

/** Prints decoded content as omnictl does: 4 spaces per level, mappings in natural key order. */
export function printYamlValue(value: GoYamlValue, style: Dialect['yamlStyle']): string {
  return printGoYaml(sorted(value), { indent: 4, style });
}

function sorted(value: GoYamlValue): GoYamlValue {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<GoYamlValue, GoYamlValue>)];
    return new Map(entries.map(([key, item]) => [key, sorted(item)] as const).sort(([a], [b]) => compareKeys(a, b)));
  }
  return Array.isArray(value) ? (value as readonly GoYamlValue[]).map(sorted) : value;
}

/** Booleans and numbers come before everything else and compare by value. */
function compareKeys(left: GoYamlValue, right: GoYamlValue): number {
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) return Number(a - b);
  if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1;
  return compareNatural(keyText(left), keyText(right));
}

function numeric(key: GoYamlValue): number | undefined {
  return typeof key === 'bigint' || typeof key === 'number' || typeof key === 'boolean' ? Number(key) : undefined;
}

function keyText(key: GoYamlValue): string {
  return key instanceof UntypedScalar ? key.text : String(key ?? '');
}
