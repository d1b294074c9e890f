#!/usr/bin/env bash
# From the command to the first served page, in seconds: clone, script/server, first answer of the sign-in page.
# Prints three figures: cold (nothing in the package caches; ≤ 360 s), warm (a new clone with the caches that the first
# run filled; ≤ 180 s) and again (the second start of that clone; ≤ 10 s).
#
#   bench/first_start.sh          on this machine; Debian packages count only where they are missing
#   bench/first_start.sh ROOT     as root, twice on a machine that never saw the project: ROOT is a folder made by
#                                 debootstrap --variant=minbase --include=python3,ca-certificates bookworm ROOT
#                                 whose own apt sources and certificates are used; it stays unchanged
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root="${1:+$(cd "$1" && pwd)}"
port="${PORT:-18765}" url=/compte/login/
work=$(mktemp -d) mounted="" server=""

leave() {
  [ -z "$server" ] || stop_server
  drop_system
  rm -rf --one-file-system "$work"
}
trap leave EXIT

new_machine() { # new_machine NAME : a folder where the project was never seen
  machine="$work/$1" where="$work/$1/maillage"
  inside=(env "XDG_CACHE_HOME=$work/caches" "npm_config_cache=$work/caches/npm")
  mkdir -p "$machine" "$work/caches"
  [ -z "$root" ] || new_system
}

new_system() { # ROOT as it is, with all that is written to it elsewhere, and nothing of ours but the caches
  local changes="$work/changes-${machine##*/}" device
  drop_system
  mkdir -p "$changes" "$changes-scratch" "$work/caches/apt/partial"
  mount -t overlay overlay -o "lowerdir=$root,upperdir=$changes,workdir=$changes-scratch" "$machine"
  mounted="$machine" where=/maillage
  mkdir -p "$machine/caches"
  mount --bind "$work/caches" "$machine/caches"
  mount -t proc proc "$machine/proc"
  mount -t tmpfs tmpfs "$machine/dev"
  for device in null zero full random urandom tty; do cp -a "/dev/$device" "$machine/dev/"; done
  ln -s /proc/self/fd "$machine/dev/fd"
  mkdir "$machine/dev/shm"
  cp /etc/resolv.conf "$machine/etc/resolv.conf"
  rm -f "$machine/etc/apt/apt.conf.d/docker-clean"
  echo 'Dir::Cache::archives "/caches/apt"; APT::Keep-Downloaded-Packages "true";' >"$machine/etc/apt/apt.conf.d/90bench"
  inside=(env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin XDG_CACHE_HOME=/caches npm_config_cache=/caches/npm
    chroot "$machine")
}

drop_system() {
  [ -z "$mounted" ] || umount -R "$mounted" || umount -R -l "$mounted"
  mounted=""
}

answers() { # whether the sign-in page is served
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$url" >&3
    timeout 10 head -n 1 <&3 | grep -q ' 200 '
  ) 2>/dev/null
}

start_server() { # until the first page
  ! answers || { echo "Port $port is taken; choose another with PORT=…" >&2; exit 1; }
  "${inside[@]}" bash -c "cd '$where' && exec script/server --port $port" >"$work/server.log" 2>&1 &
  server=$!
  until answers; do
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.2
  done
}

stop_server() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true
  server=""
}

seconds_since() { # seconds_since MICROSECONDS
  local spent=$(((${EPOCHREALTIME/[.,]/} - $1) / 100000))
  printf '%d.%d s' $((spent / 10)) $((spent % 10))
}

measure() { # measure NAME : from the clone
  new_machine "$1"
  local started=${EPOCHREALTIME/[.,]/}
  git clone -q --depth 1 "file://$project" "$machine/maillage"
  start_server
  printf '%-6s %s\n' "$1" "$(seconds_since "$started")"
  stop_server
}

measure cold
measure warm
started=${EPOCHREALTIME/[.,]/}
start_server
printf '%-6s %s\n' again "$(seconds_since "$started")"
stop_server
