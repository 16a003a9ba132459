import { type Command, InvalidArgumentError } from 'commander'
import { type Duration, parseDuration } from '../../features/duration.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { openEmbeddedStore } from '../processes/embedded-store.ts'
import { openRealStore } from '../processes/real-store.ts'
import { wallClock } from '../processes/wall-clock.ts'
import { type HttpLimits, httpLimits } from '../serving/http/http-limits.ts'
import type { Tokens } from '../serving/http/http-routes.ts'
import { tokensOf } from '../serving/http/tokens-of.ts'
import { storeSeams } from '../store-seams.ts'
import { loadDocuments } from './load-documents.ts'

interface StoreFlags {
  readonly features: readonly string[]
  readonly host: string
  readonly port: number
  readonly partitions: number
  readonly workers: number
  readonly namespace?: string
  readonly region?: readonly string[]
  readonly staleAfter?: number
  readonly asOfAgeMax?: number
  readonly embedded?: true
}

/** What runs, until it is told to stop. */
interface RunningStore {
  readonly host: string
  readonly port: number
  /** What it runs on, for people. */
  readonly about: readonly string[]
  close(): Promise<void>
}

/** ms that a graceful stop may take before the process leaves all the same. */
const stopMs = 15_000

/** `store`: run the reference store by itself. */
export function addStoreCommand(program: Command): void {
  program
    .description(
      'run the reference store: a log, workers that keep online state, and an HTTP API that serves features',
    )
    .requiredOption(
      '--features <file>',
      'a features file (.ts, .js or .json); given again, versions are served side by side, each fed by itself',
      (path: string, paths: readonly string[] = []) => [...paths, path],
    )
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <n>', 'the port to listen on; 0: any that is free', whole(0, 65_535), 7070)
    .option('--partitions <n>', 'partitions of each source’s topic', whole(1, 1_024), 4)
    .option('--workers <n>', 'worker processes', whole(1, 256), 2)
    .option(
      '--namespace <name>',
      'where topics and state are kept between runs (default: a new one, removed at the end)',
    )
    .option(
      '--region <name>',
      'keep a replica of the state in a Redis of this region, fed by workers of its own; given again, the first is home (default: one state)',
      regionName,
    )
    .option(
      '--stale-after <duration>',
      'an answer that lacks what is in the log for longer says so (default: 5s)',
      duration,
    )
    .option(
      '--as-of-age-max <duration>',
      'refuse questions about an older instant, and forget what no other can see (default: keep everything)',
      duration,
    )
    .option('--embedded', 'everything in this process and in memory, without Kafka and Redis')
    .addHelpText('after', help)
    .action(async (flags: StoreFlags) => runStore(flags))
}

const help = `
Environment:
  PLUMBLINE_READ_TOKEN    the bearer token that reads need (default: none)
  PLUMBLINE_ADMIN_TOKEN   the one that admin routes and appends need
  KAFKA_BROKERS, REDIS_URL and what belongs to them: see npm run services -- --help
  REDIS_URL_EAST          the Redis of --region east; where it is not set, one is found or started

Examples:
  # in memory, to try it
  $ npm run store -- --features features.ts --embedded
  # on Kafka and Redis, two versions side by side
  $ npm run store -- --features fraud-3.ts --features fraud-4.ts --workers 4
  # in two regions, each with two workers; a question may say which one shall answer
  $ npm run store -- --features features.ts --region east --region west`

async function runStore(flags: StoreFlags): Promise<void> {
  const stop = stopSignal()
  const files = await Promise.all(flags.features.map(loadDocuments))
  const tokens = tokensOf(process.env)
  const limits: HttpLimits = {
    ...httpLimits,
    staleAfter: flags.staleAfter ?? httpLimits.staleAfter,
    asOfAgeMax: flags.asOfAgeMax ?? null,
  }
  const store =
    flags.embedded === true ? await embedded(flags, files, tokens, limits) : await real(flags, files, limits)
  for (const line of store.about) say(line)
  if (!isLoopback(store.host) && (tokens.read === null || tokens.admin === null)) {
    say('whoever reaches this address may read or append: set PLUMBLINE_READ_TOKEN and PLUMBLINE_ADMIN_TOKEN')
  }
  say(
    `listening on http://${store.host.includes(':') ? `[${store.host}]` : store.host}:${store.port}, API at /openapi.json`,
  )
  const signal = await stop
  say(`stopping (${signal})`)
  const late = setTimeout(() => {
    say('it did not stop in time and is ended')
    process.exit(70)
  }, stopMs)
  await store.close()
  clearTimeout(late)
  say('stopped')
}

type Files = Awaited<ReturnType<typeof loadDocuments>>[]

async function embedded(
  flags: StoreFlags,
  files: Files,
  tokens: Tokens,
  limits: HttpLimits,
): Promise<RunningStore> {
  if (flags.namespace !== undefined) {
    throw new PlumblineError(
      'usage',
      '--namespace means nothing to --embedded, which keeps nothing: leave one out',
    )
  }
  if (flags.region !== undefined) {
    throw new PlumblineError(
      'usage',
      '--region means nothing to --embedded, which keeps one state in memory: leave one out',
    )
  }
  const { server, close } = await openEmbeddedStore({
    files,
    partitions: flags.partitions,
    seams: storeSeams,
    limits,
    tokens,
    listen: { host: flags.host, port: flags.port },
    lookEveryMs: 50,
    now: wallClock,
    report: say,
  })
  return { host: server.host, port: server.port, about: ['embedded: in memory, gone at the end'], close }
}

function real(flags: StoreFlags, files: Files, limits: HttpLimits): Promise<RunningStore> {
  const { host, port, partitions, workers, namespace = null, region: regions = [] } = flags
  return openRealStore({
    files,
    limits,
    listen: { host, port },
    partitions,
    workers,
    namespace,
    regions,
    env: process.env,
    report: say,
  })
}

/** The first signal that asks to stop; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    let isStopping = false
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (isStopping) process.exit(130)
        isStopping = true
        resolve(name)
      })
    }
  })
}

function say(line: string): void {
  process.stderr.write(`store: ${line}\n`)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

function whole(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
  }
}

/** Short and plain: it stands in names of groups, of keys and of variables. */
function regionName(text: string, names: readonly string[] = []): readonly string[] {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(text)) {
    throw new InvalidArgumentError(
      'Write a lower-case letter, then letters and digits, 16 at most, such as east.',
    )
  }
  if (names.includes(text)) throw new InvalidArgumentError('Give each region once.')
  return [...names, text]
}

function duration(text: string): number {
  const micros = parseDuration(text as Duration)
  if (micros !== null) return micros
  throw new InvalidArgumentError('Write a whole number and us, ms, s, m, h or d, such as 5s.')
}
