import { OmniError } from '../../errors/omni-error.ts';
import { type FieldDescriptor, hasMessage } from '../field-descriptor.ts';
import { anyMessageCodec } from '../message-codec.ts';
import { enumNumber } from './enum-numbers.ts';
import { fieldsByJsonName } from './field-names.ts';
import { JSON_SCALARS } from './json-scalars.ts';
import { readDuration, readTimestamp } from './time-json.ts';

/** How strictly JSON is read. */
export interface ReadProtoJsonOptions {
  /**
   * What to do about fields, and names of enum values, that the contract does not have. Omni refuses them in requests;
   * a client skips those of a newer Omni.
   * @default 'refuse'
   */
  readonly unknown?: 'refuse' | 'skip';
  /** How messages call the whole. @default the message's name */
  readonly place?: string;
}

type Values = Record<string, unknown>;

/** Messages that are no objects in JSON. */
const HAS_OWN_FORM = /^google\.protobuf\.(?:Timestamp|Duration|Any)$/;

/**
 * Reads a message from the JSON of Omni's HTTP gateway. Names may be those of the `.proto` file or those in camel case,
 * enums numbers or names; numbers the contract does not know stay as they are.
 *
 * @param message full name, e.g. `cosi.resource.GetRequest`
 * @returns the fields that are there, to be given to the message's codec
 * @throws {OmniError} `invalid_argument` naming the place that is unknown or does not fit, never what is there
 */
export function readProtoJson(
  message: string,
  json: unknown,
  options: ReadProtoJsonOptions = {},
): Record<string, unknown> {
  return new Reader(options.place ?? message, options.unknown === 'skip').fields(message, json);
}

class Reader {
  readonly #path: string[];
  readonly #skipsUnknown: boolean;

  constructor(place: string, skipsUnknown: boolean) {
    this.#path = [place];
    this.#skipsUnknown = skipsUnknown;
  }

  fields(message: string, json: unknown): Values {
    if (!isRecord(json)) throw this.#refused('an object');
    const fields = fieldsByJsonName(message);
    const entries: [string, unknown][] = [];
    const oneofs = new Set<string>();
    for (const [name, value] of Object.entries(json)) {
      const field = fields.get(name);
      if (field === undefined) {
        if (this.#skipsUnknown) continue;
        throw new OmniError('invalid_argument', `unknown field "${name}" in ${this.#path.join('')}`);
      }
      if (value === null) continue;
      const read = this.#at(`.${name}`, () => {
        if (field.oneof !== undefined && oneofs.has(field.oneof))
          throw this.#refused(`the only field of ${field.oneof}`);
        if (field.oneof !== undefined) oneofs.add(field.oneof);
        return this.#field(field, value);
      });
      if (read !== undefined) entries.push([field.name, read]);
    }
    return Object.fromEntries(entries);
  }

  #field(field: FieldDescriptor, json: unknown): unknown {
    if (field.label === 'repeated') {
      if (!Array.isArray(json)) throw this.#refused('a list');
      return json
        .map((item: unknown, index) => this.#at(`[${index}]`, () => this.#value(field, item)))
        .filter((item) => item !== undefined);
    }
    if (field.label !== 'map') return this.#value(field, json);
    if (!isRecord(json)) throw this.#refused('an object');
    const entries = Object.entries(json).map(([key, item]) => [
      key,
      // Keys are data of the caller, values of a map of secrets included.
      this.#at('.*', () => this.#entry(field, key, item)),
    ]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  #entry(field: FieldDescriptor, key: string, json: unknown): unknown {
    if (field.mapKey !== 'string') this.#scalar(field.mapKey ?? 'string', key);
    return this.#value(field, json);
  }

  #value({ kind, type }: FieldDescriptor, json: unknown): unknown {
    if (kind === 'enum') return this.#enum(type, json);
    return kind === 'scalar' ? this.#scalar(type, json) : this.#message(type, json);
  }

  #message(type: string, json: unknown): object {
    switch (type) {
      case 'google.protobuf.Timestamp':
        return this.#fitting(text(json, readTimestamp), 'a time of RFC 3339');
      case 'google.protobuf.Duration':
        return this.#fitting(text(json, readDuration), 'a duration like "3.5s"');
      case 'google.protobuf.Any':
        return this.#any(json);
      default:
        return this.fields(type, json);
    }
  }

  #scalar(type: string, json: unknown): unknown {
    const { read, what } = JSON_SCALARS[type] ?? { read: () => undefined, what: type };
    return this.#fitting(read(json), what);
  }

  #enum(type: string, json: unknown): unknown {
    if (typeof json !== 'string') return this.#scalar('int32', json);
    const number = enumNumber(type, json);
    return number === undefined && this.#skipsUnknown ? undefined : this.#fitting(number, `a value of ${type}`);
  }

  /** Contents of a type nobody here knows keep its name and lose the rest, unless that is refused. */
  #any(json: unknown): object {
    if (!isRecord(json)) throw this.#refused('an object');
    const { '@type': typeUrl, ...content } = json;
    if (typeUrl === undefined && Object.keys(content).length === 0) return { typeUrl: '' };
    if (typeof typeUrl !== 'string') throw this.#refused('an object with @type');
    const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
    if (!hasMessage(type)) {
      if (this.#skipsUnknown) return { typeUrl };
      throw this.#refused('of a known @type');
    }
    const message = this.#message(type, HAS_OWN_FORM.test(type) ? content['value'] : content);
    return { typeUrl, value: anyMessageCodec(type).encode(message) };
  }

  #at<T>(step: string, read: () => T): T {
    this.#path.push(step);
    const value = read();
    this.#path.pop();
    return value;
  }

  #fitting<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw this.#refused(what);
    return value;
  }

  #refused(what: string): OmniError {
    return new OmniError('invalid_argument', `${this.#path.join('')} must be ${what}`);
  }
}

function text<T>(json: unknown, read: (text: string) => T | undefined): T | undefined {
  return typeof json === 'string' ? read(json) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
