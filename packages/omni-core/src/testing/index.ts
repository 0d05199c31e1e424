export { type MemoryFilesOptions, memoryFiles } from './memory-files.ts';
export { MemoryState, type MemoryStateOptions, type StateCall } from './memory-state.ts';
