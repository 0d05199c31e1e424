import { describe, expect, it } from 'vitest';
import { render, renderText } from '../testing/render.ts';
import type { Value } from '../value.ts';

const values: Readonly<Record<string, Value>> = {
  words: ['b', 'a', 'b', ''],
  none: [],
  map: new Map<string, Value>([
    ['b', 2n],
    ['a', new Map<string, Value>([['deep', 'x']])],
  ]),
  nothing: null,
  ratio: 2.5,
  text: 'Ähre 🚀',
};

describe('printf', () => {
  it.each([
    ['{{ printf "%d%%" 5 }}', '5%'],
    ['{{ printf "%5d|%-5d|%05d|%+d|% d" 42 42 42 42 42 }}', '   42|42   |00042|+42| 42'],
    ['{{ printf "%05d|%+d" -42 -42 }}', '-0042|-42'],
    ['{{ printf "%x %X %o %b" 255 255 8 5 }}', 'ff FF 10 101'],
    ['{{ printf "%.4d" 42 }}', '0042'],
    ['{{ printf "%s|%6s|%-6s|%.2s" "ab" "ab" "ab" "abc" }}', 'ab|    ab|ab    |ab'],
    ['{{ printf "%q %.1q" "a\\"b" "xyz" }}', '"a\\"b" "x"'],
    ['{{ printf "%v %v %v %v" 1 1.5 true "x" }}', '1 1.5 true x'],
    ['{{ printf "%+v %5v|%.1v" 3 2.5 "xyz" }}', '+3   2.5|x'],
    ['{{ printf "%t" false }}', 'false'],
    ['{{ printf "%c%c" 65 0x1F680 }}', 'A🚀'],
    ['{{ printf "%f %.2f %8.3f|%-8.1f|%08.1f" 1.5 2.345 1.5 1.5 -1.5 }}', '1.500000 2.35    1.500|1.5     |-00001.5'],
    ['{{ printf "%e %.1e %g" 1500.0 0.00015 1e21 }}', '1.500000e+03 1.5e-04 1e+21'],
    ['{{ printf "%5s" .text }}', 'Ähre 🚀'],
  ])('%s', (text, expected) => {
    expect(renderText(text, { values })).toBe(expected);
  });

  it.each([
    ['{{ printf "%d" }}', 'more verbs than there are arguments'],
    ['{{ printf "x" 1 }}', 'no verb for this argument'],
    ['{{ printf "%d" "x" }}', 'a whole number is needed'],
    ['{{ printf "%f" 1 }}', 'decimal point'],
    ['{{ printf "%t" 1 }}', 'a boolean is needed'],
    ['{{ printf "%c" -1 }}', 'this is no character'],
    ['{{ printf "%z" 1 }}', '%z'],
    ['{{ printf "%*d" 1 2 }}', 'unknown here'],
    ['{{ printf "%.2g" 1.5 }}', '%g with a precision'],
    ['{{ printf "%" }}', 'unknown here'],
    ['{{ printf "%s" .words }}', ''],
  ])('refuses %s', (text, says) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(says)]);
  });
});

describe('comparisons', () => {
  it.each([
    ['eq 1 1.0', true],
    ['eq 1 2 3 1', true],
    ['eq "a" "b"', false],
    ['eq .nothing .nothing', true],
    ['eq .nothing 0', false],
    ['eq true true', true],
    ['ne 1 2', true],
    ['lt 1 2.5', true],
    ['le 2 2', true],
    ['gt "b" "a"', true],
    ['ge "a" "b"', false],
    ['not .words', false],
    ['not .none', true],
    ['empty .map', false],
    ['empty ""', true],
    ['kindIs "map" .map', true],
    ['ternary true false (gt 2 1)', true],
    ['ternary true false (gt 1 2)', false],
  ])('%s is %s', (expression, expected) => {
    expect(renderText(`{{ ${expression} }}`, { values })).toBe(String(expected));
  });

  it.each([
    ['eq .words .words', 'cannot be compared'],
    ['eq 1 "1"', 'cannot be compared'],
    ['lt 1 "2"', 'cannot be compared'],
    ['lt "2" 1', 'cannot be compared'],
    ['lt true false', ''],
    ['ternary 1 2 3', 'true or false'],
    ['required "give a name" ""', 'give a name'],
    ['required 5 ""', 'a value is required'],
    ['fail "enough"', 'enough'],
    ['fail 5', 'gives up'],
  ])('%s is refused', (expression, says) => {
    expect(problemsOf(`{{ ${expression} }}`)).toEqual([expect.stringContaining(says)]);
  });

  it('name the kinds of values as Go does', () => {
    const kinds = ['1', '1.5', '"x"', 'true', 'list', 'dict', '.nothing'].map((value) => `{{ kindOf ${value} }}`);

    expect(renderText(kinds.join(' '), { values })).toBe('int64 float64 string bool slice map invalid');
  });

  it('take what is required when it is there', () => {
    expect(renderText('{{ required "x" 5 }}{{ default 1 0 }}{{ coalesce .none 0 "c" }}', { values })).toBe('51c');
  });
});

