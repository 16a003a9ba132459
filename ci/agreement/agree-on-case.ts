import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import { targetDocuments, targetEntity } from '../../features/target.ts'
import type { Instant, Value } from '../../features/value.ts'
import { mergeByArrival } from '../../generators/generate-events.ts'
import type { RandomCase } from '../../generators/random-case.ts'
import { equalsRecomputed } from '../../harness/diff/equal.ts'
import { specificationSources } from '../../harness/diff/specification-sources.ts'
import { drive } from '../../harness/drive/drive.ts'
import type { History, ServedRow } from '../../harness/history/history.ts'
import { readAnswers } from '../../harness/oracle/batch/read-answers.ts'
import { prepareBatchPlan, readBatchPlan } from '../../harness/oracle/batch/run-batch-plan.ts'
import { loadLog, loadPoints, type TestPoint } from '../../harness/oracle/batch/testing/load-case.ts'
import type { EvaluationPoint, Recomputed } from '../../harness/oracle/recomputed.ts'
import { recomputedAlike } from '../../harness/oracle/recomputed-alike.ts'
import createReferenceStore from '../../reference-store/adapter.ts'
import { random } from '../../scenarios/interleaving.ts'
import { scenario } from '../../scenarios/scenario.ts'

/** A cell on which the evaluators do not agree, for a person to look at. */
export interface Disagreement {
  readonly between: 'batch plan' | 'reference store' | 'reference store, offline'
  readonly reading: 'as-known' | 'as-trained' | 'as-applied'
  readonly document: string
  readonly feature: StoredFeature
  readonly key: readonly Value[]
  readonly asOf: Instant
  readonly specification: Recomputed
  readonly other: unknown
}

export interface CaseReport {
  readonly disagreements: readonly Disagreement[]
  /** Cells compared, over all readings and evaluators. */
  readonly compared: number
  /** Of these, cells with a fact in the window. */
  readonly nonEmpty: number
}

/** One row of a History as one of its documents sees it. */
interface Asked {
  readonly row: ServedRow
  readonly key: readonly Value[]
  readonly prefix: string
  /** By reading; `as-trained` is asked of the plan in a pass of its own. */
  readonly points: Readonly<Record<Disagreement['reading'], EvaluationPoint>>
}

/**
 * Drives the reference store through a case under a random interleaving, with crashes and redelivery, and holds what it
 * served and trained, and what the batch plan says in all readings, to the specification evaluator.
 */
export async function agreeOnCase(
  drawn: RandomCase,
  seed: number,
  connection: DuckDBConnection,
  options: { readonly train: boolean; readonly completeFrom?: Readonly<Record<string, Instant>> },
): Promise<CaseReport> {
  const run = scenario('agreement', {
    features: drawn.definitions,
    services: drawn.service === null ? [] : [drawn.service],
    records: mergeByArrival(drawn.records),
    questions: drawn.batches,
    interleaving: random({ crash: 1, restart: 0.6 }),
    train: options.train,
    mustHappen: {},
  })
  const { history } = await drive(run, seed, new createReferenceStore())
  const completeFrom = options.completeFrom ?? {}
  const reports: CaseReport[] = [compareOffline(history)]
  for (const definitions of drawn.definitions) {
    reports.push(await agreeOnDocument(definitions, history, connection, completeFrom))
  }
  return addReports(reports)
}

async function agreeOnDocument(
  definitions: Definitions,
  history: History,
  connection: DuckDBConnection,
  completeFrom: Readonly<Record<string, Instant>>,
): Promise<CaseReport> {
  const logs = specificationSources(history.events, completeFrom)
  const asked = askedOf(definitions, history)
  if (asked.length === 0) return addReports([])
  const answers = await batchAnswers(definitions, history, asked, connection, completeFrom)
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const reports = asked.flatMap((each, i) =>
    stored.flatMap(feature => {
      const log = logs(definitions, feature.source.name)
      return readings.map((reading): CaseReport => {
        const point = withGreatest(each.points[reading], feature.source.name, each.row, log.greatestApplied)
        const specification = log.evaluate(feature, each.key, point)
        const about = {
          reading,
          document: definitions.name,
          feature,
          key: each.key,
          asOf: each.row.asOf,
          specification,
        }
        const batch = answers[reading](i, feature.name)
        const disagreements: Disagreement[] = []
        if (!recomputedAlike(feature, specification, batch))
          disagreements.push({ ...about, between: 'batch plan', other: batch })
        const served = each.row.cells[each.prefix + feature.name]
        const asApplied = reading === 'as-applied' && served !== undefined
        if (asApplied && !equalsRecomputed(feature, served, specification)) {
          disagreements.push({ ...about, between: 'reference store', other: served })
        }
        const compared = asApplied ? 2 : 1
        return { disagreements, compared, nonEmpty: specification.state === 'not-found' ? 0 : compared }
      })
    }),
  )
  return addReports(reports)
}

const readings = ['as-known', 'as-trained', 'as-applied'] as const

