// Property tests look for new inputs on every run of a developer. A check that judges a commit must not fail for what
// another commit did, so there they take the same inputs every time; `FAST_CHECK_SEED` chooses others.
const seed = process.env['FAST_CHECK_SEED'] ?? (process.env['CI'] ? '20261123' : undefined);

if (seed !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(seed) });
}