describe('lists and maps', () => {
  it.each([
    ['len .words', '4'],
    ['len .map', '2'],
    ['len "é"', '2'],
    ['index .words 0', 'b'],
    ['index .map "a" "deep"', 'x'],
    ['slice .words 1 3 | toJson', '["a","b"]'],
    ['slice "abc" 1', 'bc'],
    ['first .words', 'b'],
    ['last (initial .words)', 'b'],
    ['rest .words | toJson', '["a","b",""]'],
    ['initial .words | toJson', '["b","a","b"]'],
    ['append .none 1 | toJson', '[1]'],
    ['prepend .words 1 | toJson', '[1,"b","a","b",""]'],
    ['concat .none (list 1) (list 2 3) | toJson', '[1,2,3]'],
    ['reverse .words | toJson', '["","b","a","b"]'],
    ['compact .words | toJson', '["b","a","b"]'],
    ['uniq (list 1 1.0 "1" .words .words (dict "a" 1) (dict "a" 1) (dict "b" 1)) | len', '5'],
    ['has "a" .words', 'true'],
    ['has .map (list .map)', 'true'],
    ['without .words "b" "" | toJson', '["a"]'],
    ['sortAlpha .words | toJson', '["","a","b","b"]'],
    ['keys .map | toJson', '["a","b"]'],
    ['values .map | toJson', '[{"deep":"x"},2]'],
    ['get .map "b"', '2'],
    ['hasKey .map "c"', 'false'],
    ['pick .map "b" "c" | toJson', '{"b":2}'],
    ['omit .map "b" | toJson', '{"a":{"deep":"x"}}'],
    ['merge (dict "b" 1) .map | toJson', '{"b":1,"a":{"deep":"x"}}'],
    ['mergeOverwrite (dict "b" 1 "a" (dict "other" 2)) .map | toJson', '{"b":2,"a":{"other":2,"deep":"x"}}'],
    ['dig "a" "deep" "none" .map', 'x'],
    ['dig "a" "b" "none" .map', 'none'],
    ['dig "b" "deep" "none" .map', 'none'],
    ['toPrettyJson (dict "a" (list 1 (dict))) ', '{\n  "a": [\n    1,\n    {}\n  ]\n}'],
    ['toJson (list .nothing true 2.5 "\\"")', '[null,true,2.5,"\\""]'],
  ])('%s', (expression, expected) => {
    expect(renderText(`{{ ${expression} }}`, { values })).toBe(expected);
  });

  it.each([
    ['len 5', 'has no length'],
    ['index .words 9', 'no such position'],
    ['index .words -1', 'no such position'],
    ['index .words "a"', 'a position is a whole number'],
    ['index .map 1', 'the name of a field is a text'],
    ['index 5 1', 'has nothing inside'],
    ['index .map "z" "y"', 'not set'],
    ['slice .words 3 1', 'outside'],
    ['slice .words -1', 'outside'],
    ['slice 5 1', 'has no parts'],
    ['sortAlpha (list 1)', 'only texts can be sorted'],
    ['dict "a"', 'no value behind it'],
    ['first 5', ''],
    ['keys .words', ''],
  ])('%s is refused', (expression, says) => {
    expect(problemsOf(`{{ ${expression} }}`)).toEqual([expect.stringContaining(says)]);
  });
});

