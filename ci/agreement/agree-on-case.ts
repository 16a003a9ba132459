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
import type { IndexedOptions } from '../../harness/oracle/indexed/indexed-run.ts'
import type { EvaluationPoint, Recomputed } from '../../harness/oracle/recomputed.ts'
import { recomputedAlike } from '../../harness/oracle/recomputed-alike.ts'
import createReferenceStore from '../../reference-store/adapter.ts'
import { random } from '../../scenarios/interleaving.ts'
import { scenario } from '../../scenarios/scenario.ts'
import {
  type AskedPoint,
  type EvaluatorName,
  evaluators,
  type ReadingName,
  readings,
  recomputedAnswers,
} from './recomputed-answers.ts'

/** A cell on which the evaluators do not agree, for a person to look at. */
export interface Disagreement {
  readonly between: EvaluatorName | 'reference store' | 'reference store, offline'
  readonly reading: ReadingName
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
interface Asked extends AskedPoint {
  readonly prefix: string
  readonly points: Readonly<Record<ReadingName, EvaluationPoint>>
}

export interface CaseOptions {
  /** Also hold what the store trained on to the specification. */
  readonly train: boolean
  /** By source, the instant (µs) from which on the log is complete. */
  readonly completeFrom: Readonly<Record<string, Instant>>
  /** How the indexed evaluator works through the case. */
  readonly indexed: IndexedOptions
}

/**
 * Drives the reference store through a case under a random interleaving, with crashes and redelivery, and holds what it
 * served and trained, and what the batch plan and the indexed evaluator say in all readings, to the specification
 * evaluator.
 */
export async function agreeOnCase(
  drawn: RandomCase,
  seed: number,
  connection: DuckDBConnection,
  options: CaseOptions,
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
  const reports: CaseReport[] = [compareOffline(history)]
  for (const definitions of drawn.definitions) {
    reports.push(await agreeOnDocument(definitions, history, connection, options))
  }
  return addReports(reports)
}

async function agreeOnDocument(
  definitions: Definitions,
  history: History,
  connection: DuckDBConnection,
  { completeFrom, indexed }: CaseOptions,
): Promise<CaseReport> {
  const logs = specificationSources(history.events, completeFrom)
  const asked = askedOf(definitions, history)
  if (asked.length === 0) return addReports([])
  const answers = await recomputedAnswers({ definitions, history, asked, connection, completeFrom, indexed })
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
        const disagreements = evaluators.flatMap((between): Disagreement[] => {
          const other = answers[between][reading](i, feature.name)
          return recomputedAlike(feature, specification, other) ? [] : [{ ...about, between, other }]
        })
        const served = each.row.cells[each.prefix + feature.name]
        const asApplied = reading === 'as-applied' && served !== undefined
        if (asApplied && !equalsRecomputed(feature, served, specification)) {
          disagreements.push({ ...about, between: 'reference store', other: served })
        }
        const compared = evaluators.length + (asApplied ? 1 : 0)
        return { disagreements, compared, nonEmpty: specification.state === 'not-found' ? 0 : compared }
      })
    }),
  )
  return addReports(reports)
}

/** Every row that asks this document, by itself or through a service. */
function askedOf(definitions: Definitions, history: History): Asked[] {
  const cut = history.page.training.cut ?? Number.NEGATIVE_INFINITY
  return history.tables.flatMap(({ target, served }) => {
    if (!targetDocuments(target).includes(definitions)) return []
    const entity = targetEntity(target).map(part => part.name)
    const at = definitions.entity.map(part => entity.indexOf(part.name))
    return served.map((row): Asked => {
      const known = { asOf: row.asOf, knowledge: { kind: 'at', k: row.asOf }, trained: false } as const
      const trainedAt = Math.max(cut, row.asOf)
      const trained = { kind: 'at', k: trainedAt } as const
      return {
        row,
        key: at.map(i => row.key[i] ?? null),
        trainedAt,
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
