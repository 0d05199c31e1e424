import { goQuote } from '../go-format.ts';

export interface ParsedVersion {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Empty for a release. */
  readonly prerelease: string;
}

/** A version, or why a text is none, in the words of the Go library omnictl uses. */
export type VersionResult = { readonly version: ParsedVersion } | { readonly reason: string };

const UINT64_MAX = 2n ** 64n - 1n;

/** Reads a version leniently: a leading `v`, leading zeros and missing parts are fine. */
export function parseTolerantVersion(text: string): VersionResult {
  const parts = splitOnce(text.trim().replace(/^v/, ''), '.', 3).map(stripZeros);
  if (parts.length < 3) {
    if (/[+-]/.test(parts.at(-1) ?? '')) return { reason: 'Short version cannot contain PreRelease/Build meta data' };
    while (parts.length < 3) parts.push('0');
  }
  return parseStrict(parts);
}

/** True when a version comes before a release. */
export function isBefore(version: ParsedVersion, major: bigint, minor: bigint, patch: bigint): boolean {
  if (version.major !== major) return version.major < major;
  if (version.minor !== minor) return version.minor < minor;
  if (version.patch !== patch) return version.patch < patch;
  return version.prerelease !== '';
}

function parseStrict(parts: readonly string[]): VersionResult {
  const [majorText = '', minorText = '', rest = ''] = parts;
  const [beforeBuild = '', build] = splitOnce(rest, '+', 2);
  const [patchText = '', prerelease] = splitOnce(beforeBuild, '-', 2);
  const reason =
    checkNumber(majorText, 'Major', 'major') ??
    checkNumber(minorText, 'Minor', 'minor') ??
    checkNumber(patchText, 'Patch', 'patch') ??
    checkIdentifiers(prerelease, 'Prerelease is empty', 'prerelease') ??
    checkIdentifiers(build, 'Build meta data is empty', 'build meta data');
  if (reason !== undefined) return { reason };
  const version = {
    major: BigInt(majorText),
    minor: BigInt(minorText),
    patch: BigInt(patchText),
    prerelease: prerelease ?? '',
  };
  return { version };
}

function checkNumber(text: string, title: string, name: string): string | undefined {
  if (!/^\d*$/.test(text)) return `Invalid character(s) found in ${name} number ${goQuote(text)}`;
  if (/^0\d/.test(text)) return `${title} number must not contain leading zeroes ${goQuote(text)}`;
  if (text === '') return `strconv.ParseUint: parsing "": invalid syntax`;
  if (BigInt(text) > UINT64_MAX) return `strconv.ParseUint: parsing ${goQuote(text)}: value out of range`;
  return undefined;
}

function checkIdentifiers(text: string | undefined, empty: string, name: string): string | undefined {
  for (const identifier of text?.split('.') ?? []) {
    if (identifier === '') return empty;
    if (!/^[0-9A-Za-z-]+$/.test(identifier)) return `Invalid character(s) found in ${name} ${goQuote(identifier)}`;
    if (name === 'prerelease' && /^0\d+$/.test(identifier)) {
      return `Numeric PreRelease version must not contain leading zeroes ${goQuote(identifier)}`;
    }
  }
  return undefined;
}

function stripZeros(part: string): string {
  if (part.length <= 1) return part;
  const stripped = part.replace(/^0+/, '');
  return /^\d/.test(stripped) ? stripped : `0${stripped}`;
}

/** Splits at the first separators only, as Go's SplitN does. */
function splitOnce(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}
