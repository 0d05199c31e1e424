import { isOmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ComposeOptions, Composition } from './compose/compose-template.ts';
import type { TemplateSource } from './compose/template-source.ts';
import type { ExportOptions } from './export/export-template.ts';
import type { LoadTemplateOptions } from './load-template.ts';
import type { ApplyOptions, ApplyReport } from './sync/apply-plan.ts';
import type { PlanDeleteOptions } from './sync/plan-delete.ts';
import type { PlanSyncOptions } from './sync/plan-sync.ts';
import type { SyncPlan } from './sync/steps.ts';
import { DEFAULT_TARGET, type TemplateTarget, targetForServer } from './target.ts';
import { clusterNameOf, type Template } from './template.ts';

/** Options of planning and applying in one go. `timeoutMs` limits the applying. */
export interface SyncOptions extends ApplyOptions, Pick<PlanSyncOptions, 'adoptForeign'> {}

/** Options of deleting a cluster. `timeoutMs` limits the applying. */
export interface DeleteOptions extends ApplyOptions, Omit<PlanDeleteOptions, keyof CallOptions> {}

/**
 * Cluster templates against one Omni.
 *
 * The engine and the YAML library are imported by the first call that needs them: a Lambda that only enqueues, or a
 * client that only reads, starts without them.
 */
export class Templates {
  readonly #state: State;
  #target: Promise<TemplateTarget> | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  /** Loads a template for the Omni that is connected. See `loadTemplate`. */
  async load(text: string, options: LoadTemplateOptions): Promise<Template> {
    const { signal } = options;
    const { loadTemplate } = await import('./load-template.ts');
    return await loadTemplate(text, { target: await this.target(signal && { signal }), ...options });
  }

  /** Puts a template together for the Omni that is connected. See `composeTemplate`. */
  async compose(base: TemplateSource, options: ComposeOptions): Promise<Composition> {
    const { signal } = options;
    const { composeTemplate } = await import('./compose/compose-template.ts');
    return await composeTemplate(base, { target: await this.target(signal && { signal }), ...options });
  }

  /** What the connected Omni is, asked once. One that does not say is taken for the usual one. */
  async target(options: CallOptions = {}): Promise<TemplateTarget> {
    this.#target ??= this.#askTarget(options);
    return await this.#target.catch((error: unknown) => {
      this.#target = undefined;
      throw error;
    });
  }

  /** What a sync would do. `isPlanEmpty` tells whether Omni has drifted from the template. See `planSync`. */
  async plan(template: Template, options: PlanSyncOptions = {}): Promise<SyncPlan> {
    const { planSync } = await import('./sync/plan-sync.ts');
    return await planSync(template, this.#state, options);
  }

  /** Carries a plan out. See `applyPlan`. */
  async apply(plan: SyncPlan, options: ApplyOptions = {}): Promise<ApplyReport> {
    const { applyPlan } = await import('./sync/apply-plan.ts');
    return await applyPlan(plan, this.#state, options);
  }

  /** Plans and applies. */
  async sync(template: Template, options: SyncOptions = {}): Promise<ApplyReport> {
    const { adoptForeign = false, ...apply } = options;
    const plan = await this.plan(template, { adoptForeign, ...(apply.signal && { signal: apply.signal }) });
    return await this.apply(plan, apply);
  }

  /** What a sync would change, as unified diffs. Empty when nothing. Patches are printed in full, secrets included. */
  async diff(template: Template, options: PlanSyncOptions = {}): Promise<string> {
    const { diffPlan } = await import('./sync/print-plan.ts');
    return diffPlan(await this.plan(template, options));
  }

  /**
   * Deletes a cluster, given by name or by its template, and waits until it is gone.
   * @throws {TemplateInvalidError} for a template that breaks a rule, `ApplyError` when it stops half way
   */
  async delete(cluster: string | Template, options: DeleteOptions = {}): Promise<ApplyReport> {
    if (typeof cluster !== 'string') {
      const { validateTemplate } = await import('./validate-template.ts');
      validateTemplate(cluster);
    }
    const { destroyDisconnectedMachines = false, target, ...apply } = options;
    const call = apply.signal && { signal: apply.signal };
    const { planDelete } = await import('./sync/plan-delete.ts');
    const plan = await planDelete(typeof cluster === 'string' ? cluster : clusterNameOf(cluster), this.#state, {
      destroyDisconnectedMachines,
      target: target ?? (typeof cluster === 'string' ? await this.target(call) : cluster.target),
      ...call,
    });
    return await this.apply(plan, apply);
  }

  /**
   * The template an existing cluster could have been made from, as text. See `exportTemplate` for what is lost.
   * @throws {OmniError} `not_found`, `template_invalid`
   */
  async export(cluster: string, options: ExportOptions = {}): Promise<string> {
    const { signal } = options;
    const target = options.target ?? (await this.target(signal && { signal }));
    const [{ exportTemplate }, { printTemplate }] = await Promise.all([
      import('./export/export-template.ts'),
      import('./export/print-template.ts'),
    ]);
    return printTemplate(await exportTemplate(cluster, this.#state, { ...options, target }));
  }

  async #askTarget(options: CallOptions): Promise<TemplateTarget> {
    try {
      const version = await this.#state.find(types.SysVersion, 'current', options);
      return version === undefined ? DEFAULT_TARGET : targetForServer(version.spec.backendVersion);
    } catch (error) {
      if (isOmniError(error, 'access_denied')) return DEFAULT_TARGET;
      throw error;
    }
  }
}
