import { PlumblineError } from '../../features/plumbline-error.ts'

/** What `--store` names: a module, a program that speaks JSON Lines, a mapping to HTTP, or Feast. */
export type StoreAddress =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'program'; readonly command: readonly string[] }
  | { readonly kind: 'mapping'; readonly path: string }
  /** Feast with its online store, and how values come into it. */
  | {
      readonly kind: 'feast'
      readonly online: 'sqlite' | 'redis'
      readonly write: 'push' | 'materialize'
    }

/** @throws PlumblineError usage where a program is asked for and none is named */
export function storeAddress(given: string): StoreAddress {
  if (given.startsWith('exec:')) {
    const command = words(given.slice('exec:'.length))
    if (command.length > 0) return { kind: 'program', command }
    throw new PlumblineError('usage', '--store exec: names no program: write exec:python3 store.py')
  }
  const feast = /^feast(?::(sqlite|redis))?(\+materialize)?$/.exec(given)
  if (feast !== null) {
    const online = feast[1] === 'redis' ? 'redis' : 'sqlite'
    return { kind: 'feast', online, write: feast[2] === undefined ? 'push' : 'materialize' }
  }
  return given.endsWith('.json') ? { kind: 'mapping', path: given } : { kind: 'module', path: given }
}

/** The words of a command; blanks within quotes belong to a word. No shell reads it. */
function words(command: string): string[] {
  const found = command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)
  return [...found].map(([, double, single, plain]) => double ?? single ?? plain ?? '')
}

/** Feast serves the newest values only, and each run of it starts servers. */
export function isFeast(store: string | undefined): boolean {
  return store !== undefined && storeAddress(store).kind === 'feast'
}
