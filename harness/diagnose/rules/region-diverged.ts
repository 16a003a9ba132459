import { sameValue } from '../../diff/same-value.ts'
import type { CauseRule, Subject } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import { lostFacts, namesOf } from './fact-lost.ts'

const keyOf = ({ key, row }: StoredCell) => `${row.seed} ${row.scenario} ${JSON.stringify(key.map(String))}`

/** Whether a fact that a wrong cell lacks counts in a right one between it and another that lacks it. */
function comesAndGoes({ wrong, right }: Subject): boolean {
  const rightOf = Map.groupBy(right, keyOf)
  for (const [key, cells] of Map.groupBy(wrong, keyOf)) {
    const lacking = cells.flatMap(cell => {
      const facts = lostFacts(cell)?.chosen ?? []
      return facts.map(fact => ({ at: cell.row.served.answeredAt, id: String(fact.id) }))
    })
    for (const [id, times] of Map.groupBy(lacking, each => each.id)) {
      const at = times.map(each => each.at)
      const [first, last] = [Math.min(...at), Math.max(...at)]
      const between = (rightOf.get(key) ?? []).filter(({ row }) => {
        return row.served.answeredAt > first && row.served.answeredAt < last
      })
      if (between.some(cell => dependsOn(cell, id))) return true
    }
  }
  return false
}

function dependsOn(cell: StoredCell, id: string): boolean {
  const whole = evaluateAsked(cell)
  if (!whole.facts.some(fact => String(fact.id) === id)) return false
  const without = evaluateAsked(cell, { letIn: facts => facts.filter(fact => String(fact.id) !== id) })
  return !sameValue(whole.answer.value, without.answer.value)
}

/** Replicas that answer in turn and do not hold the same. */
export const regionDiverged: CauseRule = {
  says: 'answers from replicas that do not hold the same facts',
  mend: 'repair replicas from the log (read repair, or a compare of their offsets), and read from one that has applied what was acknowledged',
  looksLike: 'The same key is right, wrong and right again: a fact comes and goes with who answers.',
  example: 'two replicas, one drops k@1 → reads alternate between 1 and 0, point-in-time gives 1',
  known: [{ symptom: 'regions differ for a while, then for good', where: 'a talk of DoorDash' }],
  variants: subject => {
    if (subject.side === 'offline') return []
    const shows = comesAndGoes(subject)
    return [
      {
        kind: 'loose',
        label: 'answers from a replica that lacks facts',
        cost: 4,
        because: (_, cell) =>
          `${namesOf(lostFacts(cell)?.chosen ?? [])} missing in some answers and there in others`,
        // Where nothing shows that a fact comes and goes, it is lost sooner than there now and then.
        explains: cell => {
          const found = lostFacts(cell)
          return found === null ? null : { ...found, bits: shows ? 0.5 : found.bits + 0.1 }
        },
      },
    ]
  },
}
