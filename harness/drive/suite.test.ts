import { expect, test } from 'vitest'
import { targetColumns, targetEntity, targetName } from '../../features/target.ts'
import type { JudgedHappening } from '../../scenarios/happening.ts'
import { suite } from '../../scenarios/suite.ts'
import { equalsRecomputed } from '../diff/equal.ts'
import { historyHash } from '../history/history-hash.ts'
import { type SpecificationLog, specificationLog } from '../oracle/specification/specification-log.ts'
import type { StoreFactory } from '../store.ts'
import { type DriveOutcome, drive } from './drive.ts'
import { checkMustHappen } from './must-happen.ts'

const seeds = Array.from({ length: Number(process.env.PLUMBLINE_SEEDS ?? 4) }, (_, seed) => seed)

/** By path, as verify loads it: the harness never imports the store that it judges. */
async function referenceStore() {
  const path = new URL('../../reference-store/adapter.ts', import.meta.url).href
  const module: { default: StoreFactory & (new () => never) } = await import(path)
  return new module.default()
}

/** What the judge counts, from the specification alone; and the final answers that are not as-known. */
function judge({ history, quietFrom }: DriveOutcome): {
  counts: Record<JudgedHappening, number>
  wrong: string[]
} {
  const counts = { cellsCompared: 0, nonEmpty: 0, expired: 0, lateData: 0 }
  const wrong: string[] = []
  const logs = new Map<string, SpecificationLog>()
  const cut = history.page.training.cut ?? 0
  for (const { target, served } of history.tables) {
    for (const row of served) {
      const parts = new Map(targetEntity(target).map((part, i) => [part.name, row.key[i] ?? null]))
      for (const { column, feature, definitions } of targetColumns(target)) {
        counts.cellsCompared++
        if (feature.kind !== 'stored' || definitions === null) continue
        const { source } = feature
        const id = `${definitions.name} ${source.name}`
        const log =
          logs.get(id) ?? specificationLog(definitions, source, history.events.get(source.name) ?? [])
        logs.set(id, log)
        const key = definitions.entity.map(part => parts.get(part.name) ?? null)
        const at = (k: number, trained: boolean) =>
          log.evaluate(feature, key, { asOf: row.asOf, knowledge: { kind: 'at', k }, trained })
        const known = at(row.asOf, false)
        const trained = at(Math.max(cut, row.asOf), true)
        if (known.state !== 'not-found') counts.nonEmpty++
        if (known.state === 'expired') counts.expired++
        if (text(known.value) !== text(trained.value)) counts.lateData++
        const cell = row.cells[column]
        const equal = cell !== undefined && equalsRecomputed(feature, cell, known)
        if ((row.probeId as bigint) >= quietFrom && !equal) {
          wrong.push(
            `${targetName(target)} ${column} at ${row.asOf}: ${text(cell?.value)}, not ${text(known.value)}`,
          )
        }
      }
    }
  }
  return { counts, wrong }
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'nothing'
}

test.each(suite.map(scenario => [scenario.name, scenario] as const))(
  '%s: all that it demands happens at every seed, and the quiet ends as-known',
  async (_, scenario) => {
    for (const seed of seeds) {
      const outcome = await drive(scenario, seed, await referenceStore())
      const { counts, wrong } = judge(outcome)
      expect(
        checkMustHappen(scenario, { ...outcome.happened, ...counts }, outcome.notRun),
        `seed ${seed}`,
      ).toEqual([])
      expect(wrong, `seed ${seed}`).toEqual([])
    }
  },
)

test('a seed gives one History, steps, crashes and all', async () => {
  for (const scenario of suite.filter(({ name }) => name === 'restart' || name === 'service')) {
    const hashes = new Set<string>()
    for (let i = 0; i < 2; i++)
      hashes.add(historyHash((await drive(scenario, 5, await referenceStore())).history))
    expect(hashes.size).toBe(1)
  }
})
