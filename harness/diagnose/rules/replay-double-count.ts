import type { CauseRule } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { namesOf } from './fact-lost.ts'
import { type SomeFacts, someFacts } from './some-facts.ts'

const additive = new Set(['count', 'sum', 'mean', 'variance', 'stddev', 'lastN'])
const explained = new WeakMap<StoredCell, SomeFacts | null>()

function countedAgain(cell: StoredCell): SomeFacts | null {
  const known = explained.get(cell)
  if (known !== undefined) return known
  const found = someFacts(cell, (facts, chosen) =>
    facts.flatMap(fact => (chosen.has(fact) ? [fact, fact] : [fact])),
  )
  explained.set(cell, found)
  return found
}

/** Facts that count twice though the log holds them once: what was delivered again after a restart. */
export const replayDoubleCount: CauseRule = {
  says: 'counts facts twice that the log holds once, as a replay after a restart does',
  mend: 'commit what was read together with what was written (or keep the last offset beside the value), so that a replay changes nothing',
  looksLike:
    'After a restart counts and sums are too high by facts that follow one another in the log; extremes are right.',
  example: 'sum(x), k x=100, k x=7, restart before the commit → served 114, point-in-time gives 107',
  known: [{ symptom: 'a replay after a restart counts twice', where: 'zipline-ai/chronon#2037' }],
  variants: ({ feature }) => {
    if (!additive.has(feature.aggregate.kind)) return []
    return [
      {
        kind: 'loose',
        label: 'counts facts again that were replayed',
        cost: 3,
        because: (_, cell) => `${namesOf(countedAgain(cell)?.chosen ?? [])} counted twice and delivered once`,
        explains: countedAgain,
      },
    ]
  },
}
