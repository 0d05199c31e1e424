export type { FakeGitHostOptions } from './fake-git-host.ts';
export { FakeGithub } from './fake-github.ts';
export { type FixtureFile, type GitFixture, startGitFixture } from './git-fixture.ts';
