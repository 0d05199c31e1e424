import { describe, expect, it } from 'vitest';
import { comparable, outputOf, recordedOutput, type TemplateCase, templateCases } from './template-case.ts';

/**
 * These need the published schema of Talos, which is not ours to ship: `npm run interop` runs all 98 with it.
 */
const NEED_SCHEMA = ['i23-patch-unknown-key', 'i26-patch-unknown-kind', 'i28-patch-wrong-types'];

const needsSchema = ({ name }: TemplateCase) => NEED_SCHEMA.includes(name);

describe('golden templates', () => {
  it('are the 98 recorded cases', () => {
    expect(templateCases).toHaveLength(98);
  });

  describe.each(templateCases.filter((golden) => !needsSchema(golden)))('$name', (golden) => {
    it.each(['validate', 'render'] as const)('answers %s as omnictl does', async (command) => {
      const expected = recordedOutput(golden, command);

      const actual = await outputOf(golden, command);

      expect(comparable(actual.stderr, golden)).toBe(comparable(expected.stderr, golden));
      expect(actual.stdout).toBe(expected.stdout);
    });
  });

  it('leave out only what the schema of Talos decides', () => {
    const left = templateCases.filter(needsSchema);

    expect(left).toHaveLength(NEED_SCHEMA.length);
    expect(left.filter(({ features }) => !features.includes('talos-config'))).toEqual([]);
  });
});
