import { uniform } from '../../generators/keys.ts'
import { exponential, upTo } from '../../generators/lateness.ts'
import { regular, scattered, tied } from '../../generators/times.ts'
import type { MustHappen } from '../happening.ts'
import { type Scenario, type ScenarioOptions, scenario } from '../scenario.ts'
import { batchQuestions, batchRecords } from './batches.ts'
import { moments, newest } from './documents.ts'

const enough: MustHappen = { cellsCompared: 60, nonEmpty: 30 }

function foreign(name: string, options: Partial<ScenarioOptions>): Scenario {
  const defaults = { features: newest, probe: { count: 24, together: 6 }, mustHappen: enough }
  return scenario(`foreign-${name}`, { ...defaults, ...options })
}

const intMax = 2n ** 63n - 1n
const wide = 2n ** 53n

/**
 * Scenarios for stores that are not ours: they go where their clients go, ask only for the newest value of a key, and need
 * neither windows nor an as-of time. What `verify --store feast` runs.
 */
export const foreignSuite: readonly Scenario[] = [
  foreign('in-order', { stream: { count: 30, keys: uniform(4), times: regular('1h') } }),
  foreign('out-of-order', {
    stream: { count: 40, keys: uniform(3), times: scattered('1h'), late: upTo('30m') },
  }),
  foreign('batches', { records: batchRecords(false), questions: batchQuestions(), mustHappen: {} }),
  foreign('nulls-in-batches', { records: batchRecords(true), questions: batchQuestions(), mustHappen: {} }),
  foreign('nulls', { stream: { count: 40, keys: uniform(4), times: scattered('1h'), nulls: 0.4 } }),
  foreign('ties', { stream: { count: 40, ids: 'int', keys: uniform(2), times: tied('1h', 6) } }),
  foreign('duplicates', {
    stream: {
      count: 30,
      keys: uniform(3),
      times: scattered('1h'),
      late: exponential('1m'),
      duplicates: { share: 0.5, after: '10m' },
    },
  }),
  foreign('future-dated', {
    stream: { count: 30, keys: uniform(4), times: scattered('1h'), future: { share: 0.3, ahead: '3h' } },
  }),
  foreign('edge-values', {
    stream: {
      count: 50,
      keys: uniform(25),
      times: scattered('30m'),
      values: {
        whole: { oneOf: [intMax, -intMax - 1n, wide + 1n, -wide - 1n, 2n ** 31n, 0n] },
        real: { oneOf: [1e308, -1.7e308, 5e-324, 0.1, -0, 16_777_217] },
        word: { oneOf: ['', ' ', 'a ', 'é', 'e\u0301', '\u{10000}', 'null', 'None', 'NaN', '"\\\n'] },
      },
      nulls: 0.2,
    },
    probe: { count: 40, together: 12 },
  }),
  foreign('moments', {
    features: moments,
    stream: { count: 30, keys: uniform(4), times: scattered('1h'), nulls: 0.1 },
    mustHappen: { cellsCompared: 20, nonEmpty: 10 },
  }),
]
