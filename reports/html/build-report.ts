import { type AnyResult, isDrift, isLatency } from '../any-result.ts'
import type { DriftResult } from '../drift-result.ts'
import { formatCount, formatMicros } from '../format.ts'
import type { LatencyResult } from '../latency-result.ts'
import type { Result } from '../result.ts'
import { hatchPattern } from './charts/hatch-pattern.ts'
import type { Limits } from './limits.ts'
import { type ReportData, reportSchemaName } from './report-data.ts'
import { counterexamples } from './sections/counterexamples.ts'
import { diagnosisCards } from './sections/diagnosis-cards.ts'
import { driftSection } from './sections/drift-section.ts'
import { heatMap } from './sections/heat-map.ts'
import { latencySections, latencyStageSections } from './sections/latency-sections.ts'
import { mismatchTable } from './sections/mismatch-table.ts'
import { type PageSection, sectionView } from './sections/page-section.ts'
import { partsSection } from './sections/parts-section.ts'
import { factTable, provenanceSection } from './sections/provenance-section.ts'
import { regionsSection } from './sections/regions-section.ts'
import { trustPanel } from './sections/trust-panel.ts'
import { type VerdictHeader, verdictHeader } from './sections/verdict-header.ts'
import { featurePlace, featuresByWrong, wrongOf } from './sections/wrong-features.ts'
import { h } from './view-node.ts'

/** What the page of a result shows, within limits. */
export function buildReport(result: AnyResult, limits: Limits, folder?: string): ReportData {
  if (isDrift(result)) return buildDriftReport(result, limits)
  return isLatency(result) ? buildLatencyReport(result, limits) : buildRunReport(result, limits, folder)
}

function buildRunReport(result: Result, limits: Limits, run?: string): ReportData {
  const features = featuresByWrong(result)
  const [worst] = features
  const header: VerdictHeader = {
    tone: result.verdict,
    exitCode: result.exitCode,
    sentences: result.sentences,
    facts: factsOf(result),
    firstError: worst !== undefined && wrongOf(worst[1].cells) > 0 ? featurePlace(worst[0]) : null,
  }
  const sections = [
    heatMap(result, limits),
    diagnosisCards(result, limits, run),
    counterexamples(result, limits, run),
    partsSection(result, limits),
    mismatchTable(result, limits),
    regionsSection(result, limits),
    driftSection(result.drift, limits),
    ...(result.latency === undefined ? [] : latencyStageSections(result.latency, limits)),
    trustPanel(result, limits),
    provenanceSection(result, limits),
  ]
  const counts = features.slice(0, limits.features).map(([, { cells }]) => cells.compared)
  const others = features.slice(limits.features).reduce((sum, [, { cells }]) => sum + cells.compared, 0)
  return reportOf(header, sections, { cells: result.cells.compared, cellsByPart: [...counts, others] })
}

function buildDriftReport(result: DriftResult, limits: Limits): ReportData {
  const rows = result.comparisons.map(({ reference, current }) => reference.rows + current.rows)
  const compared = result.comparisons.reduce((sum, { features }) => sum + features.length, 0)
  const pairs = result.paired.flatMap(({ features }) => features.map(feature => feature.compared))
  const counts = [...rows, ...pairs]
  const cells = counts.reduce((sum, count) => sum + count, 0)
  const header: VerdictHeader = {
    tone: result.verdict,
    exitCode: result.exitCode,
    sentences: result.sentences,
    facts: [
      [formatCount(compared), 'features compared'],
      [formatCount(cells), 'rows'],
      [String(result.look), 'the look'],
    ],
    firstError: null,
  }
  return reportOf(header, [driftSection(result, limits, false), settingsSection(result, limits)], {
    cells,
    cellsByPart: counts,
  })
}

function settingsSection({ settings }: DriftResult, limits: Limits): PageSection {
  const rows = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value) ?? '–'] as const)
  return {
    id: 'provenance',
    title: 'Where it comes from',
    content: [factTable(rows.slice(0, limits.notes), limits)],
  }
}

function buildLatencyReport(result: LatencyResult, limits: Limits): ReportData {
  const counts = result.targets.map(({ requests }) => requests)
  const cells = counts.reduce((sum, count) => sum + count, 0)
  const header: VerdictHeader = {
    tone: result.verdict,
    exitCode: result.exitCode,
    sentences: result.sentences,
    facts: [
      [formatCount(cells), 'requests'],
      [`${formatCount(result.load.rate)} /s`, 'wanted'],
    ],
    firstError: null,
  }
  return reportOf(header, latencySections(result, limits), { cells, cellsByPart: counts })
}

function factsOf({ cells, provenance, scenarios, rows }: Result): [string, string][] {
  const { store, seeds, durations } = provenance
  return [
    [formatCount(cells.compared), 'served values compared'],
    [formatCount(cells.training.compared), 'training values compared'],
    [formatCount(rows), rows === 1 ? 'probe' : 'probes'],
    ...(seeds === null
      ? []
      : ([
          [formatCount(scenarios.length), scenarios.length === 1 ? 'scenario' : 'scenarios'],
          [formatCount(seeds.runs), seeds.runs === 1 ? 'seed of each' : 'seeds of each'],
        ] as [string, string][])),
    ...(store === null ? [] : ([[`${store.name} (${store.stack})`, 'store']] as [string, string][])),
    ...(durations.total === undefined
      ? []
      : ([[formatMicros(durations.total * 1_000), 'taken']] as [string, string][])),
  ]
}

/** A page of a verdict and the sections that have something to show. */
function reportOf(
  header: VerdictHeader,
  sections: readonly (PageSection | null)[],
  count: Pick<ReportData, 'cells' | 'cellsByPart'>,
): ReportData {
  const kept = sections.filter(section => section !== null)
  const [skipTo] = kept
  return {
    schema: reportSchemaName,
    title: `plumbline: ${header.tone}`,
    ...count,
    body: [
      hatchPattern(),
      h(
        'a',
        { class: 'skip', href: `#${header.firstError ?? skipTo?.id ?? 'verdict'}` },
        'Skip to the first error',
      ),
      h(
        'main',
        {},
        verdictHeader(header),
        h(
          'nav',
          { class: 'places', 'aria-label': 'sections' },
          kept.map(({ id, title }) => h('a', { href: `#${id}` }, title)),
        ),
        kept.map(sectionView),
      ),
    ],
  }
}
