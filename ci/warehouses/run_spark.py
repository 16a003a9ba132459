"""Runs scripts of Spark SQL: on stdin a JSON array of {"script", "query"}; prints the rows of each query as JSON, one array a line."""

import json
import sys
import tempfile

from pyspark.sql import SparkSession

with tempfile.TemporaryDirectory() as folder:
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": folder,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.memory": "700m",
    }
    builder = SparkSession.builder.master("local[1]").appName("plumbline")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for case in json.load(sys.stdin):
        for statement in case["script"].split(";\n"):
            if any(line.strip() and not line.startswith("--") for line in statement.split("\n")):
                spark.sql(statement)
        print(json.dumps([list(row) for row in spark.sql(case["query"]).collect()]), flush=True)
    spark.stop()
