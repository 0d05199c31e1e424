/** A number as an author wrote it: printed with the characters of the source, calculated with as what it means. */
export class WrittenNumber {
  readonly value: bigint | number;
  readonly text: string;

  constructor(value: bigint | number, text: string) {
    this.value = value;
    this.text = text;
  }
}

/** What templates work with. Integers are `bigint`, every `number` is a float; maps have no prototype to reach. */
export type Value = null | boolean | bigint | number | string | WrittenNumber | ValueList | ValueMap;

export type ValueList = readonly Value[];

export type ValueMap = ReadonlyMap<string, Value>;

/** A name that has no value. Most uses of one are an error; `default` and its like take it for nothing. */
export class Missing {
  /** What was looked up, as it stands in the template. */
  readonly description: string;
  /** Where it stands. */
  readonly at: number;
  readonly reason: 'not set' | 'null';
  /** Where it was looked for: its names are the ones that have a value. */
  readonly within: ValueMap | undefined;

  constructor(description: string, at: number, reason: 'not set' | 'null', within?: ValueMap) {
    this.description = description;
    this.at = at;
    this.reason = reason;
    this.within = within;
  }
}

export function isList(value: Value): value is ValueList {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}

/** False for what is empty: no value, false, zero, and texts, lists and maps without contents. */
export function isTrue(value: Value): boolean {
  if (value instanceof WrittenNumber) return isTrue(value.value);
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return value.size > 0;
  // Unlike to JavaScript, what is not a number counts to Go as something.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** The word Go has for the kind of a value. */
export function kindOf(value: Value): 'invalid' | 'bool' | 'int64' | 'float64' | 'string' | 'slice' | 'map' {
  if (value === null) return 'invalid';
  if (value instanceof WrittenNumber) return kindOf(value.value);
  if (isList(value)) return 'slice';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      return 'map';
  }
}

const NAMES: Readonly<Record<ReturnType<typeof kindOf>, string>> = {
  invalid: 'null',
  bool: 'a boolean',
  int64: 'a whole number',
  float64: 'a number',
  string: 'a text',
  slice: 'a list',
  map: 'a map',
};

/** What a value is, for messages: never the value itself. */
export function nameOfKind(value: Value): string {
  return NAMES[kindOf(value)];
}
