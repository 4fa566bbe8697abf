# Sourced by test: Debian packages that the tests need, installed where that is allowed.

missing=()

# need_debian PACKAGE FILE: the package is needed unless the file is there.
need_debian() { [[ -e $2 ]] || missing+=("$1"); }

install_debian() {
  ((${#missing[@]} > 0)) || return 0
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    stop "These are needed and not installed: ${missing[*]}. Debian: sudo apt-get install ${missing[*]}"
  fi
  echo "Installing ${missing[*]}"
  local log="$reports/apt.log"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    stop "${missing[*]} could not be installed; the reason is above."
  fi
}
