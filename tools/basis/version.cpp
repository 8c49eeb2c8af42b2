#include "tools/basis/version.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <caf/config.hpp>

#include "basis_commit.hpp"
#include "basis_packages.hpp"
#include "core/base/fingerprint.hpp"
#include "core/history/csv_file.hpp"
#include "tools/database/packages.hpp"

namespace basis {

std::string code_version() { return std::string(kVersion) + "+" + kCommit; }

Result<std::string> program_identity() {
  const std::string version = code_version();
  if (!version.ends_with("-dirty") && !version.ends_with("unknown")) return version;
  const auto program = read_whole_file("/proc/self/exe");
  if (!program) return Error(ErrorKind::usage, "/proc/self/exe: " + program.error().text());
  Fingerprint fingerprint;
  fingerprint.add(program.value());
  return version + " " + fingerprint.hex();
}

std::string version_text() {
  const auto dotted = [](int number, int unit) {
    return fmt::format("{}.{}.{}", number / (unit * unit), number / unit % unit, number % unit);
  };
  return fmt::format(
      "basis {}\ncommit {}\ncompiler {} {}\nbuild {}\n"
      "packages CAF {}, Boost {}, fmt {}, yaml-cpp {}, CLI11 {}, xxHash {}, {}, uPlot {}\n",
      kVersion, kCommit, kCompilerId, __VERSION__, kBuildKind, dotted(CAF_VERSION, 100),
      fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100),
      dotted(FMT_VERSION, 100), kYamlCppVersion, CLI11_VERSION, dotted(XXH_VERSION_NUMBER, 100), database_packages(),
      kUplotVersion);
}

}  // namespace basis
