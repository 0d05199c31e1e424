import { describe, expect, it } from 'vitest';
import { isLoopback } from './loopback.ts';

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', '::1', '127.0.0.1', '127.255.0.9'])('is true for %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['127.example.com', '127.1', '127.0.0.256', 'localhost.example.com', '0.0.0.0', '::', '10.0.0.1', ''])(
    'is false for %j',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
