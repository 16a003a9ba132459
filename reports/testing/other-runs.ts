import type { DriftResult } from '../drift-result.ts'
import type { LatencyResult } from '../latency-result.ts'
import { hostileName } from './report-runs.ts'

const sides = { reference: 3_000, current: 3_000 }

/** A comparison in which one feature drifted. */
export const driftRun: DriftResult = {
  schema: 'plumbline.drift/1',
  verdict: 'skew',
  exitCode: 1,
  sentences: ['1 of 1 features drifted'],
  look: 1,
  comparisons: [
    {
      name: hostileName,
      reference: { name: 'ref.csv', rows: 3_000, entities: null },
      current: { name: 'cur.csv', rows: 3_000, entities: null },
      alpha: 0.05,
      features: [
        {
          column: hostileName,
          type: 'float',
          verdict: 'fail',
          sentence: hostileName,
          rows: sides,
          parts: [
            {
              part: 'values',
              measure: 'ks',
              verdict: 'fail',
              distance: 0.17,
              low: 0.11,
              high: 0.24,
              epsilon: 0.1,
              alpha: 0.01,
              p: 1e-30,
              method: 'exact',
              adjusted: null,
              direction: 'up',
              oneSided: null,
              shares: null,
              smallest: null,
              effective: sides,
            },
          ],
          smallestShift: { ks: 0.04, sigma: 0.11, unit: null },
          known: null,
          parting: null,
          curve: {
            points: [
              { value: 0, reference: 0.4, current: 0.23 },
              { value: 1, reference: 1, current: 1 },
            ],
            apartAt: 0,
          },
          unseen: [{ category: hostileName, rows: 3 }],
          where: [],
          notes: [hostileName],
        },
      ],
      notCompared: [{ column: hostileName, reason: hostileName }],
    },
  ],
  paired: [],
  notes: [hostileName],
  settings: { alpha: 0.05 },
}

const at99 = { percentile: 99, estimate: 288_000, low: 261_000, high: null, coverage: 0.95 }

const target: LatencyResult['targets'][number] = {
  name: hostileName,
  url: 'http://127.0.0.1:1/',
  verdict: 'fail',
  budgets: [{ budget: 'p99=50ms', verdict: 'fail', percentile: at99, errors: null, more: null }],
  percentiles: [{ percentile: 50, estimate: 17_000, low: 15_000, high: 21_000, coverage: 0.95 }, at99],
  offered: 298,
  achieved: 294,
  requests: 1_190,
  failures: { [hostileName]: 2 },
  checked: { answers: 118, wrong: 0 },
  lag: { p99: 1_000, limit: 5_000, verdict: 'pass' },
  blocks: [
    { warmUp: true, due: 60, p50: 100_000, p99: 190_000, failures: 0 },
    { warmUp: false, due: 60, p50: 9_000, p99: null, failures: 2 },
  ],
  faults: [{ fault: hostileName, fromMs: 2_000, toMs: 3_000 }],
  histogram: { hdr: '', failures: 2 },
}

/** Load on one target that failed its budget, with blocks that failed; and reads while things were broken on purpose. */
export const latencyRun: LatencyResult = {
  schema: 'plumbline.latency/1',
  verdict: 'fail',
  exitCode: 1,
  sentences: ['p99 is 288 ms, 50 ms allowed'],
  load: { rate: 300, arrivals: 'poisson', durationMs: 4_000, connections: 64, timeoutMs: 5_000, seed: 1 },
  targets: [target],
  ratios: [],
  saturation: 900,
  ingestCapacity: 4_000,
  baseline: {
    name: hostileName,
    machine: hostileName,
    changes: (['slower', 'faster', 'not-told-apart'] as const).map(change => ({
      percentile: 99,
      before: at99,
      now: at99,
      change,
    })),
  },
  capacity: null,
  freshness: [
    {
      condition: hostileName,
      stages: [{ stage: 'produced → visible', events: 327, percentiles: [at99] }],
      budgets: [],
      timeouts: 1,
      run: {
        verdict: 'inconclusive',
        sentences: [hostileName],
        durationMs: 4_000,
        ingest: { wanted: null, achieved: 812 },
        reads: { ...target, groups: [{ name: hostileName, requests: 7, percentiles: [at99] }] },
        staleness: { answers: 90, stale: 3, undeclared: 1, contradicted: 0 },
      },
    },
  ],
  notes: [],
  provenance: { versions: { plumbline: '0.1.0' }, machine: 'two cores' },
}
