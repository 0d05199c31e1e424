import { isOmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ComposeOptions, Composition } from './compose/compose-template.ts';
import type { TemplateSource } from './compose/template-source.ts';
import type { ExportOptions } from './export/export-template.ts';
import type { LoadTemplateOptions } from './load-template.ts';
import type { ApplyPlanOptions } from './plan/apply-plan.ts';
import type { GuardId } from './plan/guard.ts';
import type { Plan } from './plan/plan.ts';
import type { PlanDeleteOptions } from './plan/plan-delete.ts';
import type { PlanDocument } from './plan/plan-document.ts';
import type { PlanSyncOptions } from './plan/plan-sync.ts';
import type { ApplyOptions, ApplyReport } from './sync/carry-out.ts';
import { DEFAULT_TARGET, type TemplateTarget, targetForServer } from './target.ts';
import { clusterNameOf, type Template } from './template.ts';

/** Options of planning and applying in one go. `timeoutMs` limits the applying. */
export interface SyncOptions extends ApplyPlanOptions, Omit<PlanSyncOptions, keyof CallOptions> {
  /**
   * The plan somebody looked at, or its hash. Only that is carried out, or what is left of it after an apply that was
   * broken off; of a plan that is given by its hash nothing may be done yet.
   * @default whatever has to be done
   */
  readonly reviewed?: PlanDocument | string | undefined;
}

/** Options of deleting a cluster. `timeoutMs` limits the applying. */
export interface DeleteOptions extends ApplyPlanOptions, Omit<PlanDeleteOptions, keyof CallOptions> {}

/** How templates are planned against one Omni. */
export interface TemplatesOptions {
  /**
   * Key of the fingerprints that stand for secrets in plans, at least 16 bytes.
   * @default random, the same for the whole process
   */
  readonly fingerprintKey?: Uint8Array | undefined;
}

/**
 * Cluster templates against one Omni.
 *
 * The engine and the YAML library are imported by the first call that needs them: a Lambda that only enqueues, or a
 * client that only reads, starts without them.
 */
export class Templates {
  readonly #state: State;
  readonly #fingerprintKey: Uint8Array | undefined;
  #target: Promise<TemplateTarget> | undefined;

  constructor(state: State, { fingerprintKey }: TemplatesOptions = {}) {
    this.#state = state;
    this.#fingerprintKey = fingerprintKey;
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

  /**
   * What a sync would do, what that does to the machines, and what it is stopped for. `isPlanEmpty` tells whether Omni
   * has drifted from the template. See `planSync`.
   */
  async plan(template: Template, options: PlanSyncOptions = {}): Promise<Plan> {
    const { planSync } = await import('./plan/plan-sync.ts');
    return await planSync(template, this.#state, { fingerprintKey: this.#fingerprintKey, ...options });
  }

  /** Carries a plan out, if Omni still holds what it was made from. See `applyPlan`. */
  async apply(plan: Plan, options: ApplyPlanOptions = {}): Promise<ApplyReport> {
    const { applyPlan } = await import('./plan/apply-plan.ts');
    return await applyPlan(plan, this.#state, options);
  }

  /**
   * Plans and applies at once: what others do in between is found at the resource it concerns.
   * @throws {PlanGuardedError} naming the guards that are not allowed
   * @throws {PlanStaleError} when the plan is not the one that was reviewed
   * @throws {ApplyError} when it stops half way
   */
  async sync(template: Template, options: SyncOptions = {}): Promise<ApplyReport> {
    const { strict, deletionLimit, previous, fingerprintKey, now, reviewed, allow, ...apply } = options;
    const plan = await this.plan(template, {
      ...(strict !== undefined && { strict }),
      ...(deletionLimit && { deletionLimit }),
      ...(previous && { previous }),
      ...(fingerprintKey && { fingerprintKey }),
      ...(now && { now }),
      ...(apply.signal && { signal: apply.signal }),
    });
    return await this.#carryOut(plan, reviewed, allow, apply);
  }

  /**
   * What a sync would change, as unified diffs. Empty when nothing. Patches are printed in full, secrets included;
   * `Plan.diff` hides them.
   */
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
    const {
      destroyDisconnectedMachines = false,
      target,
      allow,
      fingerprintKey = this.#fingerprintKey,
      ...apply
    } = options;
    const call = apply.signal && { signal: apply.signal };
    const { planDelete } = await import('./plan/plan-delete.ts');
    const plan = await planDelete(typeof cluster === 'string' ? cluster : clusterNameOf(cluster), this.#state, {
      destroyDisconnectedMachines,
      fingerprintKey,
      target: target ?? (typeof cluster === 'string' ? await this.target(call) : cluster.target),
      ...call,
    });
    return await this.#carryOut(plan, undefined, allow, apply);
  }

  async #carryOut(
    plan: Plan,
    reviewed: PlanDocument | string | undefined,
    allow: readonly GuardId[] | undefined,
    options: ApplyOptions,
  ): Promise<ApplyReport> {
    const [{ requireRestOf }, { requireAllowed }, { carryOut }] = await Promise.all([
      import('./plan/apply-plan.ts'),
      import('./plan/plan-errors.ts'),
      import('./sync/carry-out.ts'),
    ]);
    if (reviewed !== undefined) requireRestOf(plan, reviewed);
    requireAllowed(plan, allow);
    return await carryOut(plan, this.#state, options);
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
