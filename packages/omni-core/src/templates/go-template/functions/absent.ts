/** Functions that Helm or Sprig have and templates here do not, with the reason or what to write instead. */
const REASONS: readonly (readonly [reason: string, names: string])[] = [
  ['a template reads nothing but its values', 'env expandenv lookup getHostByName osBase osDir osExt osClean osIsAbs'],
  [
    'a template makes the same text every time; pass the time as a value',
    'now date dateInZone date_in_zone dateModify date_modify mustDateModify ago duration durationRound unixEpoch ' +
      'toDate mustToDate htmlDate htmlDateInZone',
  ],
  [
    'a template makes the same text every time; pass what is random as a value',
    'randAlpha randAlphaNum randAscii randNumeric randBytes randInt uuidv4 shuffle genPrivateKey genCA genCAWithKey ' +
      'genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey bcrypt htpasswd derivePassword ' +
      'encryptAES decryptAES',
  ],
  [
    'a pattern can take for ever; use contains, hasPrefix, splitList or replace',
    'regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit mustRegexMatch mustRegexFind ' +
      'mustRegexFindAll mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit regexQuoteMeta',
  ],
  ['values cannot be changed; make new ones with dict, merge, pick or omit', 'set unset push'],
  ['texts of values are never evaluated; use include', 'tpl'],
  ['this text is YAML, and not HTML, JavaScript or a URL', 'html js urlquery'],
];

const ABSENT: ReadonlyMap<string, string> = new Map(
  REASONS.flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason] as const)),
);

/** Why there is no function of this name, when there is more to say than that there is none. */
export function whyAbsent(name: string): string | undefined {
  return ABSENT.get(name);
}