describe('texts', () => {
  it.each([
    ['print "a" 1 2 "b" .nothing', 'a1 2b'],
    ['println 1 "a"', '1 a\n'],
    ['quote "a" .nothing 1', '"a" "1"'],
    ['squote "a" "b"', "'a' 'b'"],
    ['title "two words, it\'s"', "Two Words, It's"],
    ['trim " \\t x \\u00a0\\n"', 'x'],
    ['trimAll "-=" "-=x=-"', 'x'],
    ['trimPrefix "v" "v1.2"', '1.2'],
    ['trimPrefix "x" "v1.2"', 'v1.2'],
    ['trimSuffix ".yaml" "a.yaml"', 'a'],
    ['trimSuffix ".yaml" "a"', 'a'],
    ['nospace " a b\\n"', 'ab'],
    ['contains "b" "abc"', 'true'],
    ['hasPrefix "a" "abc"', 'true'],
    ['hasSuffix "a" "abc"', 'false'],
    ['replace "a" "b" "banana"', 'bbnbnb'],
    ['replace "" "-" "ab"', '-a-b-'],
    ['repeat 3 "ab"', 'ababab'],
    ['repeat -1 "ab"', ''],
    ['trunc 2 .text', 'Äh'],
    ['trunc -1 .text', '🚀'],
    ['substr -5 2 "abc"', 'ab'],
    ['substr 1 -1 "abc"', 'bc'],
    ['substr 1 99 "abc"', 'bc'],
    ['join "-" (list 1 "a" true)', '1-a-true'],
    ['splitList "." "a.b" | toJson', '["a","b"]'],
    ['splitList "" "ab" | toJson', '["a","b"]'],
    ['b64dec (b64enc .text)', 'Ähre 🚀'],
    ['sha256sum ""', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['toString 5 | quote', '"5"'],
  ])('%s', (expression, expected) => {
    expect(renderText(`{{ ${expression} }}`, { values })).toBe(expected);
  });

  it.each([
    ['indent -1 "a"', 'cannot be negative'],
    ['b64dec "?"', 'not base64'],
    ['b64dec "/w=="', 'does not hold a text'],
    ['print .map', ''],
    ['join "," (list .map)', ''],
    ['upper 5', ''],
  ])('%s is refused', (expression, says) => {
    expect(problemsOf(`{{ ${expression} }}`)).toEqual([expect.stringContaining(says)]);
  });
});

describe('numbers', () => {
  it.each([
    ['add 1 2 "3" true', '7'],
    ['mul 2 3 4', '24'],
    ['max 1 3 2', '3'],
    ['min 2 1 3', '1'],
    ['sub 5 7', '-2'],
    ['div -7 2', '-3'],
    ['mod -7 2', '-1'],
    ['add1 .ratio', '3'],
    ['int "0x10"', '16'],
    ['int64 .ratio', '2'],
    ['float64 2 | printf "%.1f"', '2.0'],
    ['until -2 | toJson', '[0,-1]'],
    ['untilStep 0 10 4 | toJson', '[0,4,8]'],
    ['untilStep 3 0 -2 | toJson', '[3,1]'],
    ['untilStep 3 0 2 | toJson', '[]'],
  ])('%s', (expression, expected) => {
    expect(renderText(`{{ ${expression} }}`, { values })).toBe(expected);
  });

  it.each([
    ['div 1 0', 'divided by zero'],
    ['mod 1 0', 'divided by zero'],
    ['add 9223372036854775807 1', 'does not fit 64 bits'],
    ['untilStep 0 1 0', 'leads nowhere'],
    ['int 1e300', ''],
    ['add "x" 1', ''],
  ])('%s is refused', (expression, says) => {
    expect(problemsOf(`{{ ${expression} }}`)).toEqual([expect.stringContaining(says)]);
  });
});

describe('literals', () => {
  it.each([
    ['0b101', '5'],
    ['0o17', '15'],
    ['017', '15'],
    ['1_000', '1000'],
    ['0x_ff', '255'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['"\\x41\\u00e9\\U0001F680\\101\\t"', 'Aé🚀A\t'],
    ["'a'", '97'],
  ])('%s', (literal, expected) => {
    expect(renderText(`{{ ${literal} }}`, { values })).toBe(expected);
  });

  it.each(['"\\q"', '"\\ud800"', '"\\xff"', '089', '1__0', '99999999999999999999', '1e999', "'ab'"])(
    '%s is refused',
    (literal) => {
      expect(problemsOf(`{{ ${literal} }}`).length).toBeGreaterThan(0);
    },
  );
});

/** One text per problem; none for a template that renders. */
function problemsOf(text: string): readonly string[] {
  const result = render(text, { values });
  return 'text' in result ? [] : result;
}
