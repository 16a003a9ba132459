import type { Mutant } from './mutant.ts'

/** Two bugs in one store. They must override different seams. */
export function pair(name: string, one: Mutant, other: Mutant, killedBy: Mutant['killedBy']): Mutant {
  return {
    name,
    causes: [one.causes[0], other.causes[0]],
    about: `${one.about} ${other.about}`,
    standsFor: 'seed',
    side: one.side === other.side ? one.side : 'both',
    killedBy,
    breaks: (draw, meet) => {
      const [first, second] = [one.breaks(draw, meet), other.breaks(draw, meet)]
      const shared = Object.keys(first).filter(seam => seam in second)
      if (shared.length > 0)
        throw new Error(`${name} overrides ${shared.join(', ')} twice: pair other mutants`)
      return { ...first, ...second }
    },
  }
}
