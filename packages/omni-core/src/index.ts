/**
 * The whole library: client, resources, cluster templates, printing, and everything they are made of.
 *
 * @packageDocumentation
 * @module omni-core
 */

import * as cosiResourceMeta from './wire/gen/cosi-resource-meta.ts';
import * as management from './wire/gen/management.ts';
import * as specs from './wire/gen/specs.ts';

export { ACCESS_POLICY_ID, type AccessPolicy } from './access-policies/access-policy-spec.ts';
export { type ApplyAccessPolicyOptions, applyAccessPolicy } from './access-policies/apply-access-policy.ts';
export { type Access, type AccessQuestion, evaluateAccess } from './access-policies/evaluate-access.ts';
export type { PolicyRole } from './access-policies/policy-role.ts';
export { type AccessPolicyTestResult, testAccessPolicy } from './access-policies/test-access-policy.ts';
export { type AccessPolicyIssue, validateAccessPolicy } from './access-policies/validate-access-policy.ts';
export type { Applied } from './apply/apply-resource.ts';
export { type ApplyResourcesOptions, applyResources } from './apply/apply-resources.ts';
export { type ResourceFile, readResourceFiles } from './apply/read-resource-files.ts';
export {
  createServiceAccountKey,
  type NewServiceAccountKey,
  type ServiceAccountKeyOptions,
} from './auth/create-service-account-key.ts';
export type { Credentials } from './auth/credentials.ts';
export type { RequestMetadata } from './auth/request-payload.ts';
export {
  createRequestSigner,
  type RequestSigner,
  type RequestSignerOptions,
  type SignatureHeaders,
} from './auth/request-signer.ts';
export { parseServiceAccountKey, printServiceAccountKey } from './auth/service-account-key.ts';
export type { SigningKey } from './auth/signing-key.ts';
export { type BuildClusterOptions, buildCluster } from './builders/build-cluster.ts';
export { type BuildConfigPatchOptions, buildConfigPatch, type MachineLevel } from './builders/build-config-patch.ts';
export {
  type BuildExtensionsConfigurationOptions,
  buildExtensionsConfiguration,
} from './builders/build-extensions-configuration.ts';
export { type BuildKernelArgsOptions, buildKernelArgs } from './builders/build-kernel-args.ts';
export {
  type BuildMachineClassOptions,
  buildMachineClass,
  type ProvisionedMachines,
} from './builders/build-machine-class.ts';
export { type BuildMachineSetOptions, buildMachineSet } from './builders/build-machine-set.ts';
export { type BuildMachineSetNodeOptions, buildMachineSetNode } from './builders/build-machine-set-node.ts';
export type { BuiltMetadata } from './builders/built-metadata.ts';
export { type MachineSetName, type MachineSetRole, machineSetId } from './builders/machine-set-name.ts';
export type { PartLevel } from './builders/part-level.ts';
export type { BulkItem, BulkOptions, ItemKey, Undone } from './bulk/bulk-options.ts';
export {
  type Deleted,
  type DeleteResourcesOptions,
  type DeletionTarget,
  deleteResources,
} from './bulk/delete-resources.ts';
export type { OmniClientOptions } from './client/client-options.ts';
export type { CheckFinding, CheckSubject, ConnectionCheck } from './client/connection-check.ts';
export { OmniClient } from './client/omni-client.ts';
export type { RenewCredentials } from './client/renewing-transport.ts';
export { Resources, type ResourcesOptions, type ResourcesToDelete, type TypeOrName } from './client/resources.ts';
export type { SelectorOption } from './client/selector-option.ts';
export { TemplateClient, type TemplateClientOptions } from './client/template-client.ts';
export type {
  ClusterReport,
  ControlPlaneCondition,
  MachineCounts,
  MachineReport,
  MachineSetReport,
  UpgradeReport,
} from './clusters/cluster-report.ts';
export { Clusters } from './clusters/clusters.ts';
export type { CreateClusterOptions } from './clusters/create-cluster.ts';
export type { DeleteClusterOptions } from './clusters/delete-cluster.ts';
export {
  type EtcdBackup,
  type EtcdBackupReport,
  EtcdBackups,
  type RestoreSpec,
  type WaitForBackupOptions,
} from './clusters/etcd-backups.ts';
export type { Allowance, AllowOptions } from './clusters/guards.ts';
export type { FindingSeverity, HealthFinding, HealthRule } from './clusters/health-finding.ts';
export type { ExistingCluster } from './clusters/import-cluster.ts';
export type { ScaleOptions } from './clusters/machine-sets.ts';
export type {
  ClusterFeatureToggles,
  LevelSettings,
  MachineClassAllocation,
  MachineSetStrategies,
  MachineSource,
  NewCluster,
  NewClusterFeatures,
  NewClusterMachine,
  NewControlPlane,
  NewWorkers,
} from './clusters/new-cluster.ts';
export { type ClusterTreeOptions, printClusterTree } from './clusters/print-cluster-tree.ts';
export type { RotatedSecret, RotationReport, RotationWaitOptions } from './clusters/secret-rotation.ts';
export type { UpgradePath } from './clusters/upgrade-path.ts';
export type { UpgradeComponent } from './clusters/upgrade-report.ts';
export type { PreChecks, StartUpgradeOptions, WaitForUpgradeOptions } from './clusters/upgrades.ts';
export type { WaitUntilReadyOptions } from './clusters/wait-until-ready.ts';
export { readConfigFile, writeConfigFile } from './config/config-file.ts';
export { type Endpoint, parseEndpoint } from './config/endpoint.ts';
export { credentialsFromEnvironment, type Environment, endpointFromEnvironment } from './config/environment.ts';
export type { Rename } from './config/free-name.ts';
export type { KubeconfigPart } from './config/kubeconfig-entries.ts';
export { isLoopback } from './config/loopback.ts';
export { mergeKubeconfigFile, mergeTalosconfigFile } from './config/merge-into-file.ts';
export {
  type KubeconfigRename,
  type MergedKubeconfig,
  type MergeKubeconfigOptions,
  mergeKubeconfig,
} from './config/merge-kubeconfig.ts';
export { type MergedTalosconfig, mergeTalosconfig } from './config/merge-talosconfig.ts';
export {
  addOmniconfigContext,
  EMPTY_OMNICONFIG,
  type MergedOmniconfig,
  mergeOmniconfig,
  type Omniconfig,
  type OmniconfigContext,
  omniconfigContext,
  parseOmniconfig,
  printOmniconfig,
  switchOmniconfigContext,
} from './config/omniconfig.ts';
export {
  type OmniconfigFile,
  type OmniconfigFileOptions,
  omniconfigPaths,
  readOmniconfig,
  writeOmniconfig,
} from './config/omniconfig-file.ts';
export {
  type ClusterDrift,
  DRIFT_CLASSES,
  type DriftClass,
  type DriftFailure,
  type DriftField,
  type DriftFinding,
  type DriftReport,
  type DriftSide,
  driftSummary,
  type IgnoredDrift,
  isDriftFree,
} from './drift/drift-report.ts';
export type { DriftSource, FindDriftOptions } from './drift/drift-source.ts';
export { findDrift } from './drift/find-drift.ts';
export { DRIFT_NOISE, type NoiseRule } from './drift/noise-rules.ts';
export { type DriftFormat, printDrift } from './drift/print-drift.ts';
export { driftReportOf } from './drift/report-of.ts';
export { BulkError, type BulkOutcome } from './errors/bulk-error.ts';
export {
  AccessError,
  CancelledError,
  CredentialsError,
  DeadlineError,
  ReadOnlyError,
  UnauthenticatedError,
  UnavailableError,
  WatchError,
} from './errors/call-errors.ts';
export { CursorError } from './errors/cursor-error.ts';
export { isOmniError, OmniError, type OmniErrorCode, type OmniErrorOptions } from './errors/omni-error.ts';
export { SelectorError } from './errors/selector-error.ts';
export {
  AlreadyExistsError,
  type ConflictCode,
  ConflictError,
  NotFoundError,
  ValidationError,
} from './errors/state-errors.ts';
export { Fleet } from './fleet/fleet.ts';
export {
  type FleetFailure,
  FleetPlan,
  type FleetPlanDocument,
  type FleetPlanItem,
  type FleetTemplate,
} from './fleet/fleet-plan.ts';
export type { ClusterHealth, FleetStatus, FleetStatusOptions } from './fleet/fleet-status.ts';
export { type PlanFleetOptions, planFleet } from './fleet/plan-fleet.ts';
export { printFleetPlan } from './fleet/print-fleet-plan.ts';
export { type InfraProvider, InfraProviders } from './infra-providers/infra-providers.ts';
export type { JoinTokenInfo, JoinTokenState, JoinTokenWarning } from './join-tokens/join-token-info.ts';
export {
  type EndTokenOptions,
  JoinTokens,
  type TokenChoice,
  type TokenConfigOptions,
} from './join-tokens/join-tokens.ts';
export { type CursorSealer, createCursorSealer, type Position } from './listing/cursor.ts';
export { type ListPageOptions, listPage, type Page } from './listing/list-page.ts';
export { type PageSlice, type SortOptions, slicePage, sortResources } from './listing/page.ts';
export { type ProjectedFields, type ProjectOptions, projectResources } from './listing/project.ts';
export { searchFilter } from './listing/search.ts';
export type { SortKey } from './listing/sort-key.ts';
export { fieldAt, pickFields, valueAt } from './listing/value-at.ts';
export { type KeyDirectoryOptions, keyDirectory } from './login/key-directory.ts';
export { type KeyOwner, type KeyStore, memoryKeyStore } from './login/key-store.ts';
export { type OpenInBrowserOptions, openInBrowser } from './login/open-in-browser.ts';
export type { OnLoginUrl } from './login/register-key.ts';
export {
  type TemporaryCredentialsOptions,
  temporaryUserCredentials,
  type UserCredentialsOptions,
  userCredentials,
} from './login/user-credentials.ts';
export { BareMetal, type PowerState } from './machines/bare-metal.ts';
export type { MachineConnection } from './machines/connection.ts';
export type { ListMachinesOptions } from './machines/find-machine.ts';
export type { Machine } from './machines/machine.ts';
export type { PendingChanges, PendingUpgrade } from './machines/machine-config.ts';
export type { InstallDisk } from './machines/machine-settings.ts';
export { type MachineManagement, Machines } from './machines/machines.ts';
export type { RemovalMode, RemovalReport, RemoveMachineOptions } from './machines/remove-machine.ts';
export type { ReplaceMachineOptions, ReplacementStep } from './machines/replace-machine.ts';
export type { AuditLogEntry, AuditLogSession } from './management/audit-log-entry.ts';
export type { AuditLogEventKind, AuditLogOptions, AuditLogOrder } from './management/audit-log-query.ts';
export type { BootAssetOptions, BootAssetUrl } from './management/boot-asset-url.ts';
export type { SchemaViolation } from './management/config-validation.ts';
export type { FollowAuditLogOptions } from './management/follow-audit-log.ts';
export type {
  BreakGlassKubeconfig,
  KubeconfigKind,
  OidcKubeconfig,
  ServiceAccountKubeconfig,
} from './management/kubeconfig-request.ts';
export type { UpgradePreChecks } from './management/kubernetes-upgrade-pre-checks.ts';
export type {
  CreateJoinTokenOptions,
  MachineJoinConfig,
  MachineJoinConfigOptions,
} from './management/machine-joining.ts';
export {
  type MachineLogRecord,
  parseMachineLogLine,
  printDmesgLine,
  printZapLine,
} from './management/machine-log-record.ts';
export type { MachineLogsOptions } from './management/machine-logs.ts';
export type { MaintenanceOperation } from './management/machine-maintenance.ts';
export {
  type KubeconfigOptions,
  Management,
  type ManagementOptions,
  type TalosconfigOptions,
} from './management/management.ts';
export type { InventoryPolicy, ManifestSyncEvent, ManifestSyncOptions } from './management/manifest-sync.ts';
export type { BundleTarget, SavedSupportBundle } from './management/save-support-bundle.ts';
export type { Schematic, SchematicOptions, SchematicOverlay } from './management/schematics.ts';
export {
  type CreateServiceAccountOptions,
  type IssuedServiceAccountKey,
  type KeyLifetime,
  type Role,
  type ServiceAccount,
  type ServiceAccountKeyInfo,
  ServiceAccounts,
} from './management/service-accounts.ts';
export type {
  DownloadSupportBundleOptions,
  SupportBundle,
  SupportBundleEncryption,
  SupportBundleEvent,
  SupportBundleOptions,
  SupportBundleProgress,
} from './management/support-bundle.ts';
export { Media, type MediaImageOptions } from './media/media.ts';
export type { MediaFormat, MediaImage } from './media/media-image.ts';
export type {
  MediaArchitecture,
  MediaBootloader,
  MediaPreset,
  MediaTarget,
  NewMediaPreset,
} from './media/media-preset.ts';
export type { OutputFormat } from './printing/output-format.ts';
export { printEvents, printResources } from './printing/print-resources.ts';
export type { PrintColumn, PrintResourcesOptions } from './printing/resource-printer.ts';
export { hasSecretId, mayHoldSecrets } from './redaction/classify-field.ts';
export { cleanText } from './redaction/clean-text.ts';
export type { ConfigTextOptions, HiddenPart } from './redaction/hidden-part.ts';
export { type JsonObject, type JsonValue, toJsonValue } from './redaction/json-value.ts';
export { redactLogText, redactLogValue } from './redaction/log-value.ts';
export { containsMarker, countMarkers, createMarker, type Marker } from './redaction/marker.ts';
export { withoutQuotedValues } from './redaction/quoted-yaml.ts';
export { redactConfigText } from './redaction/redact-config.ts';
export { type RedactedResource, type RedactOptions, redactId, redactResource } from './redaction/redact-resource.ts';
export { redactText, redactValue } from './redaction/redact-value.ts';
export { type ResourceChange, redactedDiff, redactedName } from './redaction/redacted-diff.ts';
export {
  readText,
  readTexts,
  type TextOptions,
  type TextSource,
  writeText,
} from './resources/compressed-text.ts';
export { ANNOTATIONS, LABELS } from './resources/label-names.ts';
export { newResource } from './resources/new-resource.ts';
export { parseResourcesYaml } from './resources/parse-resources-yaml.ts';
export {
  type EmptySpec,
  findResourceType,
  opaqueResourceType,
  resolveResourceType,
  types,
} from './resources/registry.ts';
export {
  describeResource,
  type Metadata,
  type NewResource,
  type Phase,
  type Resource,
  type ResourceDraft,
  UNSTORED_VERSION,
} from './resources/resource.ts';
export { draftOf, resourceFromDraft } from './resources/resource-draft.ts';
export type { ResourceType } from './resources/resource-type.ts';
export {
  type AccessLevel,
  type ResourceTypeInfo,
  type ResourceVerb,
  resourceTypeInfo,
  resourceTypeInfos,
} from './resources/resource-type-info.ts';
export { metadataFromWire, resourceFromWire, resourceToWire } from './resources/resource-wire.ts';
export { printResourcesYaml, printResourceYaml, type ResourceYamlOptions } from './resources/resource-yaml.ts';
export { decodeSpec, encodeSpec } from './resources/spec-codec.ts';
export type { SpecTreeOptions } from './resources/spec-tree.ts';
export { printSpecYaml, type SpecYamlOptions } from './resources/spec-yaml.ts';
export { resourceOf, type StoredResourceOptions, withMetadata } from './resources/stored-resource.ts';
export { dateOf, timestampOf } from './resources/timestamp.ts';
export type { YamlTarget } from './resources/yaml/yaml-target.ts';
export { type LabelConditions, label, type Quantity } from './selectors/label.ts';
export { parseSelector, parseSelectors } from './selectors/parse-selector.ts';
export { printSelector } from './selectors/print-selector.ts';
export { CachedState } from './state/cached-state.ts';
export type { WaitOptions } from './state/look-until.ts';
export { type LabelQuery, type LabelTerm, labelsEqual, type ResourceQuery } from './state/query.ts';
export { ReadCache, type ReadCacheOptions } from './state/read-cache.ts';
export { ReadOnlyState } from './state/read-only-state.ts';
export type {
  FreshOption,
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './state/state.ts';
export { StateClient, type StateClientOptions } from './state/state-client.ts';
export type { LogFields, Logger } from './telemetry/logger.ts';
export type { TelemetryOptions, TelemetryProviders } from './telemetry/telemetry-options.ts';
export {
  type ComposeOptions,
  type Composition,
  composeTemplate,
  type LayerRole,
} from './templates/compose/compose-template.ts';
export { type ExplainedValue, type Explanation, printExplanations } from './templates/compose/explain.ts';
export type { ValuesLayer, ValuesObject } from './templates/compose/load-values.ts';
export type { TemplateSource, TemplateText } from './templates/compose/template-source.ts';
export type { ValueInput } from './templates/compose/values-input.ts';
export { type ConfigPatchOptions, configPatchProblem } from './templates/config-patch-problem.ts';
export {
  TemplateFileError,
  type TemplateFileFailure,
  TemplateInvalidError,
  type TemplateIssue,
  TemplateLoadError,
} from './templates/errors.ts';
export { type ExportOptions, exportTemplate } from './templates/export/export-template.ts';
export { printTemplate } from './templates/export/print-template.ts';
export { type DirectoryFilesOptions, directoryFiles } from './templates/files/directory-files.ts';
export { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from './templates/limits.ts';
export { type LoadTemplateOptions, loadTemplate } from './templates/load-template.ts';
export { type LoadTemplateFileOptions, loadTemplateFile } from './templates/load-template-file.ts';
export {
  MachineConfigSchema,
  type MachineConfigSchemaOptions,
  machineConfigSchema,
} from './templates/machine-config/machine-config-schema.ts';
export { type ApplyPlanOptions, applyPlan, requireRestOf } from './templates/plan/apply-plan.ts';
export { canonicalJson } from './templates/plan/canonical-json.ts';
export { type Fingerprints, fingerprintsWith } from './templates/plan/fingerprint.ts';
export { GUARD_IDS, type GuardFinding, type GuardId, type GuardSeverity } from './templates/plan/guard.ts';
export { GUARDS, type Guard } from './templates/plan/guard-table.ts';
export { IMPACT_RULES, type ImpactRule } from './templates/plan/impact-rules.ts';
export { isRestOf } from './templates/plan/is-rest-of.ts';
export type {
  Certainty,
  ImpactKind,
  ImpactReason,
  MachineImpact,
  PlanImpact,
  RolloutStage,
} from './templates/plan/machine-impact.ts';
export { type MakePlanOptions, makePlan } from './templates/plan/make-plan.ts';
export { Plan, type RemakePlan } from './templates/plan/plan.ts';
export { type PlanDeleteOptions, planDelete } from './templates/plan/plan-delete.ts';
export type { LiveVersion, PlanDocument } from './templates/plan/plan-document.ts';
export { PlanGuardedError, PlanStaleError } from './templates/plan/plan-errors.ts';
export type { DeletionLimit } from './templates/plan/plan-facts.ts';
export { type PlanSyncOptions, planSync } from './templates/plan/plan-sync.ts';
export type {
  ChangeAction,
  Comparison,
  FieldChange,
  KeptEntry,
  PlannedChange,
} from './templates/plan/planned-change.ts';
export { headline, type PrintReviewOptions, printImpact, printReview } from './templates/plan/print-review.ts';
export { type WantedState, wantedState } from './templates/plan/wanted-state.ts';
export { type PrintOptions, printRenderedTemplate } from './templates/print-rendered.ts';
export { type RenderOptions, renderTemplate } from './templates/render-template.ts';
export { type ConfigValidator, serverPatchIssues } from './templates/server-patch-issues.ts';
export {
  printPlace,
  type SourcePlace,
  type SourceProblem,
  TemplateLimitError,
  type TemplateLimitName,
  TemplateSourceError,
} from './templates/source-errors.ts';
export { ApplyError, type ApplyProgress } from './templates/sync/apply-error.ts';
export { type ApplyOptions, type ApplyReport, carryOut } from './templates/sync/carry-out.ts';
export {
  diffPlan,
  diffStep,
  type PrintPlanOptions,
  printAction,
  printPlan,
  type StepAction,
} from './templates/sync/print-plan.ts';
export { type ActualState, readActualState } from './templates/sync/read-state.ts';
export { PlanRefusedError } from './templates/sync/refusal.ts';
export { printEvent, type StepEvent, type StepState } from './templates/sync/step-event.ts';
export {
  type CreateStep,
  changeOf,
  type DestroyStep,
  isPlanEmpty,
  type PlanStep,
  planSteps,
  type SyncPlan,
  subjectOf,
  type UpdateStep,
} from './templates/sync/steps.ts';
export { DEFAULT_TARGET, type TemplateTarget, targetForServer } from './templates/target.ts';
export { clusterNameOf, type Template, type TemplateDocument } from './templates/template.ts';
export {
  parseTemplateArguments,
  type TemplateArguments,
  type TemplateCommand,
} from './templates/template-arguments.ts';
export type { TemplateFiles } from './templates/template-files.ts';
export { type DeleteOptions, type SyncOptions, Templates, type TemplatesOptions } from './templates/templates.ts';
export { templateIssues, validateTemplate } from './templates/validate-template.ts';
export type { CallOptions } from './transport/call-options.ts';
export type { Compression } from './transport/compression.ts';
export type { RetryOptions } from './transport/retrying-transport.ts';
export type { TlsOptions } from './transport/tls-options.ts';
export type { TransportKind } from './transport/transport-kind.ts';
export {
  type BuiltServiceAccount,
  buildServiceAccount,
  type NewServiceAccount,
  validateServiceAccount,
} from './users/new-service-account.ts';
export { buildUser, type NewUser, validateUser } from './users/new-user.ts';
export { type User, Users } from './users/users.ts';
export type { ResourceProblem } from './validation/resource-problem.ts';
export type { KnownResource, ResourceLookup, RuleSubject } from './validation/type-rules.ts';
export { type ValidateAgainstOptions, validateAgainst } from './validation/validate-against.ts';
export {
  requireValid,
  type ValidatedResource,
  type ValidateResourceOptions,
  type ValidationOptions,
  validateMetadata,
  validateRemoval,
  validateResource,
} from './validation/validate-resource.ts';
export type { Init } from './wire/init.ts';
export { cosiResourceMeta, management, specs };
