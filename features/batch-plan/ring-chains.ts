import type { StoredFeature, Window } from '../definitions.ts'
import { spanOf } from './window-bounds.ts'

/** Features by window, the shorter windows first, each of which lies within the next whatever the probe. */
export type RingChain = readonly (readonly StoredFeature[])[]

/**
 * Chains of windows that lie within one another: heads alike, and the longest that one spans no longer than the next is.
 * Each group of features has one window, with a length; a group that fits no other is a chain by itself.
 */
export function ringChains(groups: readonly (readonly StoredFeature[])[]): RingChain[] {
  const chains: (readonly StoredFeature[])[][] = []
  for (const group of groups.toSorted((a, b) => compareWindows(windowOf(a), windowOf(b)))) {
    const chain = chains.find(each => isWithin(windowOf(each.at(-1)!), windowOf(group)))
    if (chain === undefined) chains.push([group])
    else chain.push(group)
  }
  return chains
}

function windowOf(group: readonly StoredFeature[]): Window {
  return group[0]!.window
}

function compareWindows(a: Window, b: Window): number {
  return a.length! - b.length! || (a.slide ?? 0) - (b.slide ?? 0)
}

function isWithin(inner: Window, outer: Window): boolean {
  return inner.closed === outer.closed && spanOf(inner)! <= outer.length!
}
