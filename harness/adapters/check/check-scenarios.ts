import type { Definitions } from '../../../features/definitions.ts'
import type { LogRecord } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Question } from '../../../generators/question.ts'
import { type Scenario, scenario } from '../../../scenarios/scenario.ts'
import type { Capabilities, RecordKind } from '../../store.ts'

/** A run of a few facts and questions that shows one part of the contract. */
export interface CheckScenario {
  readonly name: string
  readonly scenario: Scenario
  /** Why the store cannot be asked; null where it can. */
  readonly notRun: string | null
}

const second = 1_000_000
const start: Instant = Date.UTC(2026, 2, 1) * 1_000

type Key = readonly [name: string, number: bigint]

interface Fact {
  readonly key: Key
  readonly fields?: Readonly<Record<string, Value>>
  /** s after the start. */
  readonly at?: number
  readonly id?: string
  readonly revision?: number
  readonly op?: string
}

/** Values at the edges of each type; a fact holds one of each. */
const edges: readonly Readonly<Record<string, Value>>[] = [
  { whole: 2n ** 63n - 1n, real: 5e-324, word: '', yes: false, moment: 0n },
  {
    whole: -(2n ** 63n),
    real: 1.7976931348623157e308,
    word: 'a ',
    yes: true,
    moment: 1_772_366_400_000_001n,
  },
  { whole: 2n ** 53n + 1n, real: 0.1 + 0.2, word: 'ß漢🜁\u0000"\\\n', yes: null, moment: -1n },
  { whole: 0n, real: -1e-7, word: 'null', yes: false, moment: 253_402_300_799_999_999n },
  { whole: null, real: 16_777_217, word: null, yes: true, moment: null },
]

/** Keys that only a careless encoding confuses. */
const alike: readonly Key[] = [
  ['a', 11n],
  ['a1', 1n],
  ['A', 11n],
  ['a ', 11n],
  ['a', 2n ** 33n + 11n],
  ['a|11', 11n],
  ['', 0n],
  ['a', -11n],
]

/** What is asked of every store: by a document of what it says that it can do. Pure. */
export function checkScenarios(document: Definitions, capabilities: Capabilities): CheckScenario[] {
  const of = (
    name: string,
    facts: readonly Fact[],
    asked: readonly Key[],
    more: { readonly notRun?: string | null; readonly asOf?: Instant } = {},
  ): CheckScenario => ({
    name,
    scenario: runOf(name, document, facts, asked, more.asOf ?? start + 3_600 * second),
    notRun: more.notRun ?? null,
  })
  const takes = (kind: RecordKind) =>
    capabilities.records === undefined || capabilities.records.includes(kind)
      ? null
      : 'it declares that it does not take them'
  const one: Key = ['a', 1n]
  const past = capabilities.asOfReads && capabilities.clock !== 'own'
  return [
    of(
      'gives back edge values of every type without loss',
      edges.map((fields, i) => ({ key: [`edge ${i}`, BigInt(i)], fields })),
      edges.map((_, i) => [`edge ${i}`, BigInt(i)]),
    ),
    of(
      'keeps keys apart that look alike',
      alike.map((key, i) => ({ key, fields: { whole: BigInt(i), real: i + 0.5 }, at: i })),
      alike,
    ),
    of('answers for keys that it never saw', [{ key: one }], [['b', 1n], one, ['a', 2n]]),
    of(
      'goes by event time, not by the order of arrival',
      [
        { key: one, fields: { whole: 2n, word: 'newer' }, at: 20 },
        { key: one, fields: { whole: 1n, word: 'older' }, at: 10 },
      ],
      [one],
    ),
    of(
      'takes a fact that is delivered twice once',
      [
        { key: one, id: 'twice', fields: { whole: 7n } },
        { key: one, id: 'twice', fields: { whole: 7n } },
      ],
      [one],
      { notRun: takes('duplicate') },
    ),
    of(
      'takes a correction instead of what it corrects',
      [
        { key: one, id: 'fact', fields: { whole: 7n } },
        { key: one, id: 'fact', revision: 1, fields: { whole: 8n } },
      ],
      [one],
      { notRun: takes('correction') },
    ),
    of(
      'forgets a fact that is deleted',
      [
        { key: one, id: 'fact', fields: { whole: 7n } },
        { key: one, id: 'fact', revision: 1, op: 'delete' },
      ],
      [one],
      { notRun: takes('delete') },
    ),
    of(
      'answers for a past instant as of then',
      [
        { key: one, fields: { whole: 1n, real: 1.5 }, at: 10 },
        { key: one, fields: { whole: 2n, real: 2.5 }, at: 20 },
      ],
      [one],
      { asOf: start + 15 * second, notRun: past ? null : 'it declares that it answers for now only' },
    ),
  ]
}

function runOf(
  name: string,
  document: Definitions,
  facts: readonly Fact[],
  asked: readonly Key[],
  asOf: Instant,
): Scenario {
  const records = facts.map((fact, i) => recordOf(fact, i))
  const questions = asked.map(([part, number]): Question => {
    return { target: document.name, key: { name: part, number }, asOf, request: {} }
  })
  return scenario(name, {
    features: document,
    records,
    questions: [{ askedAt: Math.max(asOf, start + 60 * second), questions }],
    mustHappen: {},
  })
}

function recordOf({ key, fields = {}, at = 0, id, revision = 0, op = 'upsert' }: Fact, i: number): LogRecord {
  const [name, number] = key
  const plain = { whole: 1n, real: 1.5, word: 'w', yes: true, moment: BigInt(start) }
  return {
    source: 'check_facts',
    id: id ?? `fact ${i}`,
    eventTime: op === 'delete' ? null : start + at * second,
    arrivalTime: start + (30 + i) * second,
    op,
    revision,
    fields: { name, number, ...plain, ...fields },
  }
}
