import { formatCount, formatMany, formatMicros } from '../format.ts'
import type { Canary, Check, Result } from '../result.ts'
import { casesTold } from './cases-told.ts'
import { causesTold } from './causes-table.ts'
import { driftBlock } from './drift-block.ts'
import { featureTable, trainingTable } from './feature-table.ts'
import { lateDataTable } from './late-data-table.ts'
import { createPaint, type Paint } from './paint.ts'
import { scenarioMatrix } from './scenario-matrix.ts'
import { worstMismatches } from './worst-mismatches.ts'
import { besideLabel } from './wrap.ts'

export interface RenderOptions {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** Where things were written, by what they are: `history`, `result`. */
  readonly paths: Readonly<Record<string, string>>
}

/** The report of a run for a terminal: verdict first, then what was wrong, what was done, and where it all is. */
export function renderResult(result: Result, { color, width, paths }: RenderOptions): string {
  const paint = createPaint(color)
  const blocks = [
    verdictLines(result, width, paint),
    scenarioMatrix(result, width, paint),
    featureTable(result, width, paint),
    trainingTable(result, width, paint),
    lateDataTable(result, width, paint),
    driftBlock(result, width, paint),
    causesTold(result, width, paint),
    worstMismatches(result, width, paint),
    didLines(result, width),
    noteLines(result, width),
    casesTold(result, paths.histories, width),
    pathLines(result, paths, width),
  ]
  const shown = blocks.filter(block => block.length > 0).map(block => block.join('\n').trimEnd())
  return `${shown.join('\n\n')}\n`
}

function verdictLines({ verdict, sentences }: Result, width: number, paint: Paint): string[] {
  const word = verdict.toUpperCase()
  const label = word.padEnd(Math.max(7, word.length + 2))
  const [first = '', ...others] = sentences
  const head = besideLabel(label, first, width)
  const painted = (head[0] as string).replace(word, paint.verdict(verdict)(word))
  return [
    painted,
    ...head.slice(1),
    ...others.flatMap(each => besideLabel(' '.repeat(label.length), each, width)),
  ]
}

/** What a run did, also where it passed: cells, seeds, checks, what was not run, how long. */
function didLines(result: Result, width: number): string[] {
  const { cells, provenance, selfCheck, canary } = result
  const total = provenance.durations.total
  return [
    ...labelled('compared', comparedText(result), width),
    ...(cells.notJudged > 0 ? labelled('not judged', notJudgedText(result), width) : []),
    ...labelled('seeds', seedsText(result), width),
    ...labelled('checks', result.checks.map(checkText).join(', '), width),
    ...(selfCheck === null ? [] : labelled('self-check', selfCheckText(selfCheck), width)),
    ...(canary === null ? [] : labelled('canary', canaryText(canary), width)),
    ...labelled('coverage', coverageText(result), width),
    ...labelled('drift', driftText(result), width),
    ...labelled('latency', latencyText(result), width),
    ...labelled('log', logText(result), width),
    ...labelled('not run', result.notRun.map(({ what, reason }) => `${what}: ${reason}`).join('; '), width),
    ...labelled('store', provenance.store === null ? '' : storeText(provenance.store), width),
    ...labelled('took', total === undefined ? '' : formatMicros(total * 1_000), width),
  ]
}

const labelWidth = 14

function labelled(label: string, text: string, width: number): string[] {
  return text === '' ? [] : besideLabel(`  ${label}`.padEnd(labelWidth), text, width)
}

function comparedText({ cells, rows, scenarios, trainingRows }: Result): string {
  const runs = scenarios.reduce((sum, each) => sum + each.runs, 0)
  const parts = [
    formatMany(cells.compared, 'served value'),
    trainingRows === null ? 'no training set' : formatMany(cells.training.compared, 'training value'),
    formatMany(rows, 'probe'),
    scenarios.length > 1 ? `${formatMany(scenarios.length, 'scenario')} in ${formatMany(runs, 'run')}` : null,
  ]
  return parts.filter(part => part !== null).join(', ')
}

