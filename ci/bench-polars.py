"""Polars' `rolling` on the workload of bench:recompute, as-trained only, since it knows no arrival times.

bench-recompute starts it with: bench-polars.py polars EVENTS PROBES THREADS MEMORY; it reads one JSON task a line.
"""

import json
import os
import resource
import sys
import time

_, _, events_file, probes_file, threads, _ = sys.argv
os.environ["POLARS_MAX_THREADS"] = threads

import polars as pl  # noqa: E402: the number of threads is read when it is loaded

WINDOWS = ("1h", "24h", "30d")


def aggregates(window):
    amount = pl.col("amount")
    return [
        amount.count().cast(pl.Int64).alias(f"count_{window}__trained"),
        amount.sum().alias(f"sum_{window}__trained"),
        amount.mean().alias(f"mean_{window}__trained"),
        amount.min().alias(f"min_{window}__trained"),
        amount.max().alias(f"max_{window}__trained"),
        amount.std().alias(f"stddev_{window}__trained"),
        amount.drop_nulls().last().alias(f"last_{window}__trained"),
    ]


def recompute():
    """A window ends at every row, so probes are rows without an amount, and the rows of events are thrown away."""
    events = pl.read_parquet(events_file).select(
        "account", pl.col("event_time").alias("at"), "amount", pl.lit(None, pl.Int64).alias("probe")
    )
    probes = pl.read_parquet(probes_file).select(
        "account", pl.from_epoch("as_of", "us").alias("at"), pl.lit(None, pl.Float64).alias("amount"), "probe"
    )
    rows = pl.concat([events, probes]).sort("account", "at")
    is_probe = rows["probe"].is_not_null()
    answers = rows.filter(is_probe).select("probe")
    for window in WINDOWS:
        rolled = rows.rolling("at", period=window, closed="left", group_by="account").agg(aggregates(window))
        answers = answers.hstack(rolled.filter(is_probe).drop("account", "at"))
    return answers


def with_nulls(answers):
    """The sum of nothing is null, as in SQL."""
    empty = [
        pl.when(pl.col(f"count_{window}__trained") > 0).then(pl.col(f"sum_{window}__trained")).alias(f"sum_{window}__trained")
        for window in WINDOWS
    ]
    return answers.with_columns(empty)


def answer(task):
    began = time.perf_counter()
    answers = recompute()
    ms = 1000 * (time.perf_counter() - began)
    if task["do"] == "write":
        with_nulls(answers).write_parquet(task["file"])
    return {"ms": ms, "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # whatever it is, the bench must hear of it
        reply = {"error": str(error)}
    print(json.dumps(reply), flush=True)
