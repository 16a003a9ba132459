import { addCells } from '../harness/diff/cell-counts.ts'
import { gatherPart } from '../harness/diff/tally-part.ts'
import { openDatabase } from '../harness/history/open-database.ts'
import { type JudgedRun, recheckRuns } from '../harness/recheck/recheck-runs.ts'
import { loadStore, referenceStorePath } from '../harness/verify/load-store.ts'
import { runOnce } from '../harness/verify/run-once.ts'
import swarm from '../scenarios/swarm.ts'

/** Seeds that are rechecked together. */
export interface SeedBatch {
  readonly first: number
  readonly seeds: number
}

/** What came of a batch, and where its time went (ms). */
export interface BatchOutcome {
  readonly seeds: number
  readonly events: readonly number[]
  readonly probes: readonly number[]
  /** Served cells, and those that are no match: what the specification evaluator says. */
  readonly cells: number
  readonly wrong: number
  /** Cells held against the indexed evaluator and DuckDB. */
  readonly rechecked: number
  readonly disagreements: number
  readonly simulatedMs: number
  readonly recheckedMs: number
  /** Time of a core that the process took, DuckDB included (ms): it does not depend on what else the machine does. */
  readonly cpuMs: number
}

const database = await openDatabase({ settings: { threads: '1', memory_limit: '512MB' } })
const { open } = await loadStore(referenceStorePath)
const [definitions] = swarm.definitions

async function doBatch({ first, seeds }: SeedBatch): Promise<BatchOutcome> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const runs: JudgedRun[] = []
  const events: number[] = []
  const probes: number[] = []
  let cells = 0
  let wrong = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const { history, judged, happened, unsettled } = await runOnce({ ...swarm, train: false }, seed, open, {})
    runs.push({ history, judged })
    events.push(happened.events)
    probes.push(happened.probes)
    const gatherer = gatherPart('swarm', seed)
    for (const row of judged.rows) gatherer.add(row)
    const counts = addCells(gatherer.part().columns.map(column => column.cells))
    cells += counts.compared
    wrong += counts.defect + counts.error + unsettled
  }
  const simulated = performance.now()
  if (definitions === undefined) throw new Error('the swarm has no document')
  const { sampled, disagreements } = await recheckRuns(definitions, runs, database)
  const done = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  return {
    seeds,
    events,
    probes,
    cells,
    wrong,
    rechecked: sampled,
    disagreements,
    simulatedMs: simulated - began,
    recheckedMs: done - simulated,
    cpuMs: (user + system) / 1_000,
  }
}

process.on('disconnect', () => process.exit(0))
process.on('message', (batch: SeedBatch) => {
  doBatch(batch).then(
    outcome => process.send?.(outcome),
    error => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.send?.('ready')