function notJudgedText({ cells }: Result): string {
  return `${formatMany(cells.notJudged, 'served value')}: the log does not reach back far enough, or an input did not answer`
}

function seedsText({ provenance: { seeds } }: Result): string {
  if (seeds === null) return ''
  const last = seeds.first + seeds.runs - 1
  return seeds.runs > 1
    ? `${seeds.first} to ${last}, ${formatCount(seeds.runs)} of each scenario`
    : String(seeds.first)
}

function checkText(check: Check): string {
  return check.verdict === 'skipped'
    ? `${check.name} skipped (${check.reason})`
    : `${check.name} ${check.verdict}`
}

function selfCheckText({ sampled, disagreements }: NonNullable<Result['selfCheck']>): string {
  const cells = `${formatMany(sampled, 'cell')} recomputed by a second evaluator`
  return disagreements === 0 ? `${cells}, all agree` : `${cells}, ${formatCount(disagreements)} disagree`
}

/** A known bug, planted beside the store that is judged. */
function canaryText({ mutant, scenario, wrongCells }: Canary): string {
  return wrongCells === 0 ? `${mutant} was not caught in ${scenario}` : `${mutant} caught in ${scenario}`
}

/** Marks that are named one by one; beyond it their number says as much. */
const marksNamed = 4

/** Rules that decided a compared value, of those that could. */
function coverageText({ coverage }: Result): string {
  if (coverage === undefined) return ''
  const { hits, missing, idle, cells, of } = coverage
  const hit = Object.keys(hits).length
  const looked = cells < of ? `${formatCount(cells)} of ${formatMany(of, 'value')}` : formatMany(of, 'value')
  const named = missing.slice(0, marksNamed).join(', ')
  const more = missing.length > marksNamed ? ` and ${missing.length - marksNamed} more` : ''
  const not = missing.length > 0 ? `; not: ${named}${more}` : ''
  const unable = idle.length > 0 ? `; ${idle.length} cannot be met here` : ''
  return `${formatCount(hit)} of ${formatMany(hit + missing.length, 'rule edge')} decided one of ${looked}${not}${unable}`
}

/** A stage that failed the run, the verdict and its table tell of. */
function driftText({ drift, checks }: Result): string {
  const check = checks.find(({ name }) => name === 'drift')
  if (drift === null || check === undefined || check.verdict === 'fail' || check.verdict === 'skipped')
    return ''
  return `${drift.verdict}: ${check.detail}`
}

/** A stage that failed the run its sentences tell of. */
function latencyText({ latency, checks }: Result): string {
  const check = checks.find(({ name }) => name === 'latency')
  if (latency === undefined || check === undefined || check.verdict === 'skipped') return ''
  const steady = latency.freshness.flatMap(({ budgets }) => budgets.map(({ budget }) => budget))
  const budgets = [
    ...latency.targets.flatMap(target => target.budgets.map(({ budget }) => budget)),
    ...steady,
  ]
  return `${check.verdict}: ${check.detail} (budgets: ${[...new Set(budgets)].join(', ')}, ${latency.slo ?? 'by default'})`
}

function logText({ log, checks }: Result): string {
  if (log.length === 0) return ''
  const check = checks.find(({ name }) => name === 'log')
  return check === undefined || check.verdict === 'skipped' ? '' : check.detail
}

function storeText({ name, stack }: { name: string; stack: string }): string {
  return `${name} (${stack})`
}

function noteLines({ notes }: Result, width: number): string[] {
  return notes.flatMap(note => besideLabel('  note        ', note, width))
}

function pathLines({ exitCode }: Result, paths: RenderOptions['paths'], width: number): string[] {
  const lines = Object.entries(paths).map(([what, path]) => `  ${what}`.padEnd(labelWidth) + path)
  const exit = `exit ${exitCode}`
  const last = lines.pop()
  if (last === undefined) return [`  ${exit}`]
  const joined = `${last}        ${exit}`
  return [...lines, ...(joined.length <= width ? [joined] : [last, `  ${exit}`])]
}
