import type { Assay } from './assay.ts'
import { auditHand } from './audit-hand.ts'
import { handHistory, known, withServed, withTrained } from './hand-made.ts'

const cells = known.length * Object.keys(known[0]?.served ?? {}).length

/** An audit of what is right passes on every cell; of one wrong cell, on either side, it does not. */
export const auditsRight: Assay = {
  name: 'audit',
  about:
    'that an audit recomputes, compares and re-checks every cell, and that its verdict follows from them',
  async run() {
    const right = await auditHand(handHistory())
    const { verdict, cells: counts, selfCheck } = right
    if (verdict !== 'pass') return `it calls what is right ${verdict}: ${right.sentences.join('; ')}`
    if (counts.equal !== cells || counts.training.equal !== cells) {
      return `of ${cells} right cells it counts ${counts.equal} online and ${counts.training.equal} offline`
    }
    if ((selfCheck?.sampled ?? 0) < cells) return 'no second evaluator looked at every cell'
    const online = await auditHand(withServed(0, 'right', { value: null, state: 'null' }))
    if (online.verdict !== 'skew' || online.cells.defect !== 1)
      return `one wrong served value is ${online.verdict}`
    const offline = await auditHand(withTrained(0, 'left', 2n))
    const { leak, defect } = offline.cells.training
    if (offline.verdict !== 'skew' || leak + defect !== 1)
      return `one wrong training value is ${offline.verdict}`
    return null
  },
}
