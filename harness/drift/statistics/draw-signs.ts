import type { Random } from '../../../generators/random.ts'

/** Signs, each + or − with the same chance; 30 from each draw. */
export function drawSigns(count: number, random: Random): Int8Array {
  const signs = new Int8Array(count)
  let bits = 0
  for (let e = 0; e < count; e++) {
    if (e % 30 === 0) bits = random.int(0, 2 ** 30 - 1)
    signs[e] = (bits & 1) === 1 ? 1 : -1
    bits >>>= 1
  }
  return signs
}
