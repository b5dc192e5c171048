# shellcheck shell=bash
# For the scripts of the set-up: where things are, how they speak, how they fail. Sourced, never run.
set -euo pipefail

# LC_ALL: what other programs print is read here. CDPATH would make `cd` print.
export LC_ALL=C.UTF-8
unset CDPATH

nightjar_root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck disable=SC2034  # for those who source this
nightjar_setup=$nightjar_root/tools/setup

say() { printf 'nightjar: %s\n' "$*" >&2; }

# Exit status 2 is the program's own for a wrong set-up.
die() {
  say "$@"
  exit 2
}

# Downloads are kept outside the source folder: clones and worktrees share them, and cleaning one costs no download.
cache_folder() {
  local home=${HOME:-}
  if [[ -n ${NIGHTJAR_CACHE:-} ]]; then
    realpath -m -- "$NIGHTJAR_CACHE"
  elif [[ -n ${XDG_CACHE_HOME:-} ]]; then
    printf '%s\n' "$XDG_CACHE_HOME/nightjar"
  elif [[ -n $home && -w $home ]] || [[ -n $home && -w $home/.cache/nightjar ]]; then
    printf '%s\n' "$home/.cache/nightjar"
  else
    printf '%s\n' "$nightjar_root/.cache"
  fi
}

# version_at_least HAVE WANT: compares dotted numbers; a Debian epoch ("4:") and what follows the numbers is ignored.
version_at_least() {
  local have=${1#*:} want=$2 i
  local -a h w
  have=${have%%[!0-9.]*}
  IFS=. read -ra h <<<"$have"
  IFS=. read -ra w <<<"$want"
  for i in "${!w[@]}"; do
    ((10#${h[i]:-0} > 10#${w[i]})) && return 0
    ((10#${h[i]:-0} < 10#${w[i]})) && return 1
  done
  return 0
}

# run_logged LOG COMMAND...: keeps what it prints in LOG; when it fails, shows the log's end and returns its status.
run_logged() {
  local log=$1 status=0
  shift
  "$@" </dev/null >"$log" 2>&1 || status=$?
  if ((status != 0)); then
    tail -n 20 "$log" | sed 's/^/  | /' >&2
    say "failed with status $status: $1 ${2:-}; the whole log is $log"
  fi
  return "$status"
}

# take_lock FILE: one set-up at a time. Sets lock_fd; release_lock lets go before the program starts.
take_lock() {
  mkdir -p "$(dirname "$1")"
  exec {lock_fd}>"$1"
  flock -n "$lock_fd" && return
  say "another set-up is at work (lock $1): waiting for it"
  flock "$lock_fd"
}
release_lock() { exec {lock_fd}>&-; }

# Our C++ sources, relative to the root; no git needed, so that an unpacked archive does too.
source_files() {
  (cd "$nightjar_root" && find engine models stages tests tools \( -name '*.h' -o -name '*.cpp' \) -type f | sort)
}
