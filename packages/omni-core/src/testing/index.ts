/**
 * What stands in for an Omni, and for files, in tests.
 *
 * @packageDocumentation
 * @module omni-core/testing
 */

export { type MemoryFilesOptions, memoryFiles } from './memory-files.ts';
export { MemoryState, type MemoryStateOptions, type StateCall } from './memory-state.ts';
export { type Death, MortalState, ProcessDied } from './mortal-state.ts';
