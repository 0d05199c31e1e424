import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOmniError } from '../../errors/omni-error.ts';
import { printGoText } from '../go-text.ts';
import type { PrintedValue } from '../printed-value.ts';
import { evaluateTemplate } from './evaluate.ts';
import { parseTemplate } from './parse.ts';

function tree(value: unknown): PrintedValue {
  if (Array.isArray(value)) return value.map(tree);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [key, tree(item)]));
  }
  return Number.isInteger(value) ? BigInt(value as number) : (value as PrintedValue);
}

const data = tree({
  id: 'demo',
  size: 3,
  share: 0.5,
  none: null,
  empty: [],
  labels: { 'a.b/c': 'x', plain: true },
  flags: [
    { on: true, at: 1, none: [] },
    { on: false, at: 2, none: [] },
  ],
  disks: [
    { name: 'sda', size: 10, tags: ['boot', 'ssd'] },
    { name: 'sdb', size: 20 },
    { name: 'sd)c', size: 30, readonly: true },
  ],
});

function run(template: string): string {
  const groups = evaluateTemplate(parseTemplate(template), data);
  return groups.map((values) => values.map(printGoText).join(' ')).join('');
}

describe("kubectl's JSONPath", () => {
  it.each([
    ['{.id}', 'demo'],
    ['id: {.id}, size: {.size}\n', 'id: demo, size: 3\n'],
    ['{$.id}{@.size}', 'demo3'],
    ['{.share}', '0.5'],
    ['{.none}', 'null'],
    ['{.empty[:]}', ''],
    ['{.none[0]}', ''],
    ['{.labels.plain}', 'true'],
    ['{.labels.a\\.b/c}', 'x'],
    ["{.labels['a\\.b/c']}", 'x'],
    ['{.disks[0].name}', 'sda'],
    ['{.disks[-1].name}', 'sd)c'],
    ['{.disks[0:2].name}', 'sda sdb'],
    ['{.disks[::2].name}', 'sda sd)c'],
    ['{.disks[1:].name}', 'sdb sd)c'],
    ['{.disks[*].size}', '10 20 30'],
    ['{.disks[0,2].name}', 'sda sd)c'],
    ["{.disks[0]['name','size']}", 'sda 10'],
    ['{.disks[0].tags}', '["boot","ssd"]'],
    ['{.labels.*}', 'x true'],
    ['{..name}', 'sda sdb sd)c'],
    ['{.disks[?(@.size>10)].name}', 'sdb sd)c'],
    ['{.disks[?(@.size<20)].name}', 'sda'],
    ['{.disks[?(@.size>=20)].name}', 'sdb sd)c'],
    ['{.disks[?(@.name<"sdb")].name}', 'sda sd)c'],
    ['{.disks[?(@.name>="sda")].name}', 'sda sdb'],
    ['{.disks[?(@.name>"sda")].name}', 'sdb'],
    ['{.disks[?(@.name<="sda")].name}', 'sda sd)c'],
    ['{.flags[?(@.on==true)].at}', '1'],
    ['{.flags[?(@.on!=true)].at}', '2'],
    ['{.flags[?(@.at==@.none[*])].at}', ''],
    ['{.flags[?(@.none[*]==1)].at}', ''],
    ['{.disks[?(@.size<=20)].name}', 'sda sdb'],
    ["{.disks[?(@.name=='sd)c')].size}", '30'],
    ['{.disks[?(@.name!="sda")].size}', '20 30'],
    ['{.disks[?(@.size==20)].name}', 'sdb'],
    ['{.disks[?(@.readonly)].name}', 'sd)c'],
    ['{range .disks[*]}{.name}={.size}{"\\n"}{end}.', 'sda=10\nsdb=20\nsd)c=30\n.'],
    ['{range .disks[0:2]}{.name}:{range .size}{@};{end}{end}!', 'sda:10;sdb:20;!'],
    ['{range .empty[*]}{.name}{end}nothing', 'nothing'],
    ['{"a"}{\'b\'}{1}{true}', 'ab1true'],
  ])('%j', (template, printed) => {
    expect(run(template)).toBe(printed);
  });

  it.each([
    '{.id',
    '{.nothing}',
    '{.disks[3]}',
    '{.disks[2:1]}',
    '{.disks[::0]}',
    '{.id[0]}',
    '{.disks[a]}',
    '{.disks[0}',
    '{.disks[?(@.size>10]}',
    '{.disks[?(@.size>"a")]}',
    '{.disks[?(@.size=~1)]}',
    '{.disks[?(@.readonly==true)].name}',
    '{.flags[?(@.on<true)]}',
    '{.flags[?(@.none==@.none)]}',
    '{.disks[?(@.size==0.5)]}',
    '{.disks[?(@.tags[*]=="ssd")]}',
    '{.disks[?(@.size>1)}',
    '{..  ..a}',
    '{unknown}',
    '{end}',
    '{"a}',
    '{1.2.3}',
    '{#}',
  ])('refuses %j', (template) => {
    expect(() => run(template)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  it('prints floats as Go does', () => {
    expect([Number.NaN, 1 / 0, -1 / 0].map(printGoText)).toEqual(['NaN', '+Inf', '-Inf']);
    expect([1e21, 1e20, 0.0001, 0.00001, -0, 1.5].map(printGoText)).toEqual([
      '1e+21',
      '100000000000000000000',
      '0.0001',
      '1e-05',
      '-0',
      '1.5',
    ]);
  });

  it('reads any text, or refuses it as an argument', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^\{[a-z.[\]?()@'"*:,0-9 ]*\}$/));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          run(text);
        } catch (error) {
          expect(isOmniError(error, 'invalid_argument')).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
