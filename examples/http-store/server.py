"""The store of examples/python-store behind HTTP, with an API of its own, for mapping.json to describe.

    python3 examples/http-store/server.py 8765
    npm run verify -- --store examples/http-store/mapping.json
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "python-store"))
from store import Store  # noqa: E402

store = Store()


def reset(body):
    store.open(body["documents"])
    return {}


def push(body):
    store.ingest(body["events"])
    return {"pushed": len(body["events"])}


def features(body):
    asked = [
        {"probe_id": i, "target": body["view"], "key": entity, "as_of": body["at"]}
        for i, entity in enumerate(body["entities"])
    ]
    answers = [store.answer(probe, max(body.get("cut") or 0, body["at"])) for probe in asked]
    return {"rows": [{"features": each["values"], "status": each["states"]} for each in answers]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or "null")
        answer = {"/reset": reset, "/push": push, "/features": features}[self.path](body)
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
