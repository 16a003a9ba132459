import { keysApart } from '../keys-apart.ts'
import type { ProfileLine } from '../profile-line.ts'

/** Texts that look the same and are written by other code points. */
export const stringNormalization: ProfileLine = {
  name: 'string-normalization',
  asks: 'Are keys kept apart that look the same, but are written by other code points?',
  sides: 'both',
  ways: keysApart({
    entity: { name: 'string' },
    written: ['\u00e9', 'e\u0301', '\uac00', '\ufb01', 'fi'].map(name => ({ name })),
    absent: ['\u1100\u1161', 'e'].map(name => ({ name })),
    says: 'they are: texts keep their code points',
  }),
}
