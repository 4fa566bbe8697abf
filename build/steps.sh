# Sourced by test: runs steps, keeps their output in a file each, counts, and prints the total.
# A step leaves a line in $results: passed, failed, skipped, name. Steps run in subshells, so they share no variables.

reports="$root/artifacts/test"
results="$reports/results.tsv"
rm -rf "$reports"
mkdir -p "$reports"
: >"$results"
began=$SECONDS

record() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$results"; }

# report NAME STATUS SECONDS LOG: one line; after a failure the end of what it said.
report() {
  if [[ $2 == 0 ]]; then
    echo "ok    $1 ($3 s)"
  else
    { echo "FAIL  $1 ($3 s); all of it: ${4#"$root"/}" && tail -n 40 "$4" | sed 's/^/      /'; } 2>&1
  fi
}

# gate NAME COMMAND...: counts as one test.
gate() {
  local name="$1" since=$SECONDS status=0 log
  shift
  log="$reports/$(printf %s "$name" | tr -cs 'A-Za-z0-9' '-').log"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  report "$name" "$status" $((SECONDS - since)) "$log"
  if [[ $status == 0 ]]; then record 1 0 0 "$name"; else record 0 1 0 "$name"; fi
  return "$status"
}

# Nothing may hang for longer than the whole run is meant to take.
longest=720

web_run() { (cd "$root/web" && timeout -k 10 "$longest" npx --no-install "$@"); }

web_build() { dotnet msbuild src/Server/Server.csproj -t:BuildWeb -nologo -v:m; }

csharpier_check() { dotnet tool restore && dotnet csharpier check .; }

# suite NAME REPORT COMMAND...: a test run that writes its own report; a run that dies without one is a failure.
suite() {
  local name="$1" file="$2" since=$SECONDS status=0 log="$2.log" counts
  shift 2
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if counts="$(node "$root/build/counts.mjs" "$file" "$name" 2>>"$log")"; then
    printf '%s\n' "$counts" >>"$results"
    local passed failed
    IFS=$'\t' read -r passed failed _ <<<"$(tail -n 1 <<<"$counts")"
    [[ $failed == 0 && $status != 0 ]] && record 0 1 0 "$name ended with exit code $status"
    report "$name: $passed passed, $failed failed" "$status" $((SECONDS - since)) "$log"
  else
    record 0 1 0 "$name"
    report "$name: no report" 1 $((SECONDS - since)) "$log"
  fi
}

vitest() {
  local file="$reports/vitest.json"
  suite "web unit tests" "$file" web_run vitest run --reporter=default --reporter=json --outputFile.json="$file"
}

# Tests make thousands of files and throw them away, so they make them in memory where there is plenty.
memory_folder() {
  local free available
  free="$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)"
  available="$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)"
  if ((${free:-0} > 8000000 && ${available:-0} > 12000000)); then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

# The projects of an area; whatever lies in tests/ belongs to exactly one.
projects_of() {
  local project
  for project in "$root"/tests/*/*.csproj; do
    project="$(basename "$project" .csproj)"
    case "$project" in
      Architecture.Tests) [[ $1 == gates ]] && echo "$project" ;;
      Server.Tests | Hostile*) [[ $1 == server ]] && echo "$project" ;;
      Scenarios*) [[ $1 == scenarios ]] && echo "$project" ;;
      *) [[ $1 == unit ]] && echo "$project" ;;
    esac
  done
}

dotnet_tests() {
  local project file
  for project in $(projects_of "$1"); do
    file="$reports/$project.json"
    suite "$project" "$file" env TMPDIR="$(memory_folder)" timeout -k 10 "$longest" \
      "tests/$project/bin/Release/net10.0/Sotto.$project" -noColor -noLogo -noAutoReporters -ctrf "$file"
  done
}

# The last line of a run, and its exit code.
total() {
  local passed failed skipped
  passed="$(awk -F'\t' '{ n += $1 } END { print n + 0 }' "$results")"
  failed="$(awk -F'\t' '{ n += $2 } END { print n + 0 }' "$results")"
  skipped="$(awk -F'\t' '{ n += $3 } END { print n + 0 }' "$results")"
  echo
  if [[ $skipped != 0 ]]; then
    echo "Skipped:"
    awk -F'\t' '$3 > 0 && $1 == 0 && $2 == 0 { print "  " $4 }' "$results"
  fi
  if [[ $failed != 0 ]]; then
    echo "Failed:"
    awk -F'\t' '$2 > 0 { print "  " $4 (($2 > 1) ? " (" $2 ")" : "") }' "$results"
  fi
  echo "Took $((SECONDS - began)) s."
  if [[ $skipped == 0 ]]; then echo "$passed passed, $failed failed"; else echo "$passed passed, $failed failed, $skipped skipped"; fi
  [[ $failed == 0 && $passed != 0 ]]
}
