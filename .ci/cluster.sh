# shellcheck shell=bash
# Nodes on the hosts of lan.sh, and one "dftp watch" outside, whose lines say since when all is well.
# For scripts to source, which set jar, work and slowness.
# shellcheck disable=SC2154 # Those, what lan.sh sets, and what see takes from lines of the watch.

declare -A node_pid ring_id
watch_pid=
user=tester
password=correct-horse
ring_port=4100
ftp_port=2121
ring_port_hex=1004
expected=0
gone=
begun_line=

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

ring_of() { echo "$(host_address "$1"):$ring_port"; }

ftp_of() { echo "$(host_address "$1"):$ftp_port"; }

# Many of them share few cores here, so they are told to compile less.
launch() {
  local n=$1
  (on_host "$n" java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar" node --verbose --name "n$n" \
    --bind "$(host_address "$n")" --ftp-bind "$(host_address "$n")" --secret-file "$work/secret" \
    --tls off --ring-port "$ring_port" --ftp-port "$ftp_port" --data "$work/data$n" --user "$user" \
    --password-file "$work/password" --discovery broadcast >>"$work/n$n.out" 2>>"$work/n$n.err" </dev/null) &
  node_pid[$n]=$!
}

# Waits until the node's ring socket listens.
await_listens() {
  local n=$1 deadline=$((SECONDS + 60)) sockets
  while ((SECONDS < deadline)); do
    # Java opens sockets of IPv6 for addresses of IPv4, too.
    sockets=$(cat /proc/"${node_pid[$n]}"/net/tcp{,6} 2>/dev/null) || lan_fail "n$n has ended"
    [[ ! $sockets =~ :$ring_port_hex\ 0+:0000\ 0A ]] || return 0
    sleep 0.05
  done
  lan_fail "n$n does not listen"
}

await_ready() {
  local n=$1 deadline=$((SECONDS + 20 * slowness))
  until ring_id[$n]=$(sed -n 's/^READY .* id=//p' "$work/n$n.out" | tail -n 1) &&
    [[ -n ${ring_id[$n]} ]]; do
    ((SECONDS < deadline)) || lan_fail "n$n is not ready"
    sleep 0.1
  done
}

end_node() {
  kill -9 "${node_pid[$1]}"
  wait "${node_pid[$1]}" 2>/dev/null || true
  unset "node_pid[$1]"
}

start_watch() {
  local n rings=()
  for ((n = 1; n <= lan_hosts; n++)); do rings+=(--ring "$(ring_of "$n")"); done
  # shellcheck disable=SC2034 # For those who source this.
  seen_hosts=0 seen_rings=0 seen_right=no seen_coordinator=- seen_epoch=0 seen_settled=no
  mkfifo "$work/watch"
  (on_host outside java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar" watch \
    "${rings[@]}" --secret-file "$work/secret" --every 20 --silent-after 500 \
    >"$work/watch" 2>"$work/watch.err" </dev/null) &
  watch_pid=$!
  exec {watched}<"$work/watch"
}

end_cluster() {
  local pid
  for pid in "${node_pid[@]}" $watch_pid; do
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# Takes the next line of the watch into seen_at, seen_hosts and so on; fails when none comes in time.
see() {
  local line field
  if ! IFS= read -r -t "$1" -u "$watched" line; then
    # The time may be up in the middle of a line.
    begun_line+=$line
    return 1
  fi
  line=$begun_line$line
  begun_line=
  echo "$line" >>"$work/watch.log"
  for field in $line; do printf -v "seen_${field%%=*}" %s "${field#*=}"; done
  judge "$seen_at"
}

# Notes since when each thing has been so without a break.
judge() {
  if [[ $seen_hosts == "$expected" && $seen_coordinator != - && $seen_coordinator != "$gone" ]]; then
    since_one=${since_one:-$1}
  else
    since_one=
  fi
  if [[ $seen_hosts == "$expected" && $seen_rings == 1 && $seen_right == yes ]]; then
    since_ring=${since_ring:-$1}
  else
    since_ring=
  fi
  if [[ $seen_hosts == "$expected" && $seen_settled == yes ]]; then
    since_settled=${since_settled:-$1}
  else
    since_settled=
  fi
  if [[ $seen_rings == 2 ]]; then since_two=${since_two:-$1}; else since_two=; fi
}

# From now on so many hosts are expected to answer, and the named one cannot be coordinator.
begin() {
  expected=$1
  gone=${2:-}
  while see 0.001; do :; done
  since_one=''
  since_ring=''
  since_settled=''
  since_two=''
  begun=$(now_ms)
  judge "$begun"
}

# Lets so many seconds pass, and keeps looking.
pause() {
  local left end
  end=$(($(now_ms) + $1 * 1000))
  while left=$((end - $(now_ms))) && ((left > 0)); do
    see "$((left / 1000)).$(printf %03d $((left % 1000)))" || true
  done
}

# Waits until all the named things (one, ring, settled, two) have been so for a second.
await() {
  local within=$1 deadline left what since missing held_at
  shift
  deadline=$(($(now_ms) + within * 1000))
  while true; do
    missing=
    held_at=0
    for what in "$@"; do
      since=since_$what
      if [[ -z ${!since} ]]; then
        missing=$what
      elif ((${!since} + 1000 > held_at)); then
        held_at=$((${!since} + 1000))
      fi
    done
    if [[ -n $missing ]]; then held_at=$deadline; fi
    left=$((held_at - $(now_ms)))
    if ((left <= 0)); then
      [[ -z $missing ]] || lan_fail "not within $within s: $missing; last: $(tail -n 1 "$work/watch.log")"
      return 0
    fi
    see "$((left / 1000)).$(printf %03d $((left % 1000)))" || true
  done
}

# Milliseconds from begin until the thing was so for good.
took() {
  local since=since_$1
  echo $((${!since} - begun))
}

# Keeps a time for the summary.
note() { took "$2" >>"$work/times.$1"; }

# Prints median, 99th percentile and maximum of each kind of time that was kept.
summary() {
  local file
  for file in "$work"/times.*; do
    sort -n "$file" | awk -v what="${file#*times.}" '{v[NR] = $1}
      function rank(p) {return v[int((p * NR + 99) / 100)]}
      END {printf "%-36s %4d times, p50 %6d ms, p99 %6d ms, max %6d ms\n", what, NR, rank(50), rank(99), v[NR]}'
  done
}

# A file of random bytes in $work/in, put through host N; what is acknowledged is noted.
put() {
  local n=$1 file=$2 bytes=$3
  head -c "$bytes" /dev/urandom >"$work/in/$file"
  (on_host outside curl -sS --max-time 30 -u "$user:$password" -T "$work/in/$file" \
    "ftp://$(ftp_of "$n")/$file" 2>>"$work/curl.err") || return 1
  echo "$file" >>"$work/acknowledged"
}

# Everything acknowledged is listed by host N, and its bytes are the same.
same_through() {
  local n=$1 into=$work/out$1 file
  rm -rf "$into"
  mkdir "$into"
  (on_host outside lftp -u "$user,$password" "ftp://$(ftp_of "$n")" \
    -e "set net:timeout 5; set net:max-retries 2; mirror --parallel=4 / $into; bye" \
    >"$work/lftp.log" 2>&1) || return 1
  while read -r file; do
    cmp -s "$work/in/$file" "$into/$file" || {
      echo "n$n: $file is missing or differs" >>"$work/lftp.log"
      return 1
    }
  done <"$work/acknowledged"
}

await_same_everywhere() {
  local n deadline=$((SECONDS + 20 * slowness))
  for ((n = 1; n <= lan_hosts; n++)); do
    until same_through "$n"; do
      ((SECONDS < deadline)) || {
        cat "$work/lftp.log" >&2
        lan_fail "n$n does not give back everything that was acknowledged"
      }
      sleep 0.5
    done
  done
  echo "  $(wc -l <"$work/acknowledged") acknowledged files listed and byte-equal through each of $lan_hosts hosts"
}

# The processes are those that were started, their ids on the ring the same, and status says settled.
check_status() {
  local n status
  status=$(on_host outside java -Xmx128m -jar "$jar" status --ring "$(ring_of 1)" \
    --secret-file "$work/secret" --json --wait $((30 * slowness))) || lan_fail "not settled: $status"
  [[ $status == '{"settled":true,'*'"silent":[],"rings":1,"coordinator":"n'* ]] ||
    lan_fail "status says $status"
  for ((n = 1; n <= lan_hosts; n++)); do
    kill -0 "${node_pid[$n]}" || lan_fail "n$n is not the process any more that was started"
    [[ $status == *"\"name\":\"n$n\",\"ring\":\"$(ring_of "$n")\""*"\"positions\":[\"${ring_id[$n]}\"]"* ]] ||
      lan_fail "n$n is not at its place: $status"
  done
  echo "  status: one ring, coordinator ${seen_coordinator}, all processes and identities as before"
}
