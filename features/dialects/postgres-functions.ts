/** Half of the least float, which rounds to zero, and where a decimal begins to round to infinity. */
const halfLeast = '2.470328229206232720882843964341e-324'
const beyond = '1.797693134862315807937289714053e308'

/** A function of two floats that is the operator of IEEE 754, null where the result is not finite. */
function total(name: string, operator: string, underflows: string): string {
  return `CREATE OR REPLACE FUNCTION pg_temp.${name}(a float8, b float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT AS $plumbline$
DECLARE result float8;
BEGIN
  result := a ${operator} b;
  RETURN CASE WHEN result > CAST('-Infinity' AS float8) AND result < CAST('Infinity' AS float8) THEN result END;
EXCEPTION
  WHEN division_by_zero THEN RETURN NULL;
  WHEN numeric_value_out_of_range THEN RETURN CASE WHEN ${underflows} THEN 0 END;
END $plumbline$`
}

/**
 * What a script for PostgreSQL needs: it throws where a float leaves the range, and so does a cast from a decimal. Which end
 * it left by is told by the sizes, since the words of the error depend on the language of the server.
 */
export const postgresFunctions: readonly string[] = [
  'SET extra_float_digits = 1',
  `CREATE OR REPLACE FUNCTION pg_temp.plumbline_float(x numeric) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $plumbline$
SELECT CASE WHEN abs(x) <= ${halfLeast} THEN CAST(0 AS float8) WHEN abs(x) < ${beyond} THEN CAST(x AS float8) END
$plumbline$`,
  total('plumbline_add', '+', 'FALSE'),
  total('plumbline_mul', '*', 'ln(abs(a)) + ln(abs(b)) < 0'),
  total('plumbline_div', '/', 'ln(abs(a)) - ln(abs(b)) < 0'),
]
