import type { LogRecord, Placement } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetColumns, targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Answer, Capabilities, Fault, Opening, Probe, Step, Store } from '../store.ts'
import { LineProcess } from './line-process.ts'
import { readAnswers } from './wire-answer.ts'
import {
  type ColumnTypes,
  protocol,
  readPlacements,
  wireInstant,
  wireOpening,
  wireProbe,
  wireRecord,
} from './wire-call.ts'
import { type Declared, readCapabilities } from './wire-capabilities.ts'
import type { Wire } from './wire-json.ts'

/** ms that a program may take to say what it can do. */
const helloMs = 30_000

/**
 * Starts a program and makes a store of it that speaks JSON Lines; `docs/adapters.md` § A program in any language.
 * @throws PlumblineError infrastructure where it cannot be started or says nothing, bad-store where it says something wrong
 */
export async function startSubprocessStore(command: readonly string[]): Promise<Store> {
  const shown = command.join(' ')
  const echo = process.env.PLUMBLINE_STACK === '1' ? (text: string) => void process.stderr.write(text) : null
  const child = new LineProcess(command, echo)
  try {
    const hello = await within(helloMs, child.ask('hello', { protocol }))
    const said =
      typeof hello === 'object' && hello !== null && 'capabilities' in hello ? hello.capabilities : undefined
    return storeOf(child, readCapabilities(shown, said))
  } catch (cause) {
    await child.close()
    if (cause instanceof PlumblineError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new PlumblineError(
      'infrastructure',
      `the store ${shown} did not answer hello, ${why}: see that it runs by itself`,
      { cause },
    )
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it said nothing within ${ms / 1_000} s`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function storeOf(child: LineProcess, { capabilities, train }: Declared): Store {
  const store = new SubprocessStore(child, capabilities)
  // What a store cannot do it has no method for.
  return train ? new TrainedSubprocessStore(child, capabilities) : store
}

class SubprocessStore implements Store {
  readonly capabilities: Capabilities
  protected readonly child: LineProcess
  protected types: ColumnTypes = new Map()
  #now: () => Instant = () => 0

  constructor(child: LineProcess, capabilities: Capabilities) {
    this.child = child
    this.capabilities = capabilities
  }

  async open(opening: Opening): Promise<void> {
    this.types = columnTypes(opening)
    this.#now = opening.now
    await this.call('open', wireOpening(opening) as Record<string, Wire>)
  }

  async ingest(records: readonly LogRecord[]): Promise<readonly (Placement | null)[] | undefined> {
    return readPlacements(await this.call('ingest', { records: records.map(wireRecord) }))
  }

  async settle(): Promise<void> {
    await this.call('settle', {})
  }

  async read(probes: readonly Probe[]): Promise<Answer[]> {
    return this.answers(probes, await this.call('read', { probes: probes.map(wireProbe) }))
  }

  async step(step: Step): Promise<void> {
    const numbers = Object.entries(step).map(([name, value]) => {
      return [name === 'maxRecords' ? 'max_records' : name, typeof value === 'number' ? BigInt(value) : value]
    })
    await this.call('step', { step: Object.fromEntries(numbers) })
  }

  async fault(fault: Fault): Promise<void> {
    await this.call('fault', { fault: { ...fault } })
  }

  close(): Promise<void> {
    return this.child.close()
  }

  protected call(name: string, members: Readonly<Record<string, Wire>>): Promise<Wire> {
    return this.child.ask(name, { now: wireInstant(this.#now()), ...members })
  }

  protected answers(probes: readonly Probe[], given: Wire): Answer[] {
    const types = this.types.get(probes[0]?.target ?? '') ?? new Map()
    return readAnswers(this.capabilities.name, given, types)
  }
}

class TrainedSubprocessStore extends SubprocessStore {
  async train(probes: readonly Probe[], cut: Instant): Promise<Answer[]> {
    const members = { probes: probes.map(wireProbe), cut: wireInstant(cut) }
    return this.answers(probes, await this.call('train', members))
  }
}

/** What type each column of each target has. */
export function columnTypes({ definitions, services }: Opening): ColumnTypes {
  const targets: Target[] = [
    ...definitions.map((each): Target => ({ kind: 'document', definitions: each })),
    ...services.map((service): Target => ({ kind: 'service', service })),
  ]
  return new Map(
    targets.map(target => {
      const columns = targetColumns(target).map(({ column, feature }) => [column, feature.type] as const)
      return [targetName(target), new Map(columns)]
    }),
  )
}
