/** The first byte of an encoded value says what follows. Part of what is stored: never change one. */
export const tags = {
  null: 0,
  undefined: 1,
  false: 2,
  true: 3,
  /** 8 bytes. */
  float: 4,
  /** An int's magnitude in 1, 4 or 7 bytes. */
  int1: 5,
  int4: 6,
  int7: 7,
  minus1: 8,
  minus4: 9,
  minus7: 10,
  /** A bigint that a number holds: that number follows as a value. */
  bigAsInt: 11,
  /** 8 bytes. */
  big64: 12,
  /** A bigint of more than 64 bits: its decimal digits follow as a text. */
  bigLong: 13,
  /** Bytes, their count first. */
  utf8: 14,
  /** The text has a surrogate without its other half, which UTF-8 cannot write. */
  utf16: 15,
  list: 16,
  /** An object of no known shape: names and values in turn, their count first. */
  object: 17,
  /** The first of the known shapes. */
  shapes: 32,
  /** The first of the ints that are their own tag, which is `smallestInt`. */
  smallInts: 64,
} as const

/** Ints from here on, up to tag 255, take one byte. */
export const smallestInt = -32
export const largestSmallInt = smallestInt + 255 - tags.smallInts
