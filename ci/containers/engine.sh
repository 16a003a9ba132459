#!/usr/bin/env bash
# A container engine and the images of Kafka and Redis, on a machine that reaches no registry of images: podman behind
# its Docker socket, and images made of the programs that are installed. Needs root, a Debian, redis-server, Java 17, and
# node_modules; brings podman and the jars of Kafka where they are absent.
#
#   source <(ci/containers/engine.sh up FOLDER)   start it; sets DOCKER_HOST, image names and what Testcontainers needs
#   ci/containers/engine.sh down FOLDER           end it and remove everything
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
verb=${1:?up or down} folder=${2:?a folder}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
socket=$folder/podman.sock

# Everything of it is in the folder: nothing of the machine's own engine is touched.
export CONTAINERS_CONF=$folder/containers.conf CONTAINERS_STORAGE_CONF=$folder/storage.conf
podman() { command podman --root "$folder/store" --runroot "$folder/run" "$@"; }

# Copies a program and every library that it names into a root file system.
with_libraries() {
  local root=$1 file
  shift
  { printf '%s\n' "$@"; ldd "$@" | grep -o '/[^ :)]*'; } | sort -u | while read -r file; do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}

redis_image() {
  local root=$folder/redis
  mkdir -p "$root/data" "$root/tmp"
  with_libraries "$root" "$(command -v redis-server)"
  printf 'FROM scratch\nCOPY . /\nENV PATH=/usr/bin:/usr/local/bin:/bin\nWORKDIR /data\nCMD ["redis-server"]\n' > "$folder/redis.file"
  # Inside a container every interface is its own.
  podman build -q -t localhost/plumbline-redis:ci -f "$folder/redis.file" "$root" >&2
}

kafka_image() {
  local root=$folder/kafka java jars
  java=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  jars=$("$here/../../node_modules/.bin/node" "$here/kafka-jars.ts")
  mkdir -p "$root/opt/kafka/config" "$root/opt/kafka/libs" "$root/var/lib/kafka" "$root/tmp" "$root$java" "$root/etc"
  cp -L "$jars"/*.jar "$root/opt/kafka/libs/"
  # Its configuration and certificates are links into /etc.
  cp -rL "$java/bin" "$java/lib" "$java/conf" "$root$java/" 2> /dev/null || true
  mkdir -p "$root/usr/bin" && ln -sf "$java/bin/java" "$root/usr/bin/java"
  with_libraries "$root" /bin/bash "$java/bin/java" $(find "$java/lib" -name '*.so')
  cp "$here/kafka-entrypoint.sh" "$root/opt/kafka/entrypoint.sh"
  chmod 755 "$root/opt/kafka/entrypoint.sh"
  printf 'FROM scratch\nCOPY . /\nENV PATH=/usr/bin:/bin JAVA_HOME=%s\nCMD ["/bin/bash", "/opt/kafka/entrypoint.sh"]\n' "$java" > "$folder/kafka.file"
  podman build -q -t localhost/plumbline-kafka:ci -f "$folder/kafka.file" "$root" >&2
}

up() {
  if ! command -v podman > /dev/null || ! command -v runc > /dev/null; then
    apt-get install -y -qq --no-install-recommends podman runc >&2
  fi
  cat > "$CONTAINERS_CONF" << 'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
  printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/store"\nrunroot = "%s/run"\n' "$folder" "$folder" > "$CONTAINERS_STORAGE_CONF"
  redis_image
  kafka_image
  command podman --root "$folder/store" --runroot "$folder/run" system service --time=0 "unix://$socket" > "$folder/service.log" 2>&1 &
  echo $! > "$folder/service.pid"
  for _ in $(seq 100); do
    [ -S "$socket" ] && break
    sleep 0.1
  done
  [ -S "$socket" ] || { cat "$folder/service.log" >&2; exit 1; }
  cat << LINES
export DOCKER_HOST=unix://$socket
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 TESTCONTAINERS_RYUK_DISABLED=true
export PLUMBLINE_KAFKA_IMAGE=localhost/plumbline-kafka:ci PLUMBLINE_REDIS_IMAGE=localhost/plumbline-redis:ci
LINES
}

down() {
  podman rm --all --force > /dev/null 2>&1 || true
  if [ -s "$folder/service.pid" ]; then kill "$(cat "$folder/service.pid")" 2> /dev/null || true; fi
  podman unshare rm -rf "$folder" 2> /dev/null || rm -rf "$folder"
}

"$verb"
