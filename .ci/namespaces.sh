#!/usr/bin/env bash
# Real nodes on real (virtual) networks that are cut, looked at from outside. See usage below.
# Removes every namespace, process and file that it made.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
Usage: .ci/namespaces.sh [COMMAND] [OPTIONS]

Runs real nodes, each on a host of its own (a network namespace on a bridge), cuts the network
between them and heals it, and checks from outside with dftp and FTP clients.
Needs root, or sudo without a password; iproute2, nftables, curl, lftp; a built dftp.jar.

Checks:
  short        what every change has to pass; a minute or two (default)
  long         the same with longer cuts, and loss and delay as far as the kernel has them
Measurements; each prints its times, then median, 99th percentile and maximum:
  kills        kill -9 of the coordinator
  stops        SIGSTOP of the coordinator
  pulls        the coordinator's cable is pulled
  cuts         two hosts are parted from the others, files are put on both sides
  starts       all hosts start without seeds

Options:
  --hosts N        hosts, 4 to 20 (default 5)
  --times N        how often to measure (default 10)
  --cut-seconds S  how long a measured cut lasts (default 20)
  --keep DIR       copy what nodes and watch wrote to a folder
DFTP_SLOWNESS stretches the bounds of the checks, 3 by default; 1 is an idle machine with two cores.
TEXT
}

misused() {
  echo "namespaces.sh: $*; see --help" >&2
  exit 2
}

number() {
  [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || misused "$1 takes a number, not '$2'"
}

command=short
hosts=5
times=10
cut_seconds=20
keep=
arguments=("$@")
while (($#)); do
  case $1 in
    -h | --help) usage; exit ;;
    --hosts | --times | --cut-seconds)
      number "$1" "${2:-}"
      case $1 in
        --hosts) hosts=$2 ;;
        --times) times=$2 ;;
        *) cut_seconds=$2 ;;
      esac
      shift
      ;;
    --keep) keep=${2:?--keep takes a folder}; shift ;;
    short | long | kills | stops | pulls | cuts | starts) command=$1 ;;
    *) misused "unknown argument '$1'" ;;
  esac
  shift
done
((hosts >= 4 && hosts <= 20)) || misused "--hosts must be 4 to 20"

if (($(id -u) != 0)); then
  sudo -n true 2>/dev/null || {
    echo "FAILED: namespaces need root, and there is no sudo that works without a password" >&2
    exit 1
  }
  exec sudo -n env PATH="$PATH" DFTP_SLOWNESS="${DFTP_SLOWNESS:-3}" "$PWD/.ci/namespaces.sh" "${arguments[@]}"
fi
for tool in ip nft nsenter curl lftp java; do
  command -v "$tool" >/dev/null || {
    echo "FAILED: $tool is missing (packages iproute2 nftables util-linux curl lftp)" >&2
    exit 1
  }
done

jar=$PWD/dftp-examples/target/dftp.jar
[[ -f $jar ]] || { echo "no $jar; build it with: mvn -q -DskipTests package" >&2; exit 1; }
# The bounds are those of an idle machine with two cores; a busy one may take longer.
slowness=${DFTP_SLOWNESS:-3}
work=$(mktemp -d)
uploaders=()
. .ci/lan.sh
. .ci/cluster.sh

