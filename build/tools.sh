# Sourced by run, test and drill: the tools they need, and one clear line when one is missing.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

stop() {
  echo "${0##*/}: $*" >&2
  exit 1
}

need_dotnet() {
  local wanted="The .NET 10 SDK is needed"
  command -v dotnet >/dev/null || stop "$wanted and was not found: https://dotnet.microsoft.com/download"
  local found
  found="$(cd / && dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
  [[ " $found" == *" 10."* ]] || stop "$wanted; found only: ${found:-no SDK}"
}

need_node() {
  local wanted="Node.js 20.19 or newer is needed"
  command -v node >/dev/null || stop "$wanted and was not found: https://nodejs.org"
  command -v npm >/dev/null || stop "npm is needed and was not found; it comes with Node.js"
  local version major minor
  version="$(node --version)"
  IFS=. read -r major minor _ <<<"${version#v}"
  ((major > 20 || (major == 20 && minor >= 19))) || stop "$wanted; found $version"
}
