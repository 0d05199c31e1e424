import { describe, expect, it } from 'vitest';
import { parseMachineLogLine, printDmesgLine, printZapLine } from './machine-log-record.ts';

describe('a line of a machine log', () => {
  it('is taken apart and shown as dmesg and as zap do', () => {
    const line = JSON.stringify({
      clock: 12_000_345,
      facility: 'kern',
      msg: 'one\ntwo\n',
      priority: 'info',
      seq: 7,
      'talos-level': 'info',
      'talos-time': '2026-01-02T03:04:05.678Z',
    });

    const record = parseMachineLogLine(line);

    expect(record).toEqual({
      time: new Date('2026-01-02T03:04:05.678Z'),
      clockUs: 12_000_345,
      facility: 'kern',
      priority: 'info',
      level: 'info',
      message: 'one\ntwo',
      sequence: 7,
    });
    expect(record && printDmesgLine(record)).toBe('[   12.000345] kern: one\n[   12.000345] two');
    expect(record && printZapLine(record)).toBe(
      '2026-01-02T03:04:05.678Z\tINFO\tone\ntwo\t{"clock":12000345,"facility":"kern","priority":"info","seq":7}',
    );
  });

  it('may be something else', () => {
    expect(parseMachineLogLine('plain text')).toBeUndefined();
    expect(parseMachineLogLine('1')).toBeUndefined();
    expect(parseMachineLogLine('{}')).toMatchObject({ time: undefined, message: '', clockUs: 0 });
  });
});
