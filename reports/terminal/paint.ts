import pc from 'picocolors'
import type { Verdict } from '../result.ts'

type Painter = (text: string) => string

/** What the terminal report paints; each painter gives its text back unchanged where there is no colour. */
export interface Paint {
  readonly strong: Painter
  readonly faint: Painter
  readonly good: Painter
  readonly bad: Painter
  readonly unsure: Painter
  readonly verdict: (verdict: Verdict) => Painter
}

export function createPaint(color: boolean): Paint {
  const { bold, dim, green, red, yellow, magenta } = pc.createColors(color)
  const verdicts: Record<Verdict, Painter> = {
    pass: text => bold(green(text)),
    skew: text => bold(red(text)),
    inconclusive: text => bold(yellow(text)),
    broken: text => bold(magenta(text)),
  }
  return {
    strong: bold,
    faint: dim,
    good: green,
    bad: red,
    unsure: yellow,
    verdict: verdict => verdicts[verdict],
  }
}
