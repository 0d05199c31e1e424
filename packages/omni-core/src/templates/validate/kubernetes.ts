import { goQuote } from '../go-format.ts';
import { type HealthCheck, healthCheckName, type Manifest, manifestName } from '../model/kubernetes.ts';
import { type Problem, wrapped } from '../problem.ts';
import { checkExists, type ValidationContext } from './context.ts';
import { checkDescriptors } from './descriptors.ts';

/** Everything wrong with the manifests, printed one after another as a single point. */
export function checkManifests(manifests: readonly Manifest[], context: ValidationContext): Problem[] {
  const seen = new Set<string>();
  return asLines(
    manifests.flatMap((manifest) => {
      const problems = checkManifest(manifest, context);
      if (problems.length > 0) return problems;
      const name = manifestName(manifest);
      if (!seen.has(name)) return seen.add(name) && [];
      return [{ text: `duplicate manifest name ${goQuote(name)}` }];
    }),
  );
}

/** Everything wrong with the health checks, printed one after another as a single point. */
export function checkHealthChecks(checks: readonly HealthCheck[], context: ValidationContext): Problem[] {
  const seen = new Set<string>();
  return asLines(
    checks.flatMap((check): Problem[] => {
      const problems = checkHealthCheck(check, context);
      if (problems.length > 0) return [{ causes: problems }];
      const name = healthCheckName(check);
      if (!seen.has(name)) return seen.add(name) && [];
      return [{ text: `duplicate healthcheck ${goQuote(name)}` }];
    }),
  );
}

function checkManifest(manifest: Manifest, context: ValidationContext): Problem[] {
  const { file, inline, mode } = manifest;
  const name = manifestName(manifest);
  const problems: Problem[] = [];
  if (name === '') problems.push({ text: 'kubernetes manifest name is empty' });
  if (mode === undefined) problems.push({ text: `kubernetes manifest ${goQuote(name)} mode is not set` });
  if (file !== '' && inline !== undefined) problems.push({ text: 'path and inline are mutually exclusive' });
  if (file === '' && inline === undefined) problems.push({ text: 'path or inline is required' });
  if (file !== '') problems.push(...checkExists(file, context));
  const about = `kubernetes manifest ${goQuote(name)} descriptors validation failed`;
  return [...problems, ...wrapped(about, checkDescriptors(manifest))];
}

function checkHealthCheck(check: HealthCheck, context: ValidationContext): Problem[] {
  const { file, job } = check;
  const name = healthCheckName(check);
  if (name === '') return [{ text: 'either name or idOverride is required for a healthcheck' }];
  const problems = checkDescriptors(check);
  const about = `healthcheck ${goQuote(name)}`;
  if (file !== '' && job !== undefined) problems.push({ text: `${about}: job and file are mutually exclusive` });
  else if (file === '' && job === undefined) problems.push({ text: `${about}: job or file is required` });
  else if (file !== '') {
    problems.push(...checkExists(file, context).map(({ text }) => ({ text: `${about}: ${text ?? ''}` })));
  }
  return problems;
}

function asLines(problems: readonly Problem[]): Problem[] {
  return problems.length === 0 ? [] : [{ causes: problems, layout: 'lines' }];
}
