import { z } from 'zod'
import { aggregateKinds } from '../../features/definitions.ts'
import { type FaultKind, faults } from '../../scenarios/fault.ts'
import { recordKinds } from '../drive/kept-records.ts'
import type { Capabilities } from '../store.ts'

const faultKinds = Object.keys(faults) as [FaultKind, ...FaultKind[]]

const said = { error: 'must be a text' }
const yesNo = z.boolean({ error: 'must be true or false' })

const schema = z.object({
  name: z.string(said).min(1, said),
  stack: z.string(said).min(1, said),
  asOfReads: yesNo,
  states: yesNo,
  onDemand: yesNo,
  services: yesNo,
  refresh: yesNo,
  clock: z.enum(['given', 'own'], { error: 'must be given or own' }).optional(),
  precision: z.enum(['us', 'ms', 's'], { error: 'must be us, ms or s' }).optional(),
  expressions: yesNo.optional(),
  records: z
    .array(z.enum(recordKinds, { error: `must list kinds among ${recordKinds.join(', ')}` }))
    .optional(),
  aggregates: z
    .array(z.enum(aggregateKinds, { error: `must list kinds among ${aggregateKinds.join(', ')}` }))
    .optional(),
  partitions: z.int({ error: 'must be a whole number' }).min(0, 'must be 0 or more'),
  faults: z
    .array(z.enum(faultKinds, { error: `must list faults among ${faultKinds.join(', ')}` }))
    .optional(),
  withheld: z.partialRecord(z.enum(faultKinds), z.string(said)).optional(),
  partitionCounts: yesNo.optional(),
  encodings: z.array(z.string(said), { error: 'must list names' }).optional(),
  regions: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').optional(),
  offsets: yesNo.optional(),
  isolated: yesNo.optional(),
} satisfies Record<keyof Capabilities, z.ZodType>)

/** What is wrong with the capabilities that a store gives, each with its name; empty where nothing is. */
export function capabilityProblems(given: unknown): string[] {
  const parsed = schema.safeParse(given)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => {
    return path.length === 0 ? 'capabilities must be an object' : `capabilities.${path.join('.')} ${message}`
  })
}
