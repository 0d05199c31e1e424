import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';

const core = fileURLToPath(new URL('../../', import.meta.url));

/** Published entries: the name of the report, and the module under `src/`. */
const ENTRIES = {
  'omni-core': 'index',
  client: 'client/index',
  aws: 'aws/index',
  wire: 'wire/index',
  testing: 'testing/index',
} as const;

/** Where the reports are compared, and where differing ones are written. */
export interface ReportFolders {
  /** Declarations of the library. */
  readonly declarations: string;
  /** The committed reports. */
  readonly committed: string;
  /** For reports that differ; they are read there by a person. */
  readonly fresh: string;
}

/**
 * Compares what every entry exports with its committed report.
 *
 * @param update writes the new report over the committed one
 * @returns names of the reports that differed
 * @throws when the declarations cannot be analysed
 */
export function extractReports(folders: ReportFolders, update: boolean): readonly string[] {
  for (const folder of [folders.committed, folders.fresh]) mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(core, 'package.json'), path.join(folders.declarations, 'package.json'));
  const modules = Object.values(ENTRIES).map((entry) => path.join(folders.declarations, `${entry}.d.ts`));
  const configs = Object.keys(ENTRIES).map((name, index) => reportConfig(name, modules[index] ?? '', folders));
  const [first] = configs;
  if (first === undefined) return [];
  const compilerState = CompilerState.create(first, { additionalEntryPoints: modules });
  return configs.flatMap((config) => {
    const { apiReportChanged, errorCount } = Extractor.invoke(config, {
      compilerState,
      localBuild: update,
      messageCallback: printUnexpected,
    });
    if (errorCount > 0) throw new Error(`${config.reportFilePath}: ${errorCount} errors`);
    return apiReportChanged ? [path.basename(config.reportFilePath)] : [];
  });
}

function reportConfig(name: string, entry: string, { declarations, committed, fresh }: ReportFolders): ExtractorConfig {
  return ExtractorConfig.prepare({
    // Beside the declarations, so that no report has a path of this machine in it.
    packageJsonFullPath: path.join(declarations, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: declarations,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext'], types: ['node'] },
          files: [entry],
        },
      },
      apiReport: { enabled: true, reportFileName: name, reportFolder: committed, reportTempFolder: fresh },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          // Everything that is exported is public.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // `npm run docs` looks after these for all entries together: one may use what another exports.
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

/** What differs is said once, at the end; warnings stand in the report itself. */
function printUnexpected(message: ExtractorMessage): void {
  message.handled = true;
  if (message.logLevel === ExtractorLogLevel.Error) console.error(message.formatMessageWithLocation(core));
}
