import type { ProfileLine } from '../profile-line.ts'
import { floatsAsFloat32 } from '../rules/width-rules.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const values = { k1: 0.1, k2: 16_777_217, k3: 1e-300, k4: 5e-324, k5: 1e22 + 2_097_152 }
const exact = Object.values(values)
const steps = [
  append(...Object.entries(values).map(([key, x]) => fact(0, x, { key }))),
  ask(hour, ...Object.keys(values)),
]
const shown = (of: (value: number) => number) => exact.map(value => String(of(value)))

const possible = [
  found(
    '64-bits',
    shown(value => value),
    'all 64 bits',
  ),
  found('32-bits', shown(Math.fround), 'float32', floatsAsFloat32),
  found(
    'no-subnormals',
    shown(value => (value === 5e-324 ? 0 : value)),
    'all 64 bits, but what is below 2⁻¹⁰²² is 0',
  ),
  found(
    '15-digits',
    shown(value => Number(value.toPrecision(15))),
    '15 digits: they pass through a text',
  ),
]

/** How much of a float is kept. */
export const floatWidth: ProfileLine = {
  name: 'float-width',
  asks: 'How much is kept of floats that need 64 bits?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', type: 'float', steps, possible }),
    way({ kind: 'last', type: 'float', steps, possible }),
    way({ kind: 'max', type: 'float', steps, possible }),
  ],
}
