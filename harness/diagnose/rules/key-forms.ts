import type { Value } from '../../../features/value.ts'

/** One way to write a key that not every key survives. */
export interface KeyForm {
  readonly label: string
  readonly cost: number
  readonly of: (key: readonly Value[]) => string
}

const part = (value: Value): string => (typeof value === 'number' && value === 0 ? '0' : String(value))
const each = (change: (value: Value) => Value | string) => (key: readonly Value[]) =>
  JSON.stringify(key.map(value => part(change(value) as Value)))
const ofText = (change: (text: string) => string) =>
  each(value => (typeof value === 'string' ? change(value) : value))
const ofInt = (change: (int: bigint) => bigint | number) =>
  each(value => (typeof value === 'bigint' ? String(change(value)) : value))
const joined = (separator: string) => (key: readonly Value[]) => key.map(part).join(separator)

/** Ways in which stores write keys. */
export const keyForms: readonly KeyForm[] = [
  { label: 'joins the parts of a key without a mark between them', cost: 0, of: joined('') },
  ...['_', ',', ':', '|', '-', '/', ' ', '.', ';', '#', '\u0000'].map(mark => ({
    label: `joins the parts of a key with ${JSON.stringify(mark)}`,
    cost: 1,
    of: joined(mark),
  })),
  {
    label: 'does not keep the order of the parts of a key',
    cost: 0.5,
    of: key => JSON.stringify(key.map(part).sort()),
  },
  { label: 'looks at the first part of a key only', cost: 0.5, of: key => part(key[0] ?? null) },
  { label: 'looks at the last part of a key only', cost: 0.5, of: key => part(key.at(-1) ?? null) },
  { label: 'trims the texts of keys', cost: 0.5, of: ofText(text => text.trim()) },
  { label: 'trims the ends of the texts of keys', cost: 0.75, of: ofText(text => text.trimEnd()) },
  { label: 'does not tell upper from lower case in keys', cost: 0.5, of: ofText(text => text.toLowerCase()) },
  { label: 'normalizes the texts of keys (NFC)', cost: 0.75, of: ofText(text => text.normalize('NFC')) },
  { label: 'normalizes the texts of keys (NFKC)', cost: 0.875, of: ofText(text => text.normalize('NFKC')) },
  {
    label: 'takes digits in keys for numbers',
    cost: 0.5,
    of: ofText(text => (/^\s*[+-]?\d+(\.0*)?\s*$/.test(text) ? String(Number(text)) : text)),
  },
  { label: 'cuts keys to 32 bits', cost: 0.5, of: ofInt(int => BigInt.asIntN(32, int)) },
  { label: 'cuts keys to 53 bits', cost: 0.5, of: ofInt(int => Number(int)) },
  { label: 'cuts keys to float32', cost: 1, of: ofInt(int => Math.fround(Number(int))) },
  { label: 'loses the sign of keys', cost: 1, of: ofInt(int => (int < 0n ? -int : int)) },
  { label: 'cuts keys to 16 letters', cost: 2, of: ofText(text => text.slice(0, 16)) },
  { label: 'cuts keys to 8 letters', cost: 2, of: ofText(text => text.slice(0, 8)) },
  { label: 'keeps the ASCII of keys only', cost: 1, of: ofText(text => text.replace(/[^ -~]/g, '?')) },
  { label: 'cuts times in keys to milliseconds', cost: 1, of: ofInt(int => int / 1_000n) },
  { label: 'cuts times in keys to seconds', cost: 1, of: ofInt(int => int / 1_000_000n) },
  {
    label: 'cuts numbers in keys to float32',
    cost: 1,
    of: each(value => (typeof value === 'number' ? Math.fround(value) : value)),
  },
]
