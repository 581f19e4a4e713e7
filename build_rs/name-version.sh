#!/bin/sh
# usage: name-version.sh NODE LINKER ARGUMENTS...
# Gives rustc's version script, one of the arguments, the name NODE, and starts the linker.
set -eu
node=$1
shift
script=
for argument in "$@"; do
    case $argument in
    --version-script=*) script=${argument#*=} ;;
    # Long command lines come in a file.
    @*) found=$(sed -n 's/^"\{0,1\}--version-script=\([^"]*\)"\{0,1\}$/\1/p' "${argument#@}") && script=${found:-$script} ;;
    esac
done
[ -n "$script" ] || { echo "name-version.sh: the linker was given no version script" >&2; exit 1; }
sed "1s/^{/$node {/" "$script" > "$script.named"
mv "$script.named" "$script"
head -n 1 "$script" | grep -q "^$node {" || {
    echo "name-version.sh: $script does not begin with {, so that it can't be named $node:" >&2
    head -n 5 "$script" >&2
    exit 1
}
exec "$@"
