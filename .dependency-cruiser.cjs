const core = '^packages/omni-core/src/';
const room = (...names) => `${core}(${names.join('|')})/`;

/** Data flows one way: protos → omni-core → (functions, mcp, sandbox). Inside omni-core imports only go down. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'apps-use-the-front-door',
      comment: 'Other workspaces see omni-core only through its published entries.',
      severity: 'error',
      from: { pathNot: core },
      to: { path: core, pathNot: `${core}((aws|client|wire|testing)/)?index\\.ts$` },
    },
    {
      name: 'core-knows-no-app',
      severity: 'error',
      from: { path: core },
      to: { path: '^(functions|mcp|test|packages/omni-sandbox)/' },
    },
    {
      name: 'apps-do-not-know-each-other',
      severity: 'error',
      from: { path: '^(functions|mcp|packages/omni-sandbox)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(functions|mcp|packages/(omni-sandbox|tour))/', pathNot: '^$1/' },
    },
    {
      name: 'errors-are-the-ground-floor',
      severity: 'error',
      from: { path: room('errors') },
      to: { path: core, pathNot: room('errors') },
    },
    {
      name: 'wire-and-transport-below-state',
      severity: 'error',
      from: { path: room('wire', 'transport', 'auth', 'resources', 'config', 'redaction') },
      to: { path: room('state', 'management', 'templates', 'client') },
    },
    {
      name: 'state-below-templates',
      severity: 'error',
      from: { path: room('state', 'management') },
      to: { path: room('templates', 'client') },
    },
    {
      name: 'templates-below-client',
      severity: 'error',
      from: { path: room('templates') },
      to: { path: room('client') },
    },
    {
      name: 'only-transport-and-errors-touch-grpc',
      severity: 'error',
      from: { path: core, pathNot: room('transport', 'errors') },
      to: { path: 'node_modules/@grpc/' },
    },
    {
      name: 'only-auth-touches-openpgp',
      severity: 'error',
      from: { path: core, pathNot: room('auth') },
      to: { path: 'node_modules/openpgp/' },
    },
    {
      name: 'only-wire-touches-protobufjs',
      severity: 'error',
      from: { path: core, pathNot: room('wire') },
      to: { path: '(node_modules/protobufjs|^packages/omni-core/lazy)/' },
    },
    {
      name: 'only-telemetry-touches-opentelemetry',
      severity: 'error',
      from: { path: core, pathNot: room('telemetry') },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'core-knows-aws-only-in-its-aws-entry',
      severity: 'error',
      from: { path: core, pathNot: room('aws') },
      to: { path: 'node_modules/@aws' },
    },
    { name: 'tests-stay-tests', severity: 'error', from: { pathNot: '\\.test\\.ts$' }, to: { path: '\\.test\\.ts$' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|gen)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['fleetwright-source', 'import', 'node', 'default'],
    },
  },
};
