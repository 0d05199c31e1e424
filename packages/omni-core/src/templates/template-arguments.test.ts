import { describe, expect, it } from 'vitest';
import { parseTemplateArguments } from './template-arguments.ts';

describe('parseTemplateArguments', () => {
  it('reads flags in every spelling omnictl takes', () => {
    const plain = parseTemplateArguments('sync', ['-f', 'a.yaml', '--allowed-dir', '..', '-v', '-d']);

    expect(plain).toMatchObject({ file: 'a.yaml', allowedDirectory: '..', verbose: true, dryRun: true });
    expect(parseTemplateArguments('sync', ['--file=a.yaml', '--allowed-dir=..', '-vd'])).toEqual(plain);
    expect(parseTemplateArguments('sync', ['-fa.yaml', '--allowed-dir', '..', '-dv'])).toEqual(plain);
    expect(parseTemplateArguments('status', ['-f', 'a', '-q', '-w', '5m'])).toMatchObject({ quiet: true, wait: '5m' });
  });

  it('takes the last of a flag given twice, and the usual root when none is given', () => {
    const twice = parseTemplateArguments('validate', ['-f', 'a', '--file', 'b']);

    expect(twice).toMatchObject({ file: 'b', allowedDirectory: './', verbose: false });
  });

  // What the real omnictl answers to these; the interop stage asks it again.
  it.each([
    [[], 'required flag(s) "file" not set'],
    [['-f'], "flag needs an argument: 'f' in -f"],
    [['--file'], 'flag needs an argument: --file'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-qz'], "unknown shorthand flag: 'q' in -qz"],
    [['-f', 'a', '-d'], "unknown shorthand flag: 'd' in -d"],
    [['--bogus=1', 'x'], 'unknown flag: --bogus'],
    [['---x'], 'bad flag syntax: ---x'],
    [['--=x'], 'bad flag syntax: --=x'],
    [['-f', 'a', 'extra', 'b'], 'unknown command "extra" for "omnictl cluster template validate"'],
    [['extra'], 'unknown command "extra" for "omnictl cluster template validate"'],
    [['--', 'a'], 'unknown command "a" for "omnictl cluster template validate"'],
    [['--__proto__'], 'unknown flag: --__proto__'],
  ])('refuses %j', (args, message) => {
    expect(() => parseTemplateArguments('validate', args)).toThrow(message);
  });
});
