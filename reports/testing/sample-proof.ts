import { type ProvedMutant, type ProveResult, proveSchemaName } from '../prove-result.ts'

export function provedMutant(more: Partial<ProvedMutant> = {}): ProvedMutant {
  return {
    name: 'head-included',
    causes: ['as-of-boundary'],
    about: 'Counts the event at T.',
    standsFor: 'Z#1356',
    side: 'online',
    parameters: {},
    status: 'killed',
    named: [{ cause: 'as-of-boundary', cells: 3 }],
    detection: { scenario: 'steady', seed: 1, runs: 2, events: 1_234 },
    wrongCells: { steady: 3, silence: 0, epoch: null },
    shrunk: { events: 1, probes: 1, minimal: true },
    detail: null,
    durationMs: 12,
    ...more,
  }
}

export function proof(more: Partial<ProveResult> = {}): ProveResult {
  return {
    schema: proveSchemaName,
    verdict: 'pass',
    exitCode: 0,
    sentences: ['1 of 1 mutant killed'],
    seed: 1,
    scenarios: ['steady', 'silence', 'epoch'],
    assays: [{ name: 'right-values', about: 'windows', problem: null }],
    control: { runs: 3, judged: 2_000, wrong: 0 },
    mutants: [provedMutant()],
    totals: { killed: 1, misnamed: 0, survived: 0, 'not-triggered': 0, timeout: 0 },
    provenance: { versions: {}, durationMs: 5 },
    ...more,
  }
}
