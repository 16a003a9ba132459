"""A feature store in plain Python: it keeps the log, and folds what a window holds when it is asked.

    npm run adapter-check -- exec:python3 examples/python-store/store.py
    npm run verify -- --store 'exec:python3 examples/python-store/store.py'
"""

import math
import re
from collections import defaultdict

from plumbline_store import serve

UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}


def micros(duration):
    number, unit = re.fullmatch(r"(\d+)(us|ms|s|m|h|d)", duration).groups()
    return int(number) * UNITS[unit]


class Store:
    capabilities = {
        "name": "python-example",
        "stack": "in memory",
        "as_of_reads": True,
        "states": True,
        "aggregates": ["count", "sum", "mean", "min", "max", "first", "last", "lastN", "countDistinct", "latest"],
        "expressions": False,
        "records": ["duplicate", "correction", "delete"],
        "isolated": True,
        "train": True,
    }

    def open(self, definitions):
        self.documents = {document["name"]: document for document in definitions}
        self.log = defaultdict(list)

    def ingest(self, records):
        for record in records:
            self.log[record["source"]].append(record)

    def answer(self, probe, known_until):
        document = self.documents[probe["target"]]
        values, states = {}, {}
        for name, feature in document["features"].items():
            if "aggregate" not in feature or "refresh" in feature or "where" in feature:
                continue
            source = document["sources"][feature["source"]]
            key = {field: probe["key"][part] for part, field in source["key"].items()}
            facts = self.facts(feature, source, key, probe["as_of"], known_until)
            values[name], states[name] = self.fold(feature, source, facts, probe["as_of"])
        return {"probe_id": probe["probe_id"], "values": values, "states": states}

    def facts(self, feature, source, key, as_of, known_until):
        """What the feature sees of a key at `as_of`, in the order (event time, first arrival, id)."""
        newest, first = {}, {}
        for record in self.log[feature["source"]]:
            if record["arrival_time"] > known_until or any(record["fields"].get(f) != v for f, v in key.items()):
                continue
            if record["op"] == "upsert":
                first.setdefault(record["id"], record)
            if record["id"] not in newest or record["revision"] > newest[record["id"]]["revision"]:
                newest[record["id"]] = record
        limit = micros(feature["allowedLateness"]) if "allowedLateness" in feature else math.inf
        facts = [
            fact
            for id, fact in newest.items()
            if fact["op"] == "upsert"
            and first[id]["arrival_time"] - first[id]["event_time"] <= limit
            and self.sees(feature.get("window", {}), fact["event_time"], as_of)
        ]
        return sorted(facts, key=lambda fact: (fact["event_time"], first[fact["id"]]["arrival_time"], fact["id"]))

    def sees(self, window, at, as_of):
        tail = -math.inf
        if window.get("length") is not None:
            tail = as_of - micros(window["length"])
            if window.get("slide") is not None:
                tail -= tail % micros(window["slide"])
        return tail < at <= as_of if window.get("closed") == "right" else tail <= at < as_of

    def fold(self, feature, source, facts, as_of):
        """The value and its state."""
        aggregate = feature["aggregate"]
        kind = aggregate["kind"]
        if not facts:
            return feature.get("whenEmpty", 0 if kind in ("count", "countDistinct") else None), "not-found"
        field = (aggregate.get("of") or {}).get("field")
        if kind == "latest":
            if "ttl" in aggregate and as_of - facts[-1]["event_time"] > micros(aggregate["ttl"]):
                return None, "expired"
            value = facts[-1]["fields"].get(field)
        elif kind == "count" and field is None:
            value = len(facts)
        else:
            inputs = [fact["fields"].get(field) for fact in facts]
            if feature.get("nulls") == "zero":
                inputs = [0 if each is None else each for each in inputs]
            present = [each for each in inputs if each is not None]
            poisoned = feature.get("nulls") == "poison" and len(present) < len(inputs)
            value = None if poisoned else self.aggregate(kind, present, aggregate, source["fields"].get(field))
        return value, "null" if value is None else "present"

    def aggregate(self, kind, inputs, aggregate, type):
        if kind == "count":
            return len(inputs)
        if kind == "countDistinct":
            return len(set(inputs))
        if kind == "lastN":
            return inputs[::-1][: aggregate["n"]]
        if not inputs:
            return None
        if kind in ("min", "max"):
            return {"min": min, "max": max}[kind](inputs)
        if kind in ("first", "last"):
            return inputs[0 if kind == "first" else -1]
        if type == "float" and math.isinf(sum(abs(each) for each in inputs)):
            return None
        total = math.fsum(inputs) if type == "float" else sum(inputs)
        if kind == "mean":
            return float(total) / len(inputs)
        return total if type == "float" or -(2**63) <= total < 2**63 else None


if __name__ == "__main__":
    serve(Store())
