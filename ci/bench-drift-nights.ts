import type { Random } from '../generators/random.ts'
import { benjaminiHochberg, benjaminiYekutieli } from '../harness/drift/statistics/adjusted-p.ts'
import { effectGate } from '../harness/drift/statistics/effect-gate.ts'
import { ksTwoSided } from '../harness/drift/statistics/ks-test.ts'
import { spentAlpha } from '../harness/drift/statistics/spent-alpha.ts'
import { summaryOf, textbookP } from './bench-drift-rules.ts'
import { nullSamples } from './bench-drift-samples.ts'

/** Alarms of a rule in nights without drift. */
export interface NightAlarms {
  readonly rule: string
  readonly alarms: number
  /** Nights with at least one alarm. */
  readonly nights: number
  /** Runs of all nights with at least one alarm: what the familywise rule bounds by 5 %. */
  readonly runs: number
}

export interface NightStudy {
  readonly features: number
  readonly nights: number
  readonly runs: number
  readonly rows: number
  readonly rules: readonly NightAlarms[]
}

const alpha = 0.05

/** p of every feature, and the night: which features alarm. */
type NightRule = (night: {
  readonly p: readonly number[]
  readonly textbook: readonly number[]
  readonly d: readonly number[]
  readonly rows: number
  readonly look: number
}) => number

const below = (values: readonly number[], limit: number) => values.filter(value => value <= limit).length

const rules: Readonly<Record<string, NightRule>> = {
  'textbook p < .05': ({ textbook }) => below(textbook, alpha),
  'p given ties < .05': ({ p }) => below(p, alpha),
  'Benjamini–Hochberg each night': ({ p }) => below(benjaminiHochberg(p), alpha),
  'Benjamini–Yekutieli, α spent over looks': ({ p, look }) =>
    below(benjaminiYekutieli(p), spentAlpha(alpha, look)),
  'familywise, α spent over looks': ({ p, look }) => below(p, spentAlpha(alpha, look) / p.length),
  'effect gate, α spent over looks (the verdict)': ({ d, rows, look }) =>
    d.filter(
      each =>
        effectGate({
          d: each,
          n: rows,
          m: rows,
          epsilon: 0.1,
          alpha: spentAlpha(alpha, look) / d.length,
          minimum: 100,
        }).verdict === 'fail',
    ).length,
}

/** Nightly runs over features of four kinds, none of which drifts. */
export function studyNights(
  random: Random,
  size: Omit<NightStudy, 'rules'>,
  onProgress: (line: string) => void,
): NightStudy {
  const kinds = [
    nullSamples.continuous!,
    nullSamples.continuous!,
    nullSamples['10 levels']!,
    nullSamples['90 % zero']!,
  ]
  const counts = new Map(Object.keys(rules).map(rule => [rule, { alarms: 0, nights: 0, runs: 0 }]))
  for (let run = 0; run < size.runs; run++) {
    const alarmed = new Set<string>()
    for (let look = 1; look <= size.nights; look++) {
      onProgress(`night ${look} of ${size.nights}, run ${run + 1} of ${size.runs}`)
      const night = { p: [] as number[], textbook: [] as number[], d: [] as number[], rows: size.rows, look }
      for (let feature = 0; feature < size.features; feature++) {
        const summary = summaryOf(kinds[feature % kinds.length]!(random, size.rows))
        night.p.push(ksTwoSided(summary, random).p)
        night.textbook.push(textbookP(summary))
        night.d.push(Math.max(summary.up.h, summary.down.h) / (summary.n * summary.m))
      }
      for (const [name, rule] of Object.entries(rules)) {
        const alarms = rule(night)
        const count = counts.get(name)!
        count.alarms += alarms
        if (alarms > 0) {
          count.nights++
          alarmed.add(name)
        }
      }
    }
    for (const name of alarmed) counts.get(name)!.runs++
  }
  return { ...size, rules: [...counts].map(([rule, count]) => ({ rule, ...count })) }
}
