import { describe, expect, it } from 'vitest';
import { type GoYamlValue, printGoYaml, UntypedScalar } from './go-yaml.ts';

function map(entries: Readonly<Record<string, GoYamlValue>>): GoYamlValue {
  return new Map(Object.entries(entries));
}

describe('printGoYaml', () => {
  it('indents sequences below their key and to multiples of the step inside of sequences', () => {
    const value = map({
      nodes: [map({ name: 'a', pods: [map({ app: 'x', ready: true })], none: [] })],
      text: ['a\nb\n'],
    });

    expect(printGoYaml(value)).toBe(
      'nodes:\n    - name: a\n      pods:\n        - app: x\n          ready: true\n      none: []\ntext:\n    - |\n      a\n      b\n',
    );
  });

  it('starts nested sequences on the line of the dash', () => {
    expect(printGoYaml([['a', ['b']], map({ c: null }), map({})], { indent: 2 })).toBe(
      '- - a\n  - - b\n- c: null\n- {}\n',
    );
  });

  it.each([
    ['plain', 'plain'],
    ['', '""'],
    ['true', '"true"'],
    ['~', '"~"'],
    ['1.10', '"1.10"'],
    ['0x1F', '"0x1F"'],
    ['2024-01-01', '"2024-01-01"'],
    ['yes', "'yes'"],
    ['12:30', "'12:30'"],
    ['<<', "'<<'"],
    [': a', "': a'"],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ["it's", "it's"],
    ["'quoted'", "'''quoted'''"],
    ['- a', "'- a'"],
    ['-a', '-a'],
    ['[x]', "'[x]'"],
    ['a[x]', 'a[x]'],
    ['--- a', "'--- a'"],
    [' a', "' a'"],
    ['a\tb', '"a\\tb"'],
    ['\u{1f600}', '"\\U0001F600"'],
    ['\u00e9', '\u00e9'],
    ['\u2028', '"\\L"'],
    ['\u0007', '"\\a"'],
    ['\n', '"\\n"'],
    ['a \nb', '"a \\nb"'],
  ])('writes the string %j as %s', (text, written) => {
    expect(printGoYaml(map({ k: text }))).toBe(`k: ${written}\n`);
  });

  it('used double quotes for words of YAML 1.1 before rc.6', () => {
    const texts = ['yes', '12:30', '<<'];

    const written = texts.map((text) => printGoYaml([text], { style: 'rc4' }));

    expect(written).toEqual(['- "yes"\n', '- "12:30"\n', '- "<<"\n']);
  });

  it.each([
    ['a\nb', '|-\n    a\n    b\n'],
    ['a\nb\n', '|\n    a\n    b\n'],
    ['a\n\n', '|+\n    a\n\n'],
    ['a\n\nb\n', '|\n    a\n\n    b\n'],
    [' a\nb\n', '|4\n     a\n    b\n'],
  ])('writes %j as a literal block and keeps its line breaks', (text, written) => {
    expect(printGoYaml(map({ k: text, l: 'x' }))).toBe(`k: ${written}l: x\n`);
  });

  it('writes scalars without a type plain whenever syntax allows', () => {
    const texts = ['true', '~', '', '9', 'yes', ': a'];

    const written = texts.map((text) => printGoYaml(map({ k: new UntypedScalar(text) })));

    expect(written).toEqual(['k: true\n', 'k: ~\n', 'k:\n', 'k: 9\n', 'k: yes\n', "k: ': a'\n"]);
  });

  it.each([
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [123456, '123456'],
    [1234567, '1.234567e+06'],
    [1e20, '1e+20'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [18446744073709552000, '1.8446744073709552e+19'],
    [Number.NaN, '.nan'],
    [Number.NEGATIVE_INFINITY, '-.inf'],
  ])('writes the float %d as %s', (value, written) => {
    expect(printGoYaml([value])).toBe(`- ${written}\n`);
  });

  it('folds long lines at a space behind column 80, since rc.6', () => {
    const words = `${'x'.repeat(40)} ${'y'.repeat(50)} ${'z'.repeat(10)}`;

    expect(printGoYaml(map({ k: words }))).toBe(`k: ${'x'.repeat(40)} ${'y'.repeat(50)}\n    ${'z'.repeat(10)}\n`);
    expect(printGoYaml(map({ k: words }), { style: 'rc4' })).toBe(`k: ${words}\n`);
  });

  it('writes keys of several lines, and long ones, in the explicit form', () => {
    const long = 'x'.repeat(129);
    const value = map({ 'a\nb': [1n], [long]: map({ '\n': 'y' }) });

    expect(printGoYaml(value)).toBe(`? |-\n    a\n    b\n:   - 1\n? ${long}\n:   ? "\\n"\n    : 'y'\n`);
  });

  it('folds long keys, since rc.6', () => {
    const [head, tail] = ['x'.repeat(90), 'y'.repeat(60)];

    expect(printGoYaml(map({ [`${head} ${tail}`]: null }))).toBe(`? ${head}\n    ${tail}\n: null\n`);
    expect(printGoYaml(map({ [`${head} ${tail}`]: null }), { style: 'rc4' })).toBe(`? ${head} ${tail}\n: null\n`);
  });

  it('quotes keys that would read as something else', () => {
    const value = new Map<GoYamlValue, GoYamlValue>([
      ['true', 1n],
      [3n, 'x'],
      ['', 'z'],
    ]);

    expect(printGoYaml(value)).toBe('"true": 1\n3: x\n"": z\n');
  });
});
