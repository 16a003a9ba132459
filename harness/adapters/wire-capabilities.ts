import { nearestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Capabilities } from '../store.ts'
import { capabilityProblems } from '../verify/store-capabilities.ts'
import type { Wire } from './wire-json.ts'

/** What a store that is no module says of itself. */
export interface Declared {
  readonly capabilities: Capabilities
  /** Whether it gives training values. */
  readonly train: boolean
}

/** Names of the wire, each with that of `Capabilities`. */
const names: Readonly<Record<string, keyof Capabilities>> = {
  name: 'name',
  stack: 'stack',
  as_of_reads: 'asOfReads',
  states: 'states',
  on_demand: 'onDemand',
  services: 'services',
  refresh: 'refresh',
  aggregates: 'aggregates',
  clock: 'clock',
  precision: 'precision',
  expressions: 'expressions',
  records: 'records',
  partitions: 'partitions',
  faults: 'faults',
  offsets: 'offsets',
  isolated: 'isolated',
}

/** What a store cannot do unless it says that it can. */
const absent = {
  asOfReads: false,
  states: false,
  onDemand: false,
  services: false,
  refresh: false,
  partitions: 0,
}

/**
 * Reads capabilities in the spelling of the wire; what is absent the store cannot do.
 * @throws PlumblineError bad-store, naming what is wrong
 */
export function readCapabilities(where: string, given: Wire | undefined): Declared {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw bad(where, 'gives no capabilities: give at least { "name": …, "stack": … }')
  const capabilities: Record<string, unknown> = { ...absent }
  let train = false
  for (const [name, value] of Object.entries(given)) {
    if (name === 'train') {
      train = value === true
      continue
    }
    const own = Object.hasOwn(names, name) ? names[name] : undefined
    if (own === undefined) {
      const nearest = nearestName(name, [...Object.keys(names), 'train'])
      throw bad(
        where,
        `has no capability ${name}: ${nearest === null ? 'leave it out' : `did you mean ${nearest}?`}`,
      )
    }
    capabilities[own] = value
  }
  const problems = capabilityProblems(capabilities)
  if (problems.length > 0) throw bad(where, `says ${problems.join('; ')}: see docs/adapters.md`)
  return { capabilities: capabilities as unknown as Capabilities, train }
}

function bad(where: string, message: string): PlumblineError {
  return new PlumblineError('bad-store', `the store ${where} ${message}`)
}
