# shellcheck shell=bash
# A network of hosts on one machine, for scripts to source: each host is a network namespace with a
# cable (veth) to a switch (a bridge in a namespace of its own), and one more namespace looks on from
# outside. Nothing is made in the namespace of the machine itself, so it all goes with lan_down.
#
# Faults are rules of nftables in the switch, so they hit ARP and broadcasts, too, and each direction
# for itself. The way of the outside to the hosts is never cut.

lan_name=dftp-$$
lan_hosts=0

lan_fail() {
  echo "FAILED: $*" >&2
  exit 1
}

host_address() { echo "10.44.0.$1"; }

# Runs a command on host N, or "outside"; it replaces this process.
on_host() {
  local host=$1
  shift
  exec nsenter --net="/run/netns/$lan_name-$host" -- "$@"
}

lan_plug() {
  local host=$1 port=$2 address=$3
  ip netns add "$lan_name-$host"
  ip link add "$port" netns "$lan_name-switch" type veth peer name eth0 netns "$lan_name-$host"
  ip -n "$lan_name-$host" addr add "$address/24" brd + dev eth0
  ip -n "$lan_name-$host" link set lo up
  ip -n "$lan_name-$host" link set eth0 up
  ip -n "$lan_name-switch" link set "$port" master br0
  ip -n "$lan_name-switch" link set "$port" up
}

lan_up() {
  local n trouble
  if ! trouble=$(ip netns add "$lan_name-switch" 2>&1); then
    lan_fail "this machine does not let us make network namespaces ($trouble); they need root with" \
      "CAP_SYS_ADMIN and CAP_NET_ADMIN, in a container for instance 'docker run --privileged'"
  fi
  ip -n "$lan_name-switch" link add br0 type bridge
  ip -n "$lan_name-switch" link set br0 up
  for ((n = 1; n <= $1; n++)); do
    lan_plug "$n" "port$n" "$(host_address "$n")"
    lan_hosts=$n
  done
  lan_plug outside outside "$(host_address 250)"
  lan_rules 'table bridge faults { chain forward { type filter hook forward priority 0; policy accept; }; }' ||
    lan_fail "this kernel has no nftables for bridges, with which the network is cut"
}

lan_down() {
  local name names
  mapfile -t names < <(ip netns list 2>/dev/null | awk -v own="$lan_name-" 'index($1, own) == 1 {print $1}')
  for name in "${names[@]}"; do ip netns del "$name" || true; done
}

lan_rules() { (on_host switch nft "$@"); }

# Ports of hosts as a set of nftables.
lan_ports() {
  local ports
  printf -v ports 'port%s,' "$@"
  echo "{${ports%,}}"
}

# Drops what the hosts of the first list send to those of the second: "1 2" "3 4 5".
cut_way() {
  local from to
  read -ra from <<<"$1"
  read -ra to <<<"$2"
  lan_rules add rule bridge faults forward \
    iifname "$(lan_ports "${from[@]}")" oifname "$(lan_ports "${to[@]}")" drop
}

cut_both_ways() {
  cut_way "$1" "$2"
  cut_way "$2" "$1"
}

# Drops so many per cent of all frames between hosts, each receiver of a broadcast for itself.
lose_percent() {
  lan_rules add rule bridge faults forward oifname != outside iifname != outside \
    numgen random mod 100 '<' "$1" drop
}

# Delays what each host receives; fails where the kernel has no netem.
delay_by() {
  local n
  for ((n = 1; n <= lan_hosts; n++)); do
    (on_host switch tc qdisc replace dev "port$n" root netem delay "$1" 2>/dev/null) || return 1
  done
}

heal() { lan_rules flush chain bridge faults forward; }

pull_cable() { ip -n "$lan_name-switch" link set "port$1" down; }

plug_cable() { ip -n "$lan_name-switch" link set "port$1" up; }

# All hosts but those given.
others_than() {
  local n others=()
  for ((n = 1; n <= lan_hosts; n++)); do
    [[ " $* " == *" $n "* ]] || others+=("$n")
  done
  echo "${others[*]}"
}
