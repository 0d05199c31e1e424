import type { Metadata } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';
import type { Findings } from './resource-problem.ts';

/** The part of a resource that rules look at. */
export interface RuleSubject<Spec = unknown> {
  readonly metadata: Pick<Metadata, 'id' | 'labels' | 'annotations'>;
  readonly spec: Spec;
}

/** A resource that is stored already. */
export interface KnownResource<Spec = unknown> extends RuleSubject<Spec> {
  readonly metadata: Pick<Metadata, 'id' | 'labels' | 'annotations' | 'phase'>;
}

/** The resources a server has, each in the namespace of its type. What is not found does not exist. */
export interface ResourceLookup {
  /** The resource of an id. */
  find<Spec>(type: ResourceType<Spec>, id: string): KnownResource<Spec> | undefined;
  /** All resources of a type. */
  list<Spec>(type: ResourceType<Spec>): readonly KnownResource<Spec>[];
}

/** What a rule may know besides the resource itself. */
export interface RuleContext {
  /** Release of Omni whose rules apply. */
  readonly target: YamlTarget;
  /** The server's time. */
  readonly now: Date;
  /** The other resources; rules about them are left out without it. */
  readonly lookup: ResourceLookup | undefined;
}

/** Rules of one type. */
export interface TypeRules<Spec> {
  readonly create?: (next: RuleSubject<Spec>, context: RuleContext) => Findings;
  /** @default the rules for a new one */
  readonly update?: (current: RuleSubject<Spec>, next: RuleSubject<Spec>, context: RuleContext) => Findings;
  /** Of a teardown and of a removal. @default nothing is in the way */
  readonly remove?: (current: RuleSubject<Spec>, context: RuleContext) => Findings;
}
