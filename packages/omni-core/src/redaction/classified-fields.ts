import type { ClassifiedType } from './field-class.ts';

/**
 * Every text field of every resource type that Omni's clients can reach, with what it can hold.
 *
 * A path is the one of the printed spec: keys in lower case without underscores, joined by dots, `*` for a map key,
 * nothing for a list index. A type or field that is missing here is not shown until somebody classifies it; a test
 * compares the table with the wire contract.
 */
export const CLASSIFIED_TYPES: Readonly<Record<string, ClassifiedType>> = {
  'AccessPolicies.omni.sidero.dev': {
    plain:
      'usergroups.*.users.name usergroups.*.users.match usergroups.*.users.labelselectors clustergroups.*.clusters.name clustergroups.*.clusters.match rules.users rules.clusters rules.kubernetes.impersonate.groups rules.role tests.name tests.user.name tests.user.labels.* tests.cluster.name tests.expected.kubernetes.impersonate.groups tests.expected.role',
  },
  'AdvertisedEndpoints.omni.sidero.dev': { plain: 'grpcapiurl' },
  'AuthConfigs.omni.sidero.dev': {
    secret: 'oidc.clientsecret',
    plain:
      'auth0.domain auth0.clientid saml.url saml.metadata saml.labelrules.* saml.nameidformat saml.attributerules.* oidc.providerurl oidc.clientid oidc.scopes',
  },
  'BMCConfigs.omni.sidero.dev': {
    secret: 'config.ipmi.password',
    plain: 'config.ipmi.address config.ipmi.username config.api.address',
  },
  'CloudPlatformConfigs.omni.sidero.dev': { plain: 'label description documentation diskimagesuffix minversion' },
  'ClusterBootstrapStatuses.omni.sidero.dev': {},
  'ClusterConfigVersions.omni.sidero.dev': { plain: 'version' },
  'ClusterDestroyStatuses.omni.sidero.dev': { plain: 'phase' },
  'ClusterDiagnostics.omni.sidero.dev': { plain: 'nodes.id' },
  'ClusterEndpoints.omni.sidero.dev': { plain: 'managementaddresses' },
  'ClusterKubernetesManifestsStatuses.omni.sidero.dev': {
    plain:
      'groups.*.manifests.*.kind groups.*.manifests.*.name groups.*.manifests.*.namespace groups.*.manifests.*.group lasterror',
  },
  'ClusterKubernetesNodes.omni.sidero.dev': { plain: 'nodes' },
  'ClusterMachineConfigPatches.omni.sidero.dev': { config: 'patches compressedpatches' },
  'ClusterMachineConfigStatuses.omni.sidero.dev': {
    config: 'redactedcurrentmachineconfig compressedredactedmachineconfig',
    plain:
      'clustermachineconfigversion clustermachineconfigsha256 lastconfigerror talosversion schematicid prerebootbootid appliedhighpriorityconfighash imagefactoryhost',
  },
  'ClusterMachineIdentities.omni.sidero.dev': {
    plain: 'nodeidentity nodename nodeips discoveryserviceendpoint discoveryserviceendpoints',
  },
  'ClusterMachineRequestStatuses.omni.sidero.dev': { plain: 'status machineuuid providerid error' },
  'ClusterMachineStatuses.omni.sidero.dev': {
    plain: 'lastconfigerror managementaddress provisionstatus.providerid provisionstatus.requestid',
  },
  'ClusterMachineTalosVersions.omni.sidero.dev': { plain: 'talosversion schematicid' },
  'ClusterMachines.omni.sidero.dev': { plain: 'kubernetesversion' },
  'ClusterMetrics.omni.sidero.dev': { plain: 'features.*' },
  'ClusterPermissions.omni.sidero.dev': {},
  'ClusterSecretsRotationStatuses.omni.sidero.dev': { plain: 'error step status' },
  'ClusterStatusMetrics.omni.sidero.dev': {},
  'ClusterStatuses.omni.sidero.dev': { plain: 'talosversion kubernetesversion initialtalosversion' },
  'ClusterTaints.omni.sidero.dev': {},
  'ClusterUUIDs.omni.sidero.dev': { plain: 'uuid' },
  'ClusterWorkloadProxyStatuses.omni.sidero.dev': {},
  'Clusters.omni.sidero.dev': { plain: 'kubernetesversion talosversion' },
  'ConfigPatchRequests.omni.sidero.dev': { config: 'data compresseddata' },
  'ConfigPatches.omni.sidero.dev': { config: 'data compresseddata' },
  'ConnectionParams.omni.sidero.dev': {
    secret: 'jointoken',
    kernelArgs: 'args',
    plain: 'apiendpoint wireguardendpoint',
  },
  'ControlPlaneStatuses.omni.sidero.dev': { plain: 'conditions.reason' },
  'CurrentUsers.omni.sidero.dev': { plain: 'identity role userid' },
  'DefaultJoinTokens.omni.sidero.dev': { alias: 'tokenid' },
  'DiscoveryAffiliateDeleteTasks.omni.sidero.dev': {
    plain: 'clusterid discoveryserviceendpoint discoveryserviceendpoints',
  },
  'EtcdBackupOverallStatuses.omni.sidero.dev': { plain: 'configurationname configurationerror lastbackupstatus.error' },
  'EtcdBackupS3Configs.omni.sidero.dev': {
    secret: 'accesskeyid secretaccesskey sessiontoken',
    plain: 'bucket region endpoint',
  },
  'EtcdBackupStatuses.omni.sidero.dev': { plain: 'error' },
  'EtcdBackupStoreStatuses.omni.sidero.dev': { plain: 'configurationname configurationerror' },
  'EtcdBackups.omni.sidero.dev': { plain: 'snapshot' },
  'EtcdManualBackups.omni.sidero.dev': {},
  'EulaAcceptances.omni.sidero.dev': { plain: 'acceptedbyname acceptedbyemail' },
  'ExposedServices.omni.sidero.dev': { plain: 'label iconbase64 url error' },
  'ExtensionsConfigurations.omni.sidero.dev': { plain: 'extensions' },
  'FeaturesConfigs.omni.sidero.dev': {
    secret: 'userpilotsettings.apptoken posthogsettings.apikey',
    plain:
      'imagefactorybaseurl imagefactorypxebaseurl account.id account.name posthogsettings.apihost secondaryimagefactorybaseurl secondaryimagefactorypxebaseurl',
  },
  'GRPCTunnelConfigs.omni.sidero.dev': {},
  'Identities.omni.sidero.dev': { plain: 'userid' },
  'IdentityLastActives.omni.sidero.dev': {},
  'IdentityStatuses.omni.sidero.dev': { plain: 'userid role lastactive' },
  'ImageFactoryAuths.omni.sidero.dev': { secret: 'password', plain: 'username' },
  'ImagePullRequests.omni.sidero.dev': { plain: 'nodeimagelist.node nodeimagelist.images' },
  'ImagePullStatuses.omni.sidero.dev': {
    plain: 'lastprocessednode lastprocessedimage lastprocessederror requestversion',
  },
  'ImportedClusterSecrets.omni.sidero.dev': { secret: 'data' },
  'InfraMachineBMCConfigs.omni.sidero.dev': {
    secret: 'ipmi.password',
    plain: 'ipmi.address ipmi.username api.address',
  },
  'InfraMachineConfigs.omni.sidero.dev': {
    kernelArgs: 'extrakernelargs',
    plain: 'requestedrebootid poweroffrequestid',
  },
  'InfraMachineRegistrations.omni.sidero.dev': {},
  'InfraMachineStatuses.omni.sidero.dev': { secret: 'wipednodeuniquetoken', plain: 'lastrebootid lastpoweroffid' },
  'InfraMachines.omni.sidero.dev': {
    secret: 'nodeuniquetoken',
    kernelArgs: 'extrakernelargs',
    plain: 'clustertalosversion extensions wipeid requestedrebootid poweroffrequestid',
  },
  'InfraProviderCombinedStatuses.omni.sidero.dev': { plain: 'name description icon health.error version' },
  'InfraProviderHealthStatuses.omni.sidero.dev': { plain: 'error' },
  'InfraProviderStatuses.omni.sidero.dev': { plain: 'schema name description icon version' },
  'InfraProviders.omni.sidero.dev': {},
  'InstallationMediaConfigs.omni.sidero.dev': {
    secret: 'jointoken',
    config: 'sbc.overlayoptions embeddedmachineconfig',
    kernelArgs: 'kernelargs',
    plain: 'talosversion installextensions cloud.platform sbc.overlay machinelabels.* imagefactoryurl',
  },
  'InstallationMedias.omni.sidero.dev': {
    plain: 'name architecture profile contenttype srcfileprefix destfileprefix extension overlay mintalosversion',
  },
  'JWTPublicKeys.system.sidero.dev': { plain: 'publickey' },
  'JoinTokenStatuses.omni.sidero.dev': { plain: 'name warnings.machine warnings.message', id: 'alias' },
  'JoinTokens.omni.sidero.dev': { plain: 'name', id: 'alias' },
  'KernelArgs.omni.sidero.dev': { kernelArgs: 'args' },
  'KernelArgsStatuses.omni.sidero.dev': { kernelArgs: 'args currentargs currentcmdline', plain: 'unmetconditions' },
  'KubernetesHealthCheckStatuses.omni.sidero.dev': { plain: 'error output jobnamespace jobname' },
  'KubernetesHealthChecks.omni.sidero.dev': { config: 'job' },
  'KubernetesManifestGroups.omni.sidero.dev': { config: 'compresseddata data' },
  'KubernetesNodeAuditResults.omni.sidero.dev': { plain: 'deletednodes' },
  'KubernetesStatuses.omni.sidero.dev': {
    plain:
      'nodes.nodename nodes.kubeletversion staticpods.nodename staticpods.staticpods.app staticpods.staticpods.version',
  },
  'KubernetesUpgradeManifestStatuses.omni.sidero.dev': { plain: 'lastfatalerror' },
  'KubernetesUpgradeStatuses.omni.sidero.dev': {
    plain: 'error step status lastupgradeversion upgradeversions currentupgradeversion',
  },
  'KubernetesUsages.omni.sidero.dev': {},
  'KubernetesVersions.omni.sidero.dev': { plain: 'version' },
  'LabelsCompletions.omni.sidero.dev': { plain: 'items.*.items' },
  'LinkStatuses.omni.sidero.dev': { plain: 'nodesubnet nodepublickey virtualaddrport linkid' },
  'Links.omni.sidero.dev': {
    secret: 'nodeuniquetoken',
    plain: 'nodesubnet nodepublickey lastendpoint virtualaddrport remoteaddr',
  },
  'LoadBalancerConfigs.omni.sidero.dev': { plain: 'bindport endpoints siderolinkendpoint' },
  'LoadBalancerStatuses.omni.sidero.dev': {},
  'MachineClasses.omni.sidero.dev': {
    config: 'autoprovision.metavalues.value autoprovision.providerdata',
    kernelArgs: 'autoprovision.kernelargs',
    plain: 'matchlabels autoprovision.providerid',
  },
  'MachineConfigDiffs.omni.sidero.dev': { diff: 'diff compresseddiff' },
  'MachineConfigExtractionStatuses.omni.sidero.dev': { plain: 'error' },
  'MachineConfigGenOptions.omni.sidero.dev': {
    plain:
      'installdisk installimage.talosversion installimage.schematicid installimage.platform installimage.imagefactoryhost',
  },
  'MachineExtensions.omni.sidero.dev': { plain: 'extensions' },
  'MachineExtensionsStatuses.omni.sidero.dev': { plain: 'extensions.name talosversion' },
  'MachineInstallDiskConfigs.omni.sidero.dev': { plain: 'diskselector disk' },
  'MachineInstallDiskStatuses.omni.sidero.dev': {
    plain: 'disk disks.devpath disks.skipreason disks.members message selectionhash',
  },
  'MachineLabels.omni.sidero.dev': {},
  'MachinePendingUpdates.omni.sidero.dev': {
    diff: 'configdiff compressedconfigdiff',
    plain: 'upgrade.fromschematic upgrade.toschematic upgrade.fromversion upgrade.toversion',
  },
  'MachineRequestSets.omni.sidero.dev': {
    config: 'metavalues.value providerdata',
    kernelArgs: 'kernelargs',
    plain: 'providerid talosversion extensions',
  },
  'MachineRequestStatuses.omni.sidero.dev': { plain: 'id error status' },
  'MachineRequests.omni.sidero.dev': {
    config: 'metavalues.value providerdata',
    kernelArgs: 'kernelargs',
    plain: 'talosversion overlay.name overlay.image extensions',
  },
  'MachineSetDestroyStatuses.omni.sidero.dev': { plain: 'phase' },
  'MachineSetNodes.omni.sidero.dev': {},
  'MachineSetStatuses.omni.sidero.dev': { plain: 'error confighash machineallocation.name' },
  'MachineSets.omni.sidero.dev': {
    plain: 'machineclass.name bootstrapspec.clusteruuid bootstrapspec.snapshot machineallocation.name',
  },
  'MachineStatusLabels.omni.sidero.dev': {},
  'MachineStatusLinks.omni.sidero.dev': {
    config: 'messagestatus.schematic.raw',
    kernelArgs: 'messagestatus.schematic.kernelargs messagestatus.kernelcmdline',
    plain:
      'messagestatus.talosversion messagestatus.hardware.processors.description messagestatus.hardware.processors.manufacturer messagestatus.hardware.memorymodules.description messagestatus.hardware.blockdevices.model messagestatus.hardware.blockdevices.linuxname messagestatus.hardware.blockdevices.name messagestatus.hardware.blockdevices.serial messagestatus.hardware.blockdevices.uuid messagestatus.hardware.blockdevices.wwid messagestatus.hardware.blockdevices.type messagestatus.hardware.blockdevices.buspath messagestatus.hardware.blockdevices.transport messagestatus.hardware.blockdevices.devpath messagestatus.hardware.blockdevices.modalias messagestatus.hardware.blockdevices.subsystem messagestatus.hardware.blockdevices.prettysize messagestatus.hardware.blockdevices.secondarydisks messagestatus.hardware.blockdevices.symlinks messagestatus.hardware.blockdevices.firmwareversion messagestatus.hardware.arch messagestatus.network.hostname messagestatus.network.domainname messagestatus.network.addresses messagestatus.network.defaultgateways messagestatus.network.networklinks.linuxname messagestatus.network.networklinks.hardwareaddress messagestatus.network.networklinks.description messagestatus.lasterror messagestatus.managementaddress messagestatus.cluster messagestatus.platformmetadata.platform messagestatus.platformmetadata.hostname messagestatus.platformmetadata.region messagestatus.platformmetadata.zone messagestatus.platformmetadata.instancetype messagestatus.platformmetadata.instanceid messagestatus.platformmetadata.providerid messagestatus.platformmetadata.tags.* messagestatus.imagelabels.* messagestatus.schematic.extensions messagestatus.schematic.initialschematic messagestatus.schematic.fullid messagestatus.schematic.initialstate.extensions messagestatus.initialtalosversion messagestatus.diagnostics.id messagestatus.diagnostics.message messagestatus.diagnostics.details messagestatus.talosversionname snapshot.machinestatus.status.unmetconditions.name snapshot.machinestatus.status.unmetconditions.reason snapshot.bootid',
  },
  'MachineStatusMetrics.omni.sidero.dev': { plain: 'platforms.* securebootstatus.* ukistatus.*' },
  'MachineStatusSnapshots.omni.sidero.dev': {
    plain: 'machinestatus.status.unmetconditions.name machinestatus.status.unmetconditions.reason bootid',
  },
  'MachineStatuses.omni.sidero.dev': {
    config: 'schematic.raw',
    kernelArgs: 'schematic.kernelargs kernelcmdline',
    plain:
      'talosversion hardware.processors.description hardware.processors.manufacturer hardware.memorymodules.description hardware.blockdevices.model hardware.blockdevices.linuxname hardware.blockdevices.name hardware.blockdevices.serial hardware.blockdevices.uuid hardware.blockdevices.wwid hardware.blockdevices.type hardware.blockdevices.buspath hardware.blockdevices.transport hardware.blockdevices.devpath hardware.blockdevices.modalias hardware.blockdevices.subsystem hardware.blockdevices.prettysize hardware.blockdevices.secondarydisks hardware.blockdevices.symlinks hardware.blockdevices.firmwareversion hardware.arch network.hostname network.domainname network.addresses network.defaultgateways network.networklinks.linuxname network.networklinks.hardwareaddress network.networklinks.description lasterror managementaddress cluster platformmetadata.platform platformmetadata.hostname platformmetadata.region platformmetadata.zone platformmetadata.instancetype platformmetadata.instanceid platformmetadata.providerid platformmetadata.tags.* imagelabels.* schematic.extensions schematic.initialschematic schematic.fullid schematic.initialstate.extensions initialtalosversion diagnostics.id diagnostics.message diagnostics.details talosversionname',
  },
  'MachineUpgradeStatuses.omni.sidero.dev': {
    plain: 'schematicid talosversion currentschematicid currenttalosversion status error',
  },
  'Machines.omni.sidero.dev': { plain: 'managementaddress' },
  'MaintenanceConfigStatuses.omni.sidero.dev': { plain: 'publickeyatlastapply lastappliedconfighash' },
  'MetalPlatformConfigs.omni.sidero.dev': { plain: 'label description documentation diskimagesuffix minversion' },
  'Namespaces.meta.cosi.dev': { plain: 'description' },
  'NodeForceDestroyRequests.omni.sidero.dev': {},
  'NodeUniqueTokenStatuses.omni.sidero.dev': {},
  'Notifications.omni.sidero.dev': { plain: 'title body' },
  'OngoingTasks.omni.sidero.dev': {
    plain:
      'title details.talosupgrade.error details.talosupgrade.step details.talosupgrade.status details.talosupgrade.lastupgradeversion details.talosupgrade.currentupgradeversion details.talosupgrade.upgradeversions details.kubernetesupgrade.error details.kubernetesupgrade.step details.kubernetesupgrade.status details.kubernetesupgrade.lastupgradeversion details.kubernetesupgrade.upgradeversions details.kubernetesupgrade.currentupgradeversion details.destroy.phase details.machineupgrade.schematicid details.machineupgrade.talosversion details.machineupgrade.currentschematicid details.machineupgrade.currenttalosversion details.machineupgrade.status details.machineupgrade.error resourceid details.secretsrotation.error details.secretsrotation.step details.secretsrotation.status talosupgrade.error talosupgrade.step talosupgrade.status talosupgrade.lastupgradeversion talosupgrade.currentupgradeversion talosupgrade.upgradeversions kubernetesupgrade.error kubernetesupgrade.step kubernetesupgrade.status kubernetesupgrade.lastupgradeversion kubernetesupgrade.upgradeversions kubernetesupgrade.currentupgradeversion destroy.phase machineupgrade.schematicid machineupgrade.talosversion machineupgrade.currentschematicid machineupgrade.currenttalosversion machineupgrade.status machineupgrade.error secretsrotation.error secretsrotation.step secretsrotation.status',
  },
  'PendingMachines.omni.sidero.dev': {
    secret: 'nodeuniquetoken',
    plain: 'nodesubnet nodepublickey lastendpoint virtualaddrport remoteaddr',
  },
  'Permissions.omni.sidero.dev': {},
  'ProviderJoinConfigs.omni.sidero.dev': {
    secret: 'jointoken',
    config: 'config.config',
    kernelArgs: 'config.kernelargs',
  },
  'PublicKeyLastActives.omni.sidero.dev': {},
  'Quirks.omni.sidero.dev': {},
  'RedactedClusterMachineConfigs.omni.sidero.dev': { config: 'data compresseddata' },
  'ResourceDefinitions.meta.cosi.dev': {
    plain: 'resourcetype displaytype defaultnamespace aliases allaliases printcolumns.name printcolumns.jsonpath',
  },
  'RotateKubernetesCAs.omni.sidero.dev': {},
  'RotateTalosCAs.omni.sidero.dev': {},
  'SAMLLabelRules.omni.sidero.dev': { plain: 'matchlabels assignroleonregistration assignrole' },
  'SBCConfigs.omni.sidero.dev': { plain: 'label overlayname overlayimage documentation minversion' },
  'SchematicConfigurations.omni.sidero.dev': { plain: 'schematicid talosversion' },
  'ServiceAccountStatuses.omni.sidero.dev': { plain: 'role publickeys.id publickeys.armored' },
  'SiderolinkAPIConfigs.omni.sidero.dev': { plain: 'machineapiadvertisedurl wireguardadvertisedendpoint' },
  'Supports.omni.sidero.dev': {
    plain:
      'officehours.summary officehours.description officehours.dtstarttzid officehours.dtendtzid officehours.dtstartutc officehours.dtendutc officehours.rrule officehours.meeturl',
  },
  'SysVersions.system.sidero.dev': { plain: 'backendversion instancename' },
  'TalosExtensions.omni.sidero.dev': {
    plain: 'items.name items.author items.version items.description items.ref items.digest',
  },
  'TalosUpgradeStatuses.omni.sidero.dev': {
    plain: 'error step status lastupgradeversion currentupgradeversion upgradeversions',
  },
  'TalosVersions.omni.sidero.dev': {
    plain: 'version compatiblekubernetesversions upgradabletalosversions imagefactoryurl',
  },
  'UpgradeRollouts.omni.sidero.dev': { plain: 'machinesetsupgradequota.*' },
  'Users.omni.sidero.dev': { plain: 'scopes role' },
};
