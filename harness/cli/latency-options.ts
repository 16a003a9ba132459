import { type Command, Option } from 'commander'
import type { Micros } from '../../features/value.ts'
import { type ConditionName, conditionNames, conditions } from '../latency/reference/conditions.ts'
import { durationFlag } from './duration-flag.ts'
import { each, rateOption, wholeNumber } from './option-values.ts'

/** What `latency` may be told. */
export interface LatencyFlags {
  readonly url?: string
  readonly against?: string
  readonly body?: string
  readonly expect?: string
  readonly header?: readonly string[]
  readonly slo?: string
  readonly features?: string
  readonly set?: string
  readonly under: readonly ConditionName[]
  readonly underFor: Micros
  readonly baseline?: string
  readonly rate?: number
  readonly duration: Micros
  readonly arrivals: string
  readonly connections: number
  readonly timeout: Micros
  readonly blocks: number
  readonly seed: number
  readonly findCapacity?: true
  readonly embedded?: true
  readonly events: number
  readonly accounts: number
  readonly entities: number
  readonly yesLoadThisHost?: true
  readonly out?: string
  readonly json?: true
}

export function addLatencyOptions(verb: Command): Command {
  return verb
    .description(
      'put an HTTP server under load on a schedule that no answer can delay, and hold its percentiles against budgets',
    )
    .option('--url <url>', 'what to ask (default: the reference store, which is started for it)')
    .option('--body <file>', 'JSON Lines: a request body a line, sent in turn by POST (default: GET)')
    .option('--expect <file>', 'JSON Lines: the answer that each body has to get; another one is no success')
    .option(
      '--header <header>',
      'as in "Name: value"; may be given again. Secrets: see Headers',
      each(String),
    )
    .option(
      '--slo <budgets>',
      'such as p50=5ms,p99=50ms,errors=0.1%,freshness.p99=1s (default: slo.json beside the features file, else p99=50ms,freshness.p99=1s)',
    )
    .option(
      '--features <file>',
      'a features file: what is measured, or served at --url (default: plumbline’s own)',
    )
    .option('--set <name>', 'which set of the features file, where it holds several')
    .option(
      '--rate <n>',
      'requests a second (default: 500, or 70% of the saturation where that is less)',
      rateOption,
    )
    .addOption(durationFlag('--duration <duration>', 'how long, at most 1h', 20_000_000))
    .option('--arrivals <kind>', 'constant or poisson', 'poisson')
    .option('--connections <n>', 'requests under way at most', wholeNumber(1), 64)
    .addOption(durationFlag('--timeout <duration>', 'an answer that takes longer is a failure', 5_000_000))
    .option('--blocks <n>', 'parts that the run is told in', wholeNumber(5), 20)
    .option('--seed <n>', 'of the schedule', wholeNumber(0), 1)
    .option('--against <url>', 'measure this one in turn with --url, and compare: times of one run alone lie')
    .option('--baseline <folder>', 'a stored run of latency, to compare with by overlap of intervals')
    .option('--find-capacity', 'search the highest rate that still meets the SLO')
    .option('--embedded', 'the reference store in memory behind HTTP, without Kafka and Redis')
    .option('--events <n>', 'the reference store: events that it holds', wholeNumber(1), 20_000)
    .option('--accounts <n>', 'the reference store: accounts that they belong to', wholeNumber(1), 2_000)
    .option('--entities <n>', 'the reference store: entities that one request asks for', wholeNumber(1), 1)
    .addOption(
      new Option(
        '--under <condition...>',
        'the reference store: what goes on while freshness and reads are measured, or none',
      )
        .choices([...conditionNames, 'none'])
        .default(conditionNames, 'all'),
    )
    .addOption(
      durationFlag('--under-for <duration>', 'the reference store: how long each of them lasts', 10_000_000),
    )
    .option('--yes-load-this-host', 'the server is on another machine, whose owner knows of the load')
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `\nConditions:\n${conditionsText()}\n\nHeaders:\n  PLUMBLINE_LATENCY_HEADERS  in the environment: more headers, one a line: for secrets, which a\n                     command line would show to others`,
    )
}

function conditionsText(): string {
  const lines = conditionNames.map(name => `  ${name.padEnd(16)}${conditions[name].about}`)
  return lines.join('\n')
}
