#!/usr/bin/env bash
# curl, lftp and Python against three real nodes: what goes in through one comes out of the others, also
# after nodes were killed. Ends every process that it started.
set -euo pipefail
cd "$(dirname "$0")/.."

jar=$PWD/dftp-examples/target/dftp.jar
[[ -f $jar ]] || { echo "no $jar; build it with: mvn -q -DskipTests package" >&2; exit 1; }

# The bounds below are those of an idle machine with two cores; a busy one may take longer.
slowness=${DFTP_SLOWNESS:-3}

work=$(mktemp -d)
cluster=e2e-$$-$RANDOM
user=tester
password=correct-horse
# Nodes and commands share a secret of this run, not the one of the user.
export DFTP_CONFIG_DIR=$work/config
(umask 077 && echo "$password" >"$work/password")
declare -A pid ftp ring port secure_port

cleanup() {
  local code=$?
  local p
  for p in "${pid[@]}"; do kill -9 "$p" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if ((code != 0)); then
    echo "FAILED with $code; what the nodes said:" >&2
    tail -n 20 "$work"/*.out "$work"/*.err >&2 || true
  fi
  rm -rf "$work"
  exit "$code"
}
trap cleanup EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

free_port() {
  local candidate
  while true; do
    candidate=$((20000 + RANDOM % 12000))
    # Ports below the range of local ports of connections.
    if [[ -z $(ss -Htuln "sport = :$candidate") ]]; then
      echo "$candidate"
      return
    fi
  done
}

launch() {
  local n=$1
  java -Xmx256m -XX:+UseSerialGC -jar "$jar" node --name "n$n" --ftp-port "${port[$n]}" \
    --ftps-port "${secure_port[$n]}" --data "$work/n$n" --cluster "$cluster" --discovery-port "$discovery" \
    --user "$user" --password-file "$work/password" >"$work/n$n.out" 2>"$work/n$n.err" </dev/null &
  pid[$n]=$!
}

await_ready() {
  local n=$1 deadline=$((SECONDS + $2 * slowness)) line
  while true; do
    line=$(grep -m1 '^READY ' "$work/n$n.out" || true)
    [[ -z $line ]] || break
    ((SECONDS < deadline)) || fail "n$n is not ready within $2 s, slowness $slowness"
    sleep 0.2
  done
  ftp[$n]=$(sed 's/.* ftp=\([^ ]*\).*/\1/' <<<"$line")
  ring[$n]=$(sed 's/.* ring=\([^ ]*\).*/\1/' <<<"$line")
}

kill_node() {
  local n=$1
  kill -9 "${pid[$n]}"
  wait "${pid[$n]}" 2>/dev/null || true
  unset "pid[$n]"
}

settled() {
  java -jar "$jar" status --ring "${ring[$1]}" --cluster "$cluster" --wait $((30 * slowness)) ||
    fail "not settled"
}

# What a node serves, fetched by lftp into a new folder, equals what was put.
same_through() {
  local n=$1 into
  into=$(mktemp -d -p "$work")
  lftp -u "$user,$password" "ftp://${ftp[$n]}" \
    -e 'set ftp:ssl-allow no; set net:timeout 5; set net:max-retries 2; set net:reconnect-interval-base 1; mirror --parallel=2 / '"$into"'; bye' \
    >"$work/lftp.log" 2>&1 && diff -r "$work/in" "$into" >"$work/diff.log" 2>&1
  local equal=$?
  rm -rf "$into"
  return $equal
}

await_same_through() {
  local n=$1 deadline=$((SECONDS + $2 * slowness))
  until same_through "$n"; do
    if ((SECONDS >= deadline)); then
      cat "$work/lftp.log" "$work/diff.log" >&2 || true
      fail "n$n does not give everything back within $2 s, slowness $slowness"
    fi
    sleep 0.5
  done
  echo "  n$n gives everything back"
}

put() {
  local n=$1 file=$2
  curl -sS --max-time 60 --ftp-create-dirs -u "$user:$password" -T "$work/in/$file" \
    "ftp://${ftp[$n]}/${file// /%20}"
}

