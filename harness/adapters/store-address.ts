import { PlumblineError } from '../../features/plumbline-error.ts'

/** What `--store` names: a module, a program that speaks JSON Lines, a mapping to HTTP, or Feast. */
export type StoreAddress =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'program'; readonly command: readonly string[] }
  | { readonly kind: 'mapping'; readonly path: string }
  /** `repo`: the folder of a feature repository; null: one that is made for the run. */
  | { readonly kind: 'feast'; readonly online: 'sqlite' | 'redis' }

/** @throws PlumblineError usage where a program is asked for and none is named */
export function storeAddress(given: string): StoreAddress {
  if (given.startsWith('exec:')) {
    const command = words(given.slice('exec:'.length))
    if (command.length > 0) return { kind: 'program', command }
    throw new PlumblineError('usage', '--store exec: names no program: write exec:python3 store.py')
  }
  if (given === 'feast' || given === 'feast:sqlite') return { kind: 'feast', online: 'sqlite' }
  if (given === 'feast:redis') return { kind: 'feast', online: 'redis' }
  return given.endsWith('.json') ? { kind: 'mapping', path: given } : { kind: 'module', path: given }
}

/** The words of a command; blanks within quotes belong to a word. No shell reads it. */
function words(command: string): string[] {
  const found = command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)
  return [...found].map(([, double, single, plain]) => double ?? single ?? plain ?? '')
}
