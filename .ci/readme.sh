#!/usr/bin/env bash
# Runs every command line of README.md from a fresh clone, as they stand there. A comment before each
# block of commands says how: "run", "run in the background" (one line a node, until it says READY), or
# "run by .ci/run". A block without one fails, so that no line can be forgotten.
#
# Needs root, or user namespaces: the nodes get a network of their own, where the ports that README
# names are free.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

slowness=${DFTP_SLOWNESS:-3}

# Prints lines "HOW<tab>COMMAND" for every command of the README.
commands() {
  awk '
    /^<!-- .* -->$/ {how = substr($0, 6, length($0) - 9); next}
    /^```/ && inside {inside = 0; how = ""; next}
    /^```$/ {inside = 1; if (how == "") how = "?"; next}
    /^```/ {inside = 1; how = "other"; next}
    inside && how != "other" {print how "\t" $0}
    !inside && NF {how = ""}' README.md | grep -v -- $'^drawing\t'
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# In the clone, in a network of its own.
run_all() {
  local how line nodes=0 deadline
  ip link set lo up
  trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
  while IFS=$'\t' read -r how line <&3; do
    case $how in
      run)
        echo "-- $line"
        bash -c "$line" >../out 2>&1 </dev/null || { cat ../out >&2; fail "$line"; }
        ;;
      "run in the background")
        echo "-- $line &"
        nodes=$((nodes + 1))
        # Few cores run all of them, and the tests of the hosts that went before.
        JAVA_TOOL_OPTIONS='-Xmx256m' bash -c "exec $line" >"../node$nodes" 2>&1 </dev/null &
        deadline=$((SECONDS + 30 * slowness))
        until grep -qs '^READY ' "../node$nodes"; do
          ((SECONDS < deadline)) || { cat "../node$nodes" >&2; fail "not ready: $line"; }
          sleep 0.2
        done
        ;;
      "run by .ci/run")
        line=${line%%#*}
        grep -qF -- "${line%"${line##*[![:space:]]}"}" <(sed 's/ -ntp -Dgates//' .ci/run) ||
          fail ".ci/run does not run: $line"
        ;;
      *) fail "README does not say how this is run: $line" ;;
    esac
  done 3<../commands
}

if [[ ${1:-} == inside ]]; then
  cd "$2"
  run_all
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! git clone -q . "$work/clone" 2>/dev/null; then
  # Sources without their history, or with that of another owner.
  rm -rf "$work/clone"
  mkdir "$work/clone"
  tar --exclude='./dftp-*/target' --exclude=./.git -cf - . | tar -xf - -C "$work/clone"
fi
# What is not committed yet is tried too.
cp README.md "$work/clone/README.md"
commands >"$work/commands"
cut -f1 "$work/commands" | sort | uniq -c

version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' pom.xml)
grep -qF "<version>$version</version>" README.md || fail "README names another version than $version"

# A repository of its own, which shares all that is there but this project's artifacts.
shared=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
mkdir -p "$work/repository/io" "$shared/io"
for group in "$shared"/* "$shared"/io/*; do
  name=${group#"$shared/"}
  if [[ -d $group && $name != io && $name != io/dftp ]]; then ln -s "$group" "$work/repository/$name"; fi
done
# Inside there is no network; whatever plugins are missing come now.
(cd "$work/clone" && mvn -B -ntp -q -Dmaven.repo.local="$work/repository" -DskipTests install </dev/null)
rm -rf "$work/repository/io/dftp" "$work"/clone/dftp-*/target
export MAVEN_OPTS="-Dmaven.repo.local=$work/repository"
export DFTP_CONFIG_DIR=$work/config

isolate=(unshare --net)
if [[ $(id -u) -ne 0 ]]; then isolate=(unshare --net --map-root-user); fi
"${isolate[@]}" "$PWD/.ci/readme.sh" inside "$work/clone"
echo "all $(wc -l <"$work/commands") command lines of README run"
