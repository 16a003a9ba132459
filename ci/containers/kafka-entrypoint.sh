#!/bin/bash
# Takes properties as the public image of Kafka does: KAFKA_NODE_ID=1 becomes node.id=1. No program but Java is here.
set -eu
properties=/opt/kafka/config/server.properties
printf 'log.dirs=/var/lib/kafka\n' > "$properties"
for variable in "${!KAFKA_@}"; do
  name=${variable#KAFKA_}
  name=${name,,}
  printf '%s=%s\n' "${name//_/.}" "${!variable}" >> "$properties"
done
kafka=(java -Xms128m -Xmx512m -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*')
if [ ! -e /var/lib/kafka/meta.properties ]; then
  "${kafka[@]}" kafka.tools.StorageTool format -t "$CLUSTER_ID" -c "$properties"
fi
exec "${kafka[@]}" kafka.Kafka "$properties"
