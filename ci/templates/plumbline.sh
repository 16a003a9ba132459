#!/usr/bin/env bash
# plumbline as a gate: runs `verify` and ends with its exit code: 0 pass, 1 skew, 2 inconclusive, 3 broken. Copy it into your
# repository; what it is given goes to verify, such as
#
#   ./ci/plumbline.sh --store ./my-store.ts --scenario ./hot-account.ts --runs 50
#
#   PLUMBLINE_HOME   a checkout of plumbline in which `npm ci` was run (default: plumbline)
#   PLUMBLINE_OUT    where the report goes; keep it as an artefact (default: plumbline-report)
#   PLUMBLINE_VERB   verify, or audit for what your platform logged (default: verify)
#   PLUMBLINE_ALLOW_INCONCLUSIVE   1: an inconclusive run does not fail the job; a skew always does
set -euo pipefail

home=${PLUMBLINE_HOME:-plumbline}
out=${PLUMBLINE_OUT:-plumbline-report}
verb=${PLUMBLINE_VERB:-verify}

node=$home/node_modules/.bin/node
if [ ! -x "$node" ]; then
  echo "plumbline.sh: $home holds no plumbline that is installed: check it out and run npm ci in it, or set PLUMBLINE_HOME" >&2
  exit 64
fi

status=0
"$node" "$home/harness/cli/main.ts" "$verb" "$@" --out "$out" || status=$?

# What GitHub shows on the page of the job; on other machines nobody asks for it.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/summary.md" ]; then
  cat "$out/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi

if [ "$status" -eq 2 ] && [ "${PLUMBLINE_ALLOW_INCONCLUSIVE:-0}" = 1 ]; then
  echo 'plumbline.sh: inconclusive, which PLUMBLINE_ALLOW_INCONCLUSIVE lets pass: nothing was proved' >&2
  status=0
fi
exit "$status"
