"""The protocol plumbline.store/1: one call a line of JSON on stdin, one answer a line on stdout."""

import json
import sys


def serve(store):
    """Answers calls until stdin ends. Whatever else is printed goes to stderr: stdout is for answers alone."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        call = json.loads(line)
        try:
            answer = {"id": call["id"], "ok": dispatch(store, call)}
        except Exception as error:  # said in one sentence, and plumbline ends the run
            answer = {"id": call["id"], "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer, allow_nan=False) + "\n")
        answers.flush()


def dispatch(store, call):
    name = call["call"]
    if name == "hello":
        return {"capabilities": store.capabilities}
    if name == "open":
        return store.open(call["definitions"])
    if name == "ingest":
        return store.ingest(call["records"])
    if name == "settle":
        return None
    if name == "read":
        return [store.answer(probe, probe["as_of"]) for probe in call["probes"]]
    if name == "train":
        return [store.answer(probe, max(call["cut"], probe["as_of"])) for probe in call["probes"]]
    raise ValueError(f"there is no call {name}")