discovery=$(free_port)
for n in 1 2 3; do port[$n]=$(free_port); done
for n in 1 2 3; do secure_port[$n]=$(free_port); done
for n in 1 2 3; do launch $n; done
for n in 1 2 3; do await_ready $n 15; done
settled 1

echo "== curl puts a tree through all nodes, lftp reads it back through each"
for i in {0..19}; do
  directory=$work/in/dir$((i % 4))/deep
  mkdir -p "$directory"
  head -c $((i * 3000)) /dev/urandom >"$directory/file $i"
done
head -c $((64 * 1024 * 1024)) /dev/urandom >"$work/in/large.bin"
for i in {0..19}; do put $((1 + i % 3)) "dir$((i % 4))/deep/file $i"; done
put 2 large.bin
for n in 1 2 3; do await_same_through $n 10; done
curl -sS --max-time 60 -u "$user:$password" "ftp://${ftp[3]}/large.bin" | cmp - "$work/in/large.bin"

echo "== lftp puts a tree through n1"
mkdir -p "$work/in/mirrored/sub"
head -c 5000000 /dev/urandom >"$work/in/mirrored/sub/five.bin"
printf 'caf\303\251\n' >"$work/in/mirrored/caf"$'\303\251'".txt"
lftp -u "$user,$password" "ftp://${ftp[1]}" \
  -e "set cmd:fail-exit yes; set ftp:ssl-allow no; set net:timeout 10; set ftp:charset UTF-8; mirror -R '$work/in/mirrored' /mirrored; bye"
for n in 1 2 3; do await_same_through $n 10; done

# What a client sends and gets back under TLS is what lies there.
tls_same() {
  local how=$1 got=$2
  cmp "$work/in/tls.bin" "$got" || fail "$how gave back something else"
  rm "$got"
  echo "  $how"
}

echo "== the same under TLS, by four clients"
head -c 20000000 /dev/urandom >"$work/in/tls.bin"
head -c 7000000 "$work/in/tls.bin" >"$work/part"
secure="ftp://${ftp[2]}"
for version in 1.2 1.3; do
  tls=(--ssl-reqd -k "--tlsv$version" --tls-max "$version" -sS --max-time 60 -u "$user:$password")
  curl "${tls[@]}" -T "$work/part" "$secure/tls.bin"
  curl "${tls[@]}" -C - -T "$work/in/tls.bin" "$secure/tls.bin"
  curl "${tls[@]}" -o "$work/got" "$secure/tls.bin"
  tls_same "curl, TLS $version, resumed upload" "$work/got"
  priority=NORMAL
  [[ $version == 1.3 ]] || priority=NORMAL:-VERS-TLS1.3
  for passive in yes no; do
    lftp -u "$user,$password" "ftp://${ftp[3]}" -e "set cmd:fail-exit yes; set net:timeout 10; \
      set ssl:verify-certificate no; set ssl:priority $priority; set ftp:passive-mode $passive; \
      set ftp:ssl-force yes; set ftp:ssl-protect-data yes; pget -n 4 tls.bin -o '$work/got'; bye"
    tls_same "lftp, TLS $version, passive $passive, four connections" "$work/got"
  done
done
curl -k -sS --max-time 60 -u "$user:$password" -o "$work/got" \
  "ftps://${ftp[1]%:*}:${secure_port[1]}/tls.bin"
tls_same "curl, under TLS from the first byte" "$work/got"
python3 - "${ftp[2]}" "$user" "$password" "$work/in/tls.bin" "$work/got" <<'EOF'
import ftplib, ssl, sys
host, port = sys.argv[1].rsplit(":", 1)
ftp = ftplib.FTP_TLS(context=ssl._create_unverified_context(), timeout=60)
ftp.connect(host, int(port))
ftp.login(sys.argv[2], sys.argv[3])
ftp.prot_p()
with open(sys.argv[4], "rb") as bytes:
    ftp.storbinary("STOR python.bin", bytes)