/** Every row that asks this document, by itself or through a service. */
function askedOf(definitions: Definitions, history: History): Asked[] {
  const cut = history.page.training.cut ?? Number.NEGATIVE_INFINITY
  return history.tables.flatMap(({ target, served }) => {
    if (!targetDocuments(target).includes(definitions)) return []
    const entity = targetEntity(target).map(part => part.name)
    const at = definitions.entity.map(part => entity.indexOf(part.name))
    return served.map((row): Asked => {
      const known = { asOf: row.asOf, knowledge: { kind: 'at', k: row.asOf }, trained: false } as const
      const trained = { kind: 'at', k: Math.max(cut, row.asOf) } as const
      return {
        row,
        key: at.map(i => row.key[i] ?? null),
        prefix: target.kind === 'service' ? `${definitions.name}__` : '',
        points: {
          'as-known': known,
          'as-trained': { ...known, knowledge: trained, trained: true },
          'as-applied': { ...known, knowledge: { kind: 'applied', offsets: {}, greatest: null } },
        },
      }
    })
  })
}

/** The offsets that the row states for a source, and the greatest arrival below them. */
function withGreatest(
  point: EvaluationPoint,
  source: string,
  row: ServedRow,
  greatestApplied: (offsets: Readonly<Record<string, number>>) => Instant | null,
): EvaluationPoint {
  if (point.knowledge.kind === 'at') return point
  const offsets = row.applied?.[source] ?? {}
  return { ...point, knowledge: { kind: 'applied', offsets, greatest: greatestApplied(offsets) } }
}

type Lookup = (row: number, feature: string) => Recomputed

/** The batch plan's answers: one pass for as-known and as-applied, one for as-trained. */
async function batchAnswers(
  definitions: Definitions,
  history: History,
  asked: readonly Asked[],
  connection: DuckDBConnection,
  completeFrom: Readonly<Record<string, Instant>>,
): Promise<Record<Disagreement['reading'], Lookup>> {
  const logs = new Map<string, string>()
  for (const source of definitions.sources.values()) {
    const relation = `"agreement_log_${source.name}"`
    await loadLog(connection, relation, definitions, source, history.events.get(source.name) ?? [])
    logs.set(source.name, relation)
  }
  const from = new Map(Object.entries(completeFrom))
  const common = {
    definitions,
    logs,
    points: 'agreement_points',
    into: 'agreement_answers',
    completeFrom: from,
  }
  await prepareBatchPlan(connection, common)
  const point = ({ row, key }: Asked, k: Instant | null): TestPoint => {
    const byPart = Object.fromEntries(definitions.entity.map((part, i) => [part.name, key[i] ?? null]))
    return { key: byPart, asOf: row.asOf, k, offsets: k === null ? (row.applied ?? {}) : null }
  }
  const pass = async (points: readonly TestPoint[], trained: boolean) => {
    await loadPoints(connection, common.points, definitions, points)
    await connection.run(`DROP TABLE IF EXISTS ${common.into}`)
    await readBatchPlan(connection, { ...common, trained })
    const cells = new Map<string, Recomputed[]>()
    for await (const chunk of readAnswers(connection, common.into, definitions)) {
      for (const [feature, part] of chunk.cells) cells.set(feature, [...(cells.get(feature) ?? []), ...part])
    }
    return (row: number, feature: string) => cells.get(feature)?.[row] as Recomputed
  }
  const asRead = await pass(
    [...asked.map(each => point(each, each.row.asOf)), ...asked.map(each => point(each, null))],
    false,
  )
  const trainedAt = (each: Asked) => (each.points['as-trained'].knowledge as { k: Instant }).k
  const asTrained = await pass(
    asked.map(each => point(each, trainedAt(each))),
    true,
  )
  return {
    'as-known': asRead,
    'as-trained': asTrained,
    'as-applied': (row, feature) => asRead(asked.length + row, feature),
  }
}

/** What the store trained on is as-trained, cell by cell. */
function compareOffline(history: History): CaseReport {
  const logs = specificationSources(history.events)
  const cut = history.page.training.cut ?? Number.NEGATIVE_INFINITY
  const reports = history.tables.flatMap(({ target, training }) =>
    (training ?? []).flatMap(row =>
      targetDocuments(target).flatMap(definitions =>
        [...definitions.features.values()].flatMap((feature): CaseReport[] => {
          const column = target.kind === 'service' ? `${definitions.name}__${feature.name}` : feature.name
          if (feature.kind !== 'stored' || !Object.hasOwn(row.values, column)) return []
          const entity = targetEntity(target).map(part => part.name)
          const key = definitions.entity.map(part => row.key[entity.indexOf(part.name)] ?? null)
          const knowledge = { kind: 'at', k: Math.max(cut, row.asOf) } as const
          const specification = logs(definitions, feature.source.name).evaluate(feature, key, {
            asOf: row.asOf,
            knowledge,
            trained: true,
          })
          const other = { value: row.values[column] ?? null, state: null }
          const alike = equalsRecomputed(feature, other, specification)
          const about = { document: definitions.name, feature, key, asOf: row.asOf, specification, other }
          const disagreement: Disagreement = {
            ...about,
            between: 'reference store, offline',
            reading: 'as-trained',
          }
          return [
            {
              disagreements: alike ? [] : [disagreement],
              compared: 1,
              nonEmpty: specification.state === 'not-found' ? 0 : 1,
            },
          ]
        }),
      ),
    ),
  )
  return addReports(reports)
}

function addReports(reports: readonly CaseReport[]): CaseReport {
  return {
    disagreements: reports.flatMap(report => report.disagreements),
    compared: reports.reduce((sum, report) => sum + report.compared, 0),
    nonEmpty: reports.reduce((sum, report) => sum + report.nonEmpty, 0),
  }
}
