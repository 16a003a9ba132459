import { edge, type SemanticRule } from './rule.ts'

/** Semantics §§ 7 and 10. */
export const readingRules = {
  'as-known': {
    section: 7,
    says: 'as-known is at K = T, though more is known by the time of the answer or of the training',
    quotes: ['| **as-known** | T |', '**late data**: as-known ≠ as-trained'],
    sides: ['past', 'late-data'],
  },
  'as-trained': {
    section: 7,
    says: 'as-trained is at the training cut',
    quotes: ['| **as-trained** | the training cut', 'A training set declares its reading'],
    sides: edge,
  },
  'as-trained-later': {
    section: 7,
    says: 'as-trained is at T where that is later than the cut',
    quotes: ['or T where that is later'],
    sides: [],
  },
  'as-applied': {
    section: 7,
    says: 'what a store had not applied it could not serve',
    quotes: [
      '| **as-applied** |',
      '**staleness**: served = as-applied',
      'A cell equal to as-known is never a mismatch',
    ],
    sides: [],
  },
  watermark: {
    section: 7,
    says: 'a stated watermark is the only K of as-applied',
    quotes: ['or `watermark` is the only K for as-applied'],
    sides: edge,
  },
  'not-judged': {
    section: 7,
    says: 'a window whose tail lies before `complete_from` is not judged',
    quotes: ['**not judged**: the log does not reach back', 'Counted, never a mismatch'],
    sides: edge,
  },
  'not-judged-unbounded': {
    section: 7,
    says: 'an unbounded feature is not judged, but for a latest whose newest fact is at hand',
    quotes: ['and an unbounded feature, except', '**Not judged, windowed `latest`.**', 'The newest fact'],
    sides: ['sum', 'latest', 'latest-before'],
  },
  'nothing-applied': {
    section: 10,
    says: 'a store that has applied nothing finds nothing',
    quotes: ['**A store that has applied nothing**'],
    sides: [],
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
