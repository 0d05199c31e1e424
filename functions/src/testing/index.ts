export { FakeGithub, type FakeGithubOptions } from './fake-github.ts';
export { type FixtureFile, type GitFixture, startGitFixture } from './git-fixture.ts';
