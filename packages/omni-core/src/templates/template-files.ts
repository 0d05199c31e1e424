/**
 * Where a template's `file:` references are read from. Implementations confine every read to their root and refuse
 * `..`, absolute paths and symbolic links that leave it. Adapters: a directory, a Git tree, a map in memory.
 */
export interface TemplateFiles {
  /**
   * Reads one file. `path` is as written in the template, relative to the template's directory.
   * @throws {TemplateFileError} when it is missing, a directory, or outside the root
   */
  read(path: string): Promise<Uint8Array>;
}
