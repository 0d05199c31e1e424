import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createServiceAccountKey } from '@fleetwright/omni-core';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram, describeFailure } from './program.ts';

interface Exit {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as main.ts runs it, asked to stop at once. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Exit> {
  const output = { stdout: '', stderr: '' };
  const write = {
    writeOut(text: string) {
      output.stdout += text;
    },
    writeErr(text: string) {
      output.stderr += text;
    },
  };
  const program = createProgram({ env, stopped: Promise.resolve() });
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput(write);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: 0, ...output };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, ...output };
    const { text, exitCode } = describeFailure(error);
    return { code: exitCode, ...output, stderr: output.stderr + text };
  }
}

async function key(): Promise<string> {
  return (await createServiceAccountKey({ name: 'test' })).serviceAccountKey;
}

describe('omni-mcp', () => {
  it('explains itself', async () => {
    const [help, serve, version] = await Promise.all([run(['--help']), run(['serve', '--help']), run(['--version'])]);

    for (const word of ['--access', '--confirm', 'OMNI_ENDPOINT', 'OMNI_SERVICE_ACCOUNT_KEY', 'Examples:']) {
      expect(help.stdout).toContain(word);
    }
    expect(serve.stdout).toContain('--host');
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    ['no endpoint', [], {}, 78, 'OMNI_ENDPOINT'],
    ['no key', ['--endpoint', 'https://omni.example.com'], {}, 78, 'OMNI_SERVICE_ACCOUNT_KEY'],
    [
      'a key that is none',
      ['--endpoint', 'https://omni.example.com'],
      { OMNI_SERVICE_ACCOUNT_KEY: 'c2VjcmV0LWNhbmFyeQ==' },
      78,
      'omni-mcp: ',
    ],
    ['an access level that is none', ['--access', 'root'], {}, 1, 'read, operate, destroy'],
    ['a tool that is none', ['--tools', 'omni_list,omni_nothing'], {}, 1, 'omni_nothing'],
    ['a port that is none', ['serve', '--port', 'http'], {}, 1, '65535'],
  ] as const)('refuses %s with a hint and keeps stdout clean', async (_what, args, env, code, text) => {
    const exit = await run(args, env);

    expect(exit).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(exit.stderr).not.toMatch(/secret-canary|c2VjcmV0| {4}at /);
  });

  it('does not listen for everybody without a token', async () => {
    const env = { OMNI_ENDPOINT: 'https://omni.example.com', OMNI_SERVICE_ACCOUNT_KEY: await key() };

    const [open, weak] = await Promise.all([
      run(['serve', '--host', '0.0.0.0', '--port', '0'], env),
      run(['serve', '--port', '0'], { ...env, OMNI_MCP_TOKEN: 'short' }),
    ]);

    expect(open).toMatchObject({ code: 78, stderr: expect.stringContaining('OMNI_MCP_TOKEN') });
    expect(weak).toMatchObject({ code: 78, stderr: expect.stringContaining('24 characters') });
  });

  it('ends when the client closes its input', async () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const env = { OMNI_ENDPOINT: 'https://omni.example.com', OMNI_SERVICE_ACCOUNT_KEY: await key() };
    const child = spawn(process.execPath, ['--conditions=fleetwright-source', main], { env, stdio: 'pipe' });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stdin.end();

    const [code] = await once(child, 'exit');

    expect([code, stdout]).toEqual([0, '']);
  });
});
