import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { auditStaged } from '../harness/audit/audit-staged.ts'
import type { JudgedRow } from '../harness/diff/mismatch.ts'
import { stageMemory } from '../harness/history/stage-memory.ts'
import type { FaultKind, Store } from '../harness/store.ts'
import realReferenceStore from '../reference-store/real-adapter.ts'
import { PeakMemory } from './soak/peak-memory.ts'
import { runSoak, type SoakRun } from './soak/run-soak.ts'

const usage = `npm run soak -- [options]
Constant load on the reference store on Kafka and Redis, while something goes wrong again and again; at the end nothing
may be lost, and every answer that was given is recomputed.
  --minutes N      length of the run (10)
  --fault-every N  seconds from one fault to the next (20); 0: none
  --rate N         records a second (200)
  --seed N         of load and faults (1)
  --json           one JSON object on standard output
Exit codes: 0 nothing wrong, 1 an answer was, 2 some were not given or nothing was compared.
`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'fault-every': { type: 'string', default: '20' },
    rate: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(usage)
else process.exit(await soak())

async function soak(): Promise<number> {
  const started = performance.now()
  const memory = new PeakMemory()
  const looking = setInterval(() => memory.look(), 1_000)
  const onProgress = (line: string) => {
    const at = ((performance.now() - started) / 1_000).toFixed(0)
    process.stderr.write(`${at.padStart(5)} s  ${line}\n`)
  }
  const store = await realReferenceStore()
  const faultEvery = Number(values['fault-every'])
  const run = await runSoak({
    store,
    seed: Number(values.seed),
    seconds: Number(values.minutes) * 60,
    faultEvery: faultEvery === 0 ? 3_600 : faultEvery,
    faults: faultEvery === 0 ? [] : faultsOf(store),
    rate: Number(values.rate),
    now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
    onProgress,
  })
  clearInterval(looking)
  onProgress('recomputing every answer')
  const judged = await judge(run)
  const { calm, faulty } = run.freshness
  const figures = {
    machine: { cores: availableParallelism(), load: loadavg()[0] },
    store: store.capabilities.stack,
    minutes: Number(values.minutes),
    events: run.history.events.get('payments')?.length ?? 0,
    faults: run.faults,
    ...judged,
    freshnessMs: { calm: percentiles(calm), faulty: percentiles(faulty) },
    peakMemoryMiB: Object.fromEntries(
      Object.entries(memory.byName).map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)]),
    ),
  }
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, null, 2)}\n`)
  const { cells, quiet, training } = judged
  if (cells.defect > 0 || quiet.notAsKnown > 0 || training.leak > 0 || training.defect > 0) return 1
  return cells.compared === 0 || cells.error > 0 ? 2 : 0
}

/** All but those of regions, of which there are none here. */
function faultsOf({ capabilities }: Store): FaultKind[] {
  const ofRegions: readonly FaultKind[] = ['pause-region', 'stop-region']
  return (capabilities.faults ?? []).filter(kind => !ofRegions.includes(kind))
}

/** Every cell as the batch plan recomputes it; what was asked in quiet must be as-known, and what is trained on as-trained. */
async function judge({ history, quietFrom, trained }: SoakRun) {
  const quiet = { cells: 0, notAsKnown: 0 }
  const { result } = await audited(history, ({ served, judgement }) => {
    if (BigInt(served.probeId) < quietFrom) return
    quiet.cells += judgement.cells.length
    quiet.notAsKnown += judgement.cells.filter(cell => cell.served?.kind !== 'equal').length
  })
  const training = trained === null ? null : (await audited(trained, () => {})).result.cells.training
  const { compared, equal, staleness, defect, error } = result.cells
  return {
    verdict: result.verdict,
    cells: { compared, equal, staleness, defect, error },
    quiet,
    training: training ?? { compared: 0, equal: 0, leak: 0, defect: 0 },
    selfCheck: result.selfCheck,
  }
}

async function audited(history: SoakRun['history'], onRow: (row: JudgedRow) => void) {
  const staged = await stageMemory(history)
  try {
    return await auditStaged(staged, {
      budgets: { freshnessSlo: null, lateDataShare: null },
      recheckRows: 50,
      memory: 2 ** 30,
      mismatchesPath: null,
      drift: null,
      provenance: { versions: {}, options: {} },
      onRow,
      onProgress: () => {},
      signal: new AbortController().signal,
      now: () => performance.now(),
    })
  } finally {
    await staged.close()
  }
}

function percentiles(samples: readonly number[]) {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
    return value === undefined ? null : Math.round(value * 10) / 10
  }
  return { samples: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}
