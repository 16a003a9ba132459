import type { Value } from '../../../features/value.ts'
import { keyText } from '../../oracle/specification/compare-values.ts'
import type { CauseRule } from '../cause-rule.ts'
import { policyVariant } from './policy-variant.ts'

interface KeyKind {
  readonly label: string
  readonly is: (key: readonly Value[]) => boolean
}

const someText = (test: (text: string) => boolean) => (key: readonly Value[]) =>
  key.some(value => typeof value === 'string' && test(value))
const someInt = (test: (int: bigint) => boolean) => (key: readonly Value[]) =>
  key.some(value => typeof value === 'bigint' && test(value))
const size = (int: bigint) => (int < 0n ? -int : int)

/** Keys that are easily written in two ways. */
const kinds: readonly KeyKind[] = [
  { label: 'beyond 32 bits', is: someInt(int => BigInt.asIntN(32, int) !== int) },
  { label: 'beyond 53 bits', is: someInt(int => size(int) > 2n ** 53n) },
  { label: 'below 0', is: someInt(int => int < 0n) },
  { label: 'of 0', is: someInt(int => int === 0n) },
  { label: 'with spaces round them', is: someText(text => text.trim() !== text) },
  { label: 'with upper-case letters', is: someText(text => text.toLowerCase() !== text) },
  { label: 'that are empty', is: someText(text => text === '') },
  { label: 'with letters beyond ASCII', is: someText(text => /[^ -~]/.test(text)) },
  { label: 'that are not normalized (NFC)', is: someText(text => text.normalize('NFC') !== text) },
  { label: 'with digits only', is: someText(text => /^\d+$/.test(text)) },
  { label: 'with a leading 0', is: someText(text => /^0\d+$/.test(text)) },
  {
    label: 'with a mark in them',
    is: someText(text => [...'_,:|/.;#-\u0000'].some(mark => text.includes(mark))),
  },
  { label: 'with a quote in them', is: someText(text => /["'\\]/.test(text)) },
  {
    label: 'with a fraction',
    is: key => key.some(value => typeof value === 'number' && !Number.isInteger(value)),
  },
  {
    label: 'that are whole numbers',
    is: key => key.some(value => typeof value === 'number' && Number.isInteger(value)),
  },
  { label: 'that are true', is: key => key.includes(true) },
  { label: 'that are false', is: key => key.includes(false) },
]

const ofText = (change: (text: string) => string) => (value: Value) =>
  typeof value === 'string' ? change(value) : value
const ofInt = (change: (int: bigint) => bigint) => (value: Value) =>
  typeof value === 'bigint' ? change(value) : value

/** Ways to change a key before it is looked up. */
const changes: readonly { readonly label: string; readonly of: (value: Value) => Value }[] = [
  { label: 'looks keys up without the spaces round them', of: ofText(text => text.trim()) },
  { label: 'looks keys up in lower case', of: ofText(text => text.toLowerCase()) },
  { label: 'looks keys up normalized (NFC)', of: ofText(text => text.normalize('NFC')) },
  ...(['NFD', 'NFKC', 'NFKD'] as const).map(form => ({
    label: `looks keys up normalized (${form})`,
    of: ofText(text => text.normalize(form)),
  })),
  ...(['NFC', 'NFKC', 'NFKD'] as const).map(form => ({
    label: `looks keys up normalized (${form}) and without the spaces round them`,
    of: ofText(text => text.normalize(form).trim()),
  })),
  {
    label: 'looks keys up in lower case and without the spaces round them',
    of: ofText(text => text.trim().toLowerCase()),
  },
  { label: 'looks keys up in 32 bits', of: ofInt(int => BigInt.asIntN(32, int)) },
  { label: 'looks keys up in 53 bits', of: ofInt(int => BigInt(Number(int))) },
]

/** One key that becomes two: it is written in one way, and looked up in another. */
export const keySplit: CauseRule = {
  says: 'writes a key in one way and looks it up in another, so that its facts are not found',
  mend: 'encode keys by one function on both sides, exact for 64-bit integers, spaces, case and empty texts',
  looksLike: 'Some kinds of keys have no values at all: beyond 32 bits, with spaces, empty.',
  example: 'count(), key 8589934592 has a fact → read it: served 0 (not-found), point-in-time gives 1',
  known: [{ symptom: 'int64 keys beyond 32 bits encode differently', where: 'feast-dev/feast#2944' }],
  variants: ({ wrong, right }) => {
    const keys = [...wrong, ...right].map(cell => cell.key)
    const lookedUp = changes
      .filter(({ of }) => wrong.some(({ key }) => keyText(key.map(of)) !== keyText(key)))
      .map(({ label, of }) =>
        policyVariant({
          label,
          cost: 1,
          policy: {
            records: (records, { key, plan, row }) => {
              const other = key.includes(null) ? key : key.map(of)
              if (keyText(other) === keyText(key)) return records
              return row.world.logs(plan.definitions, plan.feature.source.name).records(other)
            },
          },
          because: () => 'its key is looked up as another',
        }),
      )
    const notFound = kinds
      .filter(({ is }) => wrong.some(({ key }) => is(key)) && keys.some(key => !is(key)))
      .map(({ label, is }) =>
        policyVariant({
          label: `does not find keys ${label}`,
          cost: 2,
          policy: { records: (records, { key }) => (is(key) ? [] : records) },
          because: () => `its key is one of those ${label}, whose facts are not found`,
        }),
      )
    return [...lookedUp, ...notFound]
  },
}
