import { type Target, targetDocuments, targetName } from '../../features/target.ts'
import { randomOf } from '../../generators/random.ts'
import { formatCount } from '../../reports/format.ts'
import { type Scenario, scenarioTargets } from '../../scenarios/scenario.ts'
import { driftByDefault } from '../drift/drift-asked.ts'
import type { DriftFacts } from '../drift/drift-facts.ts'
import { driftStage } from '../drift/drift-stage.ts'
import { createPairSums } from '../drift/pairs/pair-sums.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import type { Database } from '../history/open-database.ts'
import { stageTable } from '../history/stage-memory.ts'
import type { StagedTable } from '../history/staged-history.ts'
import type { RunReport } from './run-report.ts'

/** Gathers over the runs of a suite what its drift stage looks at. */
export interface SuiteDrift {
  add(scenario: Scenario, report: Pick<RunReport, 'pairs' | 'trainedRows' | 'part'>): void
  /** Null where nothing was compared. */
  findings(
    database: Database,
    run: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
  ): Promise<DriftFacts | null>
}

/** Rows of one target that are held at most, served ones and training ones each. */
const rowsMax = 200_000

interface Gathered {
  readonly target: Target
  readonly served: ServedRow[]
  readonly training: TrainingRow[]
  /** Rows that were left out beyond `rowsMax`. */
  left: number
}

/**
 * Gathers pairs of every run, and the rows of the runs that were trained. Scenarios that share a document are one sample
 * of it, and a run takes the place of the probe's number, which says nothing of distributions.
 */
export function createSuiteDrift(asked = driftByDefault): SuiteDrift {
  const pairs = createPairSums()
  const targets = new Map<string, Gathered>()
  return {
    add(scenario, { pairs: own, trainedRows, part }) {
      pairs.add(own)
      for (const { target: name, served, training } of trainedRows) {
        const target = scenarioTargets(scenario).find(each => targetName(each) === name)
        if (target === undefined) throw new Error(`${scenario.name} has no target ${name}`)
        const gathered = gatheredOf(targets, target)
        const probeId = `${scenario.name} ${part.seed}`
        if (gathered.served.length + served.length > rowsMax) gathered.left += served.length
        else {
          gathered.served.push(...served.map(row => ({ ...row, probeId })))
          gathered.training.push(...training.map(row => ({ ...row, probeId })))
        }
      }
    },
    async findings(database, { onProgress, signal }) {
      const counted = pairs.all()
      if (counted.length === 0) return null
      const gathered = [...targets.values()]
      const { settings, declared, stages } = asked
      const { comparisons, notes } = await driftStage({
        engine: database,
        tables: await stageAll(database, gathered),
        stages,
        run: 'probe_id',
        settings,
        random: randomOf(settings.seed),
        onProgress: line => onProgress(`drift: ${line}`),
        signal,
      })
      return {
        comparisons,
        pairs: counted,
        settings,
        declared,
        notes: [...notes, ...gathered.flatMap(leftText)],
      }
    },
  }
}

function gatheredOf(targets: Map<string, Gathered>, target: Target): Gathered {
  const documents = targetDocuments(target).map(({ hash }) => hash)
  const key = [targetName(target), ...documents].join(' ')
  const known = targets.get(key) ?? { target, served: [], training: [], left: 0 }
  targets.set(key, known)
  return known
}

async function stageAll({ connection }: Database, gathered: readonly Gathered[]): Promise<StagedTable[]> {
  const tables: StagedTable[] = []
  for (const [at, { target, served, training }] of gathered.entries()) {
    const schema = `drift_${at}`
    await connection.run(`CREATE SCHEMA ${schema}`)
    tables.push(await stageTable(connection, schema, { target, served, training }))
  }
  return tables
}

function leftText({ target, left }: Gathered): string[] {
  if (left === 0) return []
  const kept = formatCount(rowsMax)
  return [
    `training was held against served of ${targetName(target)} in the first ${kept} rows, ${formatCount(left)} were left out`,
  ]
}
