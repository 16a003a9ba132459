/**
 * A point on one of the four clocks: integer microseconds (µs) since the Unix epoch, UTC.
 * Exact up to 2⁵³ µs, that is the year 2255.
 */
export type Instant = number

/** A length of time in whole microseconds (µs). */
export type Micros = number

/** The types that one value, not a list of values, can have. */
export type ScalarType = 'string' | 'int' | 'float' | 'bool' | 'timestamp'

/** A type that a field, a key part or a request field can be declared with; key parts are scalars. */
export type FieldType = ScalarType | `list<${ScalarType}>` | `vector<${'float32' | 'float64'},${number}>`

/** A type as a definition document spells it; `lastN` of a list or a vector gives a list of those. */
export type ValueType = FieldType | `list<${FieldType}>`

/**
 * A value in memory. `int` is a bigint (64 bits, never through a double), `float` a number, `bool` a boolean,
 * `string` a string, `timestamp` a bigint of µs since the epoch, lists and vectors arrays, absent is null.
 */
export type Value = null | bigint | number | boolean | string | readonly Value[]

/** What serving says of a value beside the value itself; semantics § 4. */
export type State = 'present' | 'null' | 'not-found' | 'expired' | 'error'
