/**
 * Objects that state is made of, by the names of their fields in order: such an object is written as one byte and
 * its values. A shape is known by its place here: add new ones at the end, and never move or change one.
 */
export const knownShapes: readonly (readonly string[])[] = [
  ['id', 'eventTime', 'firstArrival', 'lateness', 'knownFrom', 'knownTo', 'columns'],
  ['sealed', 'facts'],
  ['facts'],
  ['accs'],
  ['facts', 'poisoned', 'inner'],
  ['input', 'eventTime', 'firstArrival', 'id'],
  ['n', 'exact', 'total', 'absolute'],
  ['n', 'mean', 'm2', 'largest'],
  ['next', 'documents'],
  ['highest', 'greatest', 'rejects'],
]
