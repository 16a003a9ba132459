import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BatchOutcome, SeedBatch } from './bench-simulate-process.ts'

/**
 * How many seeds of the swarm a minute are simulated and judged: driven through the reference store, every cell recomputed by
 * the specification evaluator, and in batches with the seed as a key part by the indexed evaluator and the batch plan in
 * DuckDB. `node ci/bench-simulate.ts [seconds] [seeds of a batch]`; it fails where anything differs.
 */

const target = 6_000
const [seconds = 30, batchSeeds = 500] = process.argv.slice(2).map(Number)
const width = availableParallelism()

const outcomes: BatchOutcome[] = []
let next = 1

/** Starts a process, which first does a small batch that is not counted: compilers are warm then. */
async function started(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./bench-simulate-process.ts', import.meta.url)), {
    serialization: 'advanced',
  })
  await answerOf(child)
  child.send({ first: 1_000_000, seeds: 60 } satisfies SeedBatch)
  await answerOf(child)
  return child
}

async function answerOf(child: ChildProcess): Promise<BatchOutcome> {
  const ended = new AbortController()
  try {
    const exited = once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('a process of the benchmark ended')
    })
    exited.catch(() => undefined)
    const [answer] = (await Promise.race([once(child, 'message'), exited])) as [BatchOutcome]
    return answer
  } finally {
    ended.abort()
  }
}

async function work(child: ChildProcess, until: number): Promise<void> {
  while (performance.now() < until) {
    child.send({ first: next, seeds: batchSeeds } satisfies SeedBatch)
    next += batchSeeds
    outcomes.push(await answerOf(child))
  }
}

const children = await Promise.all(Array.from({ length: width }, started))
const began = performance.now()
await Promise.all(children.map(child => work(child, began + seconds * 1_000)))
const tookMs = performance.now() - began
for (const child of children) child.disconnect()

const sum = (of: (outcome: BatchOutcome) => number) => outcomes.reduce((total, each) => total + of(each), 0)
const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const seeds = sum(each => each.seeds)
const perMinute = (seeds / tookMs) * 60_000
const each = (ms: number) => `${(ms / seeds).toFixed(2)} ms`
const count = (number: number) => Math.round(number).toLocaleString('en')

console.log(
  `seeds          ${count(seeds)} in ${(tookMs / 1_000).toFixed(1)} s by ${width} processes, ${batchSeeds} a batch`,
)
console.log(
  `median seed    ${median(outcomes.flatMap(({ events }) => events))} events, ${median(outcomes.flatMap(({ probes }) => probes))} probes, 8 features`,
)
console.log(`seeds/min      ${count(perMinute)} (target ${count(target)})`)
console.log(
  `served cells   ${count(sum(({ cells }) => cells))}, ${count((sum(({ cells }) => cells) / tookMs) * 1_000)} a second, by the specification evaluator`,
)
console.log(
  `rechecked      ${count(sum(({ rechecked }) => rechecked))} cells, ${count((sum(({ rechecked }) => rechecked) / tookMs) * 1_000)} a second, by the indexed evaluator and DuckDB`,
)
console.log(
  `a seed takes   ${each(sum(({ simulatedMs }) => simulatedMs))} driven and judged, ${each(sum(({ recheckedMs }) => recheckedMs))} rechecked, of one core`,
)
const cpuMs = sum(({ cpuMs }) => cpuMs)
console.log(
  `core time      ${each(cpuMs)} a seed, so ${count((width * 60_000 * seeds) / cpuMs)} seeds/min where nothing else has the cores`,
)
console.log(
  `wrong cells    ${count(sum(({ wrong }) => wrong))}; disagreements ${count(sum(({ disagreements }) => disagreements))}`,
)
if (sum(({ wrong }) => wrong) + sum(({ disagreements }) => disagreements) > 0) process.exitCode = 1