assert ftp.nlst("/python.bin") == ["/python.bin"], ftp.nlst("/python.bin")
with open(sys.argv[5], "wb") as got:
    ftp.retrbinary("RETR python.bin", got.write)
ftp.delete("python.bin")
ftp.quit()
EOF
tls_same "Python" "$work/got"
code=0
curl -sS --ssl-reqd --max-time 60 -u "$user:$password" "$secure/" >/dev/null 2>&1 || code=$?
((code == 60)) || fail "curl trusts a certificate that nobody vouched for: $code"

echo "== uploads that break off leave no half file, and are resumed through another node"
head -c 20000000 /dev/urandom >"$work/in/resumed.bin"
part_of() {
  curl -sSI --max-time 20 -u "$user:$password" "ftp://${ftp[$1]}/resumed.bin" 2>/dev/null |
    sed -n 's/^Content-Length: \([0-9]*\).*/\1/p'
}
# A client is killed in the middle of its upload; then n tells how much it has.
break_off() {
  local n=$1 client deadline=$((SECONDS + 20 * slowness)) size
  shift
  "$@" >/dev/null 2>&1 &
  client=$!
  sleep 2
  kill -9 "$client"
  wait "$client" 2>/dev/null || true
  until size=$(part_of "$n") && [[ -n $size && $size -gt 0 ]]; do
    ((SECONDS < deadline)) || fail "nothing was kept of the upload"
    sleep 0.2
  done
  ((size < 20000000)) || fail "the upload was not broken off"
  [[ -z $(curl -sS --max-time 20 -u "$user:$password" -l "ftp://${ftp[$n]}/" | grep resumed) ]] ||
    fail "half a file is shown"
  code=0
  curl -sS --max-time 20 -u "$user:$password" -o /dev/null "ftp://${ftp[$n]}/resumed.bin" 2>/dev/null ||
    code=$?
  ((code == 78 || code == 19)) || fail "half a file can be read: $code"
  echo "  $size bytes are kept"
}
slow_curl=(curl -sS --limit-rate 3M -u "$user:$password" -T "$work/in/resumed.bin")
break_off 2 "${slow_curl[@]}" "ftp://${ftp[1]}/resumed.bin"
curl -sS --max-time 60 -u "$user:$password" -C - -T "$work/in/resumed.bin" "ftp://${ftp[3]}/resumed.bin"
curl -sS --max-time 60 -u "$user:$password" "ftp://${ftp[2]}/resumed.bin" | cmp - "$work/in/resumed.bin"
curl -sS --max-time 20 -u "$user:$password" -Q "DELE resumed.bin" -l "ftp://${ftp[1]}/" >/dev/null
break_off 3 "${slow_curl[@]}" "ftp://${ftp[2]}/resumed.bin"
lftp -u "$user,$password" "ftp://${ftp[1]}" \
  -e "set cmd:fail-exit yes; set ftp:ssl-allow no; set net:timeout 10; put -c '$work/in/resumed.bin'; bye"
curl -sS --max-time 60 -u "$user:$password" "ftp://${ftp[3]}/resumed.bin" | cmp - "$work/in/resumed.bin"

echo "== kill -9 of n2"
kill_node 2
await_same_through 1 10
await_same_through 3 10

echo "== kill -9 of n1, upload through the last"
kill_node 1
await_same_through 3 10
head -c 2000000 /dev/urandom >"$work/in/while-alone.bin"
put 3 while-alone.bin

echo "== both come back"
for n in 1 2; do launch $n; done
for n in 1 2; do await_ready $n 15; done
settled 3
for n in 1 2 3; do await_same_through $n 10; done

echo "== SIGTERM of n1"
kill -TERM "${pid[1]}"
code=0
wait "${pid[1]}" || code=$?
unset "pid[1]"
((code == 0)) || fail "SIGTERM ended n1 with $code"
[[ $(tail -n 1 "$work/n1.out") == LEFT ]] || fail "n1 did not say LEFT"
settled 2
await_same_through 2 10
echo "== clients passed"
