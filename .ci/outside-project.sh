#!/usr/bin/env bash
# Installs the jar of the core as Maven would for anybody, and builds and tests a project that has it
# as a plain dependency. Needs a build: mvn -DskipTests package.
#
# It is installed into a repository of its own below target/, which shares with the user's one all
# that is there but the artifacts of this project. So nothing is left behind, and nothing is fetched
# twice.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' pom.xml)
jar=dftp-core/target/dftp-core-$version.jar
[[ -f $jar ]] || { echo "no $jar; build it with: mvn -q -DskipTests package" >&2; exit 1; }

shared=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
private=$PWD/target/outside-repository
rm -rf "$private"
mkdir -p "$private/io/dftp" "$shared/io"
for group in "$shared"/* "$shared"/io/*; do
  name=${group#"$shared/"}
  if [[ -d $group && $name != io && $name != io/dftp ]]; then
    ln -s "$group" "$private/$name"
  fi
done

maven() { mvn -B -ntp -q -Dmaven.repo.local="$private" "$@"; }
install=org.apache.maven.plugins:maven-install-plugin:3.2.0:install-file
maven -N "$install" -Dfile=pom.xml -DpomFile=pom.xml -Dpackaging=pom
maven -N "$install" -Dfile="$jar" -DpomFile=dftp-core/pom.xml

outside=dftp-examples/src/it/outside-project
maven -f "$outside" -Ddftp.version="$version" clean test
cat "$outside"/target/surefire-reports/*.txt | awk -F'[:,]' '
  /^Tests run/ {run += $2; failed += $4 + $6}
  END {printf "Tests run by the outside project: %d, failed: %d\n", run, failed; exit run < 2}'
