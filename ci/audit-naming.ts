import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditStaged } from '../harness/audit/audit-staged.ts'
import { stageHistory } from '../harness/history/stage-history.ts'
import { writeHistory } from '../harness/history/write-history.ts'
import { loadMutants, type Mutant, type MutantRegistry } from '../harness/prove/mutant-registry.ts'
import { mutantStatus } from '../harness/prove/mutant-status.ts'
import { wrongCells } from '../harness/prove/wrong-cells.ts'
import { findScenario } from '../harness/verify/find-scenario.ts'
import { runOnce } from '../harness/verify/run-once.ts'

/** Wrong cells from which on a log holds evidence enough to name a cause. */
const leastCells = 5

/** What an audit of the folder of one run says of a mutant with one bug; null where the run left too little. */
async function auditMutant({ openMutant }: MutantRegistry, mutant: Mutant) {
  const [name, seed] = mutant.killedBy
  const whole = await findScenario(name)
  const scenario = { ...whole, train: whole.train && mutant.side !== 'online' }
  const run = await runOnce(scenario, seed, async () => openMutant(mutant, seed).store, {})
  const { online, offline } = wrongCells(run.judged)
  if (online + offline < leastCells) return null
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-audit-naming-'))
  try {
    const folder = join(dir, 'history')
    await writeHistory(run.history, folder)
    return await namedIn(folder)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function namedIn(folder: string) {
  const staged = await stageHistory(folder)
  try {
    const { facts } = await auditStaged(staged, {
      budgets: { freshnessSlo: null, lateDataShare: null },
      recheckRows: 0,
      memory: 256 * 2 ** 20,
      mismatchesPath: null,
      drift: null,
      provenance: { versions: {}, options: {} },
      onProgress: () => {},
      signal: AbortSignal.timeout(120_000),
      now: () => performance.now(),
    })
    const counts = new Map<string, number>()
    for (const { cause, explained } of [...(facts.diagnosis?.features.values() ?? [])].flat()) {
      counts.set(cause, (counts.get(cause) ?? 0) + explained)
    }
    return [...counts].map(([cause, cells]) => ({ cause, cells })).sort((a, b) => b.cells - a.cells)
  } finally {
    await staged.close()
  }
}

const registry = await loadMutants()
const totals = { evident: 0, first: 0, exact: 0, less: 0 }
for (const mutant of registry.mutants.filter(({ causes }) => causes.length === 1)) {
  const named = await auditMutant(registry, mutant)
  if (named === null) {
    totals.less++
    continue
  }
  const isFirst = named[0]?.cause === mutant.causes[0]
  const isExact = mutantStatus({ causes: mutant.causes, caught: true, met: true, named }) === 'killed'
  totals.evident++
  if (isFirst) totals.first++
  if (isExact) totals.exact++
  const shown = named.map(({ cause, cells }) => `${cause} (${cells})`).join(', ')
  if (!isExact)
    console.log(`${isFirst ? 'not alone' : 'misnamed'}  ${mutant.name} [${mutant.causes[0]}]: ${shown}`)
}
const { evident, first, exact, less } = totals
const share = (count: number) => `${count} of ${evident} (${((100 * count) / evident).toFixed(1)} %)`
console.log(`the right cause is named first for ${share(first)}, and alone for ${share(exact)};`)
console.log(`${less} mutants with one bug leave fewer than ${leastCells} wrong cells there`)
