import type { StoredCell } from '../cell.ts'
import { evaluateAsked, inputsOf } from '../evaluate-asked.ts'
import type { TracedFact } from '../traced-fact.ts'

/** Sets that are given back at most. */
const setsMax = 20

interface Part {
  readonly sum: number
  readonly mask: number
}

/**
 * Sets of facts that, counted once more (or, with −1, not at all), may make a count, a sum or a mean what was given: found by meeting in the middle,
 * so that two dozen facts are no more than a few thousand sums. What is given back must still be tried.
 */
export function* addingUpTo(
  cell: StoredCell,
  facts: readonly TracedFact[],
  sign: 1 | -1 = 1,
): Generator<readonly TracedFact[]> {
  const { kind } = cell.feature.aggregate
  const given = cell.given.value
  if (typeof given !== 'number' && typeof given !== 'bigint') return
  if (kind === 'count') {
    const missing = sign * (Number(given) - Number(evaluateAsked(cell).answer.value ?? 0))
    if (missing > 0 && missing <= facts.length) yield facts.slice(-missing)
    return
  }
  const inputs = inputsOf(cell.feature, facts)
  const used = facts.flatMap((fact, i) => (inputs[i] === null ? [] : [{ fact, input: Number(inputs[i]) }]))
  const ours = inputsOf(cell.feature, evaluateAsked(cell).facts)
    .filter(each => each !== null)
    .map(Number)
  const sum = ours.reduce((total, each) => total + each, 0)
  // A mean m of n + k inputs is a sum in which each input that is added counts x − m.
  const offset = kind === 'mean' ? Number(given) : 0
  const distance = kind === 'mean' ? Number(given) * ours.length - sum : Number(given) - sum
  const target = sign * distance
  const values = used.map(({ input }) => input - offset)
  const scale = values.reduce((total, each) => total + Math.abs(each), Math.abs(sum) + Math.abs(target))
  const found = subsets(values, target, 1e-12 * (scale + 1))
  for (const mask of found) yield used.filter((_, i) => mask.has(i)).map(({ fact }) => fact)
}

function* subsets(values: readonly number[], target: number, room: number): Generator<ReadonlySet<number>> {
  const half = Math.floor(values.length / 2)
  const left = sumsOf(values.slice(0, half))
  const right = sumsOf(values.slice(half)).sort((a, b) => a.sum - b.sum)
  let given = 0
  for (const part of left) {
    for (let at = firstFrom(right, target - part.sum - room); at < right.length; at++) {
      const other = right[at] as Part
      if (other.sum > target - part.sum + room) break
      if (part.mask === 0 && other.mask === 0) continue
      if (++given > setsMax) return
      yield new Set([...bits(part.mask, 0), ...bits(other.mask, half)])
    }
  }
}

function sumsOf(values: readonly number[]): Part[] {
  const parts: Part[] = [{ sum: 0, mask: 0 }]
  for (const [i, value] of values.entries()) {
    parts.push(...parts.map(({ sum, mask }) => ({ sum: sum + value, mask: mask | (1 << i) })))
  }
  return parts
}

function firstFrom(parts: readonly Part[], least: number): number {
  let [low, high] = [0, parts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle] as Part).sum < least) low = middle + 1
    else high = middle
  }
  return low
}

function bits(mask: number, from: number): number[] {
  return Array.from({ length: 31 }, (_, i) => i)
    .filter(i => (mask >> i) & 1)
    .map(i => i + from)
}
