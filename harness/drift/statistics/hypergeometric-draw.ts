import type { Random } from '../../../generators/random.ts'

/** Below this many draws balls are taken one by one. */
const fewDraws = 10

const logFactorials: number[] = [0]
for (let n = 1; n < 1024; n++) logFactorials.push((logFactorials[n - 1] as number) + Math.log(n))

function logFactorial(n: number): number {
  if (n < logFactorials.length) return logFactorials[n] as number
  const x = n + 1
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + (1 / 12 - 1 / (360 * x * x)) / x
}

/** How many of `drawn` balls, taken from `marked` and `unmarked` without putting back, are marked: one random draw. */
export function hypergeometricDraw(random: Random, marked: number, unmarked: number, drawn: number): number {
  const all = marked + unmarked
  // Drawing few is drawing many and counting what stays; the fewer colour is the one to count.
  if (drawn > all / 2) return marked - hypergeometricDraw(random, marked, unmarked, all - drawn)
  if (marked > unmarked) return drawn - hypergeometricDraw(random, unmarked, marked, drawn)
  if (marked === 0 || drawn === 0) return 0
  return drawn <= fewDraws ? oneByOne(random, marked, all, drawn) : byRatio(random, marked, unmarked, drawn)
}

function oneByOne(random: Random, marked: number, all: number, drawn: number): number {
  let left = marked
  for (let k = 0; k < drawn && left > 0; k++) if (random.fraction() * (all - k) < left) left--
  return marked - left
}

/** Ratio of uniforms (Stadlober's HRUA): a bounded expected number of tries whatever the counts. */
function byRatio(random: Random, marked: number, unmarked: number, drawn: number): number {
  const all = marked + unmarked
  const p = marked / all
  const variance = ((all - drawn) * drawn * p * (1 - p)) / (all - 1)
  const centre = drawn * p + 0.5
  const width = 1.7155277699214135 * Math.sqrt(variance + 0.5) + 0.8989161620588988
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (all + 2))
  const weight = (k: number) =>
    logFactorial(k) + logFactorial(marked - k) + logFactorial(drawn - k) + logFactorial(unmarked - drawn + k)
  const atMode = weight(mode)
  const most = Math.min(Math.min(drawn, marked) + 1, Math.floor(centre + 16 * Math.sqrt(variance + 0.5)))
  for (;;) {
    const u = 1 - random.fraction()
    const x = centre + (width * (random.fraction() - 0.5)) / u
    if (x < 0 || x >= most) continue
    const k = Math.floor(x)
    if (2 * Math.log(u) <= atMode - weight(k)) return k
  }
}
