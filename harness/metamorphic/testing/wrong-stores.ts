import type { LogRecord } from '../../../features/log-record.ts'
import type { Value } from '../../../features/value.ts'
import type { Answer, Capabilities, Opening, Probe, Store } from '../../store.ts'
import { openWith } from '../open-with.ts'
import type { RelationName } from '../relations/index.ts'

/** What a store does otherwise than the one that it is put around. */
interface Wrong {
  readonly capabilities?: Partial<Capabilities>
  open?(opening: Opening): void
  record?(record: LogRecord): LogRecord | null
  answer?(answer: Answer, probe: Probe): Answer
  step?(maxRecords: number | 'restart'): void
}

function around(store: Store, wrong: Wrong): Store {
  const plain = openWith(store, {})
  return {
    ...plain,
    capabilities: { ...store.capabilities, ...wrong.capabilities },
    open(opening) {
      wrong.open?.(opening)
      return plain.open(opening)
    },
    async ingest(records) {
      const taken = records.map(record => (wrong.record === undefined ? record : wrong.record(record)))
      const kept = taken.filter(record => record !== null)
      const placements = await plain.ingest(kept)
      let at = 0
      return taken.map(record => (record === null ? null : (placements?.[at++] ?? null)))
    },
    step(step) {
      if (step.kind === 'restart') wrong.step?.('restart')
      if (step.kind === 'apply') wrong.step?.(step.maxRecords)
      return plain.step?.(step)
    },
    async read(probes) {
      const answers = await plain.read(probes)
      return answers.map((answer, i) => wrong.answer?.(answer, probes[i] as Probe) ?? answer)
    },
  }
}

/** Every number of an answer is twice as much: whoever scales what goes in scales what comes out. */
function twice(answer: Answer): Answer {
  const more = (value: Value): Value =>
    typeof value === 'bigint' ? value * 2n : typeof value === 'number' ? value * 2 : value
  return {
    ...answer,
    values: Object.fromEntries(Object.entries(answer.values).map(([name, value]) => [name, more(value)])),
  }
}

/** Every number of an answer is one more. */
function oneMore(answer: Answer): Answer {
  const more = (value: Value): Value =>
    typeof value === 'bigint' ? value + 1n : typeof value === 'number' ? value + 1 : value
  return {
    ...answer,
    values: Object.fromEntries(Object.entries(answer.values).map(([name, value]) => [name, more(value)])),
  }
}

const toMinutes = (at: number) => Math.floor(at / 60_000_000) * 60_000_000

/** For each relation a store that breaks just it. */
export const wrongStores: Readonly<Record<RelationName, (store: Store) => Store>> = {
  'permuted-arrivals'(store) {
    const seen = new Set<string>()
    return around(store, {
      record(record) {
        const instant = `${record.source} ${record.arrivalTime}`
        const isFirst = !seen.has(instant)
        seen.add(instant)
        const { units } = record.fields
        return isFirst && typeof units === 'bigint'
          ? { ...record, fields: { ...record.fields, units: units + 1n } }
          : record
      },
    })
  },
  redelivered(store) {
    const seen = new Map<string, number>()
    return around(store, {
      record(record) {
        const slot = `${record.source} ${record.id} ${record.revision}`
        const times = seen.get(slot) ?? 0
        seen.set(slot, times + 1)
        return times === 0 ? record : { ...record, id: `${record.id} ${times}` }
      },
    })
  },
  'read-twice'(store) {
    const seen = new Set<string>()
    return around(store, {
      answer(answer, { target, key, asOf }) {
        const question = `${target} ${Object.values(key).join()} ${asOf}`
        const isAgain = seen.has(question)
        seen.add(question)
        return isAgain ? twice(answer) : answer
      },
    })
  },
  'other-encodings'(store) {
    let isCut = false
    return around(store, {
      capabilities: { encodings: ['us', 'minutes'] },
      open: ({ encoding }) => {
        isCut = encoding === 'minutes'
      },
      record: record =>
        isCut && record.eventTime !== null ? { ...record, eventTime: toMinutes(record.eventTime) } : record,
    })
  },
  'unrelated-key'(store) {
    const keys = new Set<Value>()
    return around(store, {
      record(record) {
        keys.add(record.fields.payer ?? record.fields.visitor ?? null)
        return keys.size > 3 &&
          typeof record.fields.payer === 'string' &&
          record.fields.payer === [...keys][0]
          ? null
          : record
      },
    })
  },
  'unrelated-feature'(store) {
    let isWide = false
    return around(store, {
      open: ({ definitions }) => {
        isWide = definitions.some(({ features }) => features.size > 9)
      },
      answer: answer => (isWide ? oneMore(answer) : answer),
    })
  },
  'unrelated-view'(store) {
    let isCrowded = false
    return around(store, {
      open: ({ definitions }) => {
        isCrowded = definitions.length > 2
      },
      answer: answer => (isCrowded ? oneMore(answer) : answer),
    })
  },
  'other-partitions'(store) {
    let count: number | undefined
    return around(store, {
      capabilities: { partitionCounts: true },
      open: ({ partitions }) => {
        count = partitions
      },
      answer: answer => (count === undefined ? answer : oneMore(answer)),
    })
  },
  'other-batches'(store) {
    let isLost = false
    return around(store, {
      step: maxRecords => {
        isLost ||= maxRecords === 2
      },
      answer: answer => (isLost ? oneMore(answer) : answer),
    })
  },
  restarted(store) {
    let isLost = false
    return around(store, {
      step: maxRecords => {
        isLost ||= maxRecords === 'restart'
      },
      answer: answer => (isLost ? oneMore(answer) : answer),
    })
  },
  shifted: store =>
    around(store, {
      answer: (answer, { asOf }) =>
        asOf > Date.parse('2026-03-01T20:00:00Z') * 1_000 ? oneMore(answer) : answer,
    }),
  scaled: store =>
    around(store, {
      record: record => {
        const { amount } = record.fields
        return typeof amount === 'number'
          ? { ...record, fields: { ...record.fields, amount: Math.min(amount, 1_000) } }
          : record
      },
    }),
}