cleanup() {
  local code=$? IFS=$' \t\n' # The trap may strike in the middle of a "IFS= read".
  trap '' INT TERM
  # Uploads end by themselves when there are no nodes any more.
  : >"$work/enough"
  end_cluster
  wait 2>/dev/null || true
  lan_down
  if ((code != 0)) && [[ -e $work/watch.log ]]; then
    echo "FAILED with $code; what was seen last, and what the nodes said:" >&2
    tail -n 20 "$work"/watch.log "$work"/*.out "$work"/*.err >&2 || true
  fi
  if [[ -n $keep ]]; then
    mkdir -p "$keep"
    cp "$work"/*.{log,out,err} "$keep"/ || true
  fi
  rm -rf "$work"
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$work/in"
: >"$work/acknowledged"
head -c 32 /dev/urandom | base64 >"$work/secret"
echo "$password" >"$work/password"
chmod 600 "$work/secret" "$work/password"

# Starts all hosts at one moment on empty folders, and waits for one ring and one coordinator.
cold_start() {
  local n
  for ((n = 1; n <= hosts; n++)); do
    rm -rf "$work/data$n"
    : >"$work/n$n.out"
    launch "$n"
  done
  for ((n = 1; n <= hosts; n++)); do await_listens "$n"; done
  begin "$hosts"
  await $((20 * slowness)) one ring
  note start-coordinator one
  note start-ring ring
  echo "  one coordinator $(took one) ms, one ring $(took ring) ms after the last one listened"
  for ((n = 1; n <= hosts; n++)); do await_ready "$n"; done
}

# Waits for one ring and one coordinator after what was called so ended.
whole_again() {
  await $((40 * slowness)) one ring
  note "$1-coordinator" one
  note "$1-ring" ring
  echo "  $1: one coordinator after $(took one) ms, one ring after $(took ring) ms"
}

settle() {
  await $((60 * slowness)) one ring settled
}

coordinator() {
  [[ $seen_coordinator == n* ]] || lan_fail "no coordinator"
  echo "${seen_coordinator#n}"
}

upload_until_told() {
  local n=$1 name=$2 i
  for ((i = 0; i < 1000; i++)); do
    [[ ! -e $work/enough ]] || return 0
    put "$n" "$name-$i" $((RANDOM * 10)) || true
    sleep 0.2
  done
}

# Cuts the hosts "$1" from all others for $2 seconds more than it takes until there are two rings,
# and puts files named after $3 on both sides.
cut_for() {
  local some rest
  some=$1
  # shellcheck disable=SC2086 # A list of numbers.
  rest=$(others_than $some)
  begin "$hosts"
  cut_both_ways "$some" "$rest"
  await $((30 * slowness)) two
  note cut-two-rings two
  pause "$2"
  if [[ -n ${3:-} ]]; then
    put "${some%% *}" "$3-small" 50000 || lan_fail "no upload on the small side"
    put "${rest%% *}" "$3-large" 50000 || lan_fail "no upload on the large side"
  fi
  begin "$hosts"
  heal
  whole_again healed
}

partition_during_uploads() {
  echo "== hosts 1 2 are cut from the others for $1 s, while files are put on both sides"
  upload_until_told 1 left &
  uploaders=($!)
  upload_until_told 3 right &
  uploaders+=($!)
  pause 2
  cut_for "1 2" "$1"
  : >"$work/enough"
  wait "${uploaders[@]}"
  rm "$work/enough"
  uploaders=()
  settle
  check_status
  await_same_everywhere
}

one_way_cuts() {
  local leader one epoch=$seen_epoch
  leader=$(coordinator)
  one=$((leader % hosts + 1))
  echo "== host $one does not hear the coordinator, host $leader, for $1 s; the other way works"
  cut_way "$leader" "$one"
  pause "$1"
  begin "$hosts"
  heal
  whole_again one-way-healed
  echo "  the epoch was $epoch, and is $seen_epoch"
  echo "== nobody hears host $one for $1 s; it hears all"
  cut_way "$one" "$(others_than "$one")"
  pause "$1"
  begin "$hosts"
  heal
  whole_again one-way-healed
  settle
}

flap() {
  local i
  echo "== the cable of host $1 is pulled three times, for 0.3, 0.6 and 0.9 s"
  for i in 3 6 9; do
    pull_cable "$1"
    sleep "0.$i"
    plug_cable "$1"
    sleep 1
  done
  begin "$hosts"
  whole_again flap
  settle
}

kill_coordinator() {
  local leader
  leader=$(coordinator)
  begin $((hosts - 1)) "n$leader"
  end_node "$leader"
  await $((10 * slowness)) one
  note killed one
  echo "  kill -9 of coordinator n$leader: all follow $seen_coordinator after $(took one) ms"
  launch "$leader"
  begin "$hosts"
  await $((30 * slowness)) one ring
}

stop_coordinator() {
  local leader
  leader=$(coordinator)
  begin $((hosts - 1)) "n$leader"
  kill -STOP "${node_pid[$leader]}"
  await $((15 * slowness)) one
  note stopped one
  echo "  SIGSTOP of coordinator n$leader: all follow $seen_coordinator after $(took one) ms"
  begin "$hosts"
  kill -CONT "${node_pid[$leader]}"
  whole_again continued
}

# The watch does not reach the coordinator either, and counts it as silent.
unplug_coordinator() {
  local leader
  leader=$(coordinator)
  begin $((hosts - 1)) "n$leader"
  pull_cable "$leader"
  await $((15 * slowness)) one
  note unplugged one
  echo "  cable of coordinator n$leader pulled: all follow $seen_coordinator after $(took one) ms"
  begin "$hosts"
  plug_cable "$leader"
  whole_again plugged
}

lossy() {
  echo "== 10 % of all frames between hosts are lost for $1 s"
  lose_percent 10
  put 1 under-loss-1 200000 || lan_fail "no upload under loss"
  put 2 under-loss-2 3000000 || lan_fail "no upload under loss"
  pause "$1"
  begin "$hosts"
  heal
  whole_again loss-over
  settle
}

delayed() {
  if delay_by 40ms; then
    echo "== every frame is delayed by 40 ms for $1 s"
    put 3 under-delay 300000 || lan_fail "no upload under delay"
    pause "$1"
    settle
  else
    echo "== LEFT OUT: delay. This kernel has no netem (CONFIG_NET_SCH_NETEM)"
  fi
}

check() {
  local cut=$1 one_way=$2
  echo "== $hosts hosts start without seeds"
  cold_start
  put 1 first 100000 || lan_fail "no upload"
  settle
  check_status
  partition_during_uploads "$cut"
  one_way_cuts "$one_way"
  flap 2
  echo "== the coordinator is killed and comes back; the next one is stopped and goes on"
  kill_coordinator
  stop_coordinator
  if [[ $command == long ]]; then
    unplug_coordinator
    lossy 20
    delayed 10
  fi
  settle
  check_status
  await_same_everywhere
}

# The measured thing, once; the hosts run already.
once() {
  local first=$((($1 - 1) % hosts + 1))
  case $command in
    kills) kill_coordinator ;;
    stops) stop_coordinator ;;
    pulls) unplug_coordinator ;;
    cuts) cut_for "$first $((first % hosts + 1))" "$cut_seconds" "cut$1" ;;
  esac
}

end_hosts() {
  local n
  for ((n = 1; n <= hosts; n++)); do end_node "$n"; done
}

measure() {
  local i
  for ((i = 1; i <= times; i++)); do
    echo "[$(date +%T)] $command $i of $times"
    if [[ $command == starts ]]; then
      cold_start
      end_hosts
    else
      # Not in step with heartbeats and announcements.
      sleep "1.$((RANDOM % 900 + 100))"
      once "$i"
    fi
  done
  if [[ $command == cuts ]]; then
    settle
    check_status
    await_same_everywhere
  fi
}

lan_up "$hosts"
start_watch
case $command in
  short) check 6 5 ;;
  long) check 60 30 ;;
  starts) measure ;;
  *)
    echo "== $hosts hosts start"
    cold_start
    settle
    measure
    ;;
esac
summary
echo "== $command passed after $SECONDS s"
