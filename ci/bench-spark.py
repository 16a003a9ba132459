"""The SQL of the rings of bench:recompute in Spark, local, both readings.

bench-recompute starts it with: bench-spark.py spark EVENTS PROBES THREADS MEMORY; it reads one JSON task a line. Its memory
is the JVM's, which this process does not see.
"""

import glob
import json
import os
import shutil
import sys
import time

from pyspark.sql import SparkSession

_, _, events_file, probes_file, threads, memory = sys.argv

HOURS = {"1h": 1, "24h": 24, "30d": 720}


def columns():
    for ring, window in enumerate(HOURS):
        for reading in ("known", "trained"):
            where = f"FILTER (WHERE ring <= {ring}{' AND known' if reading == 'known' else ''})"
            n, s, q = (f"sum({part}) {where}" for part in ("n", "s", "q"))
            spread = f"sqrt(greatest(0.0D, ({q} - {s} * {s} / {n}) / ({n} - 1)))"
            values = {
                "count": f"CAST(coalesce({n}, 0) AS BIGINT)",
                "sum": s,
                "mean": f"{s} / {n}",
                "min": f"min(lo) {where}",
                "max": f"max(hi) {where}",
                "stddev": f"CASE WHEN {n} > 1 THEN {spread} END",
                "last": f"max_by(newest, newest_time) {where}",
            }
            for kind, value in values.items():
                yield f"{value} AS `{kind}_{window}__{reading}`"


def rings():
    return f"""
WITH p AS (SELECT probe, account, CAST(timestamp_micros(as_of) AS TIMESTAMP_NTZ) AS t FROM probes),
parts AS (
  SELECT probe, ring, known, count(*) AS n, sum(amount) AS s, sum(amount * amount) AS q, min(amount) AS lo, max(amount) AS hi,
    max(event_time) AS newest_time, max_by(amount, event_time) AS newest
  FROM (
    SELECT p.probe, e.amount, e.event_time, e.arrival_time <= p.t AS known,
      CASE WHEN e.event_time >= p.t - INTERVAL {HOURS['1h']} HOURS THEN 0
           WHEN e.event_time >= p.t - INTERVAL {HOURS['24h']} HOURS THEN 1 ELSE 2 END AS ring
    FROM p JOIN events e ON e.account = p.account
      AND e.event_time >= p.t - INTERVAL {HOURS['30d']} HOURS AND e.event_time < p.t
  ) GROUP BY probe, ring, known
)
SELECT p.probe, {', '.join(columns())} FROM p LEFT JOIN parts USING (probe) GROUP BY p.probe"""


def open_session():
    spark = (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.driver.memory", f"{int(memory) // 2**20}m")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", str(4 * int(threads)))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.parquet(events_file).createOrReplaceTempView("events")
    spark.read.parquet(probes_file).createOrReplaceTempView("probes")
    return spark


def write(answers, file):
    folder = f"{file}.parts"
    answers.coalesce(1).write.mode("overwrite").parquet(folder)
    (part,) = glob.glob(os.path.join(folder, "part-*.parquet"))
    os.replace(part, file)
    shutil.rmtree(folder)


def answer(spark, task):
    began = time.perf_counter()
    answers = spark.sql(rings())
    if task["do"] == "write":
        write(answers, task["file"])
    else:
        answers.write.format("noop").mode("overwrite").save()
    return {"ms": 1000 * (time.perf_counter() - began), "peakBytes": None}


session = open_session()
for line in sys.stdin:
    try:
        reply = answer(session, json.loads(line))
    except Exception as error:  # whatever it is, the bench must hear of it
        reply = {"error": str(error)}
    print(json.dumps(reply), flush=True)
session.stop()
