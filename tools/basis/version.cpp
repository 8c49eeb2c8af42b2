#include "tools/basis/version.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <caf/config.hpp>

#include "basis_commit.hpp"
#include "basis_packages.hpp"
#include "tools/database/packages.hpp"

namespace basis {

std::string code_version() { return std::string(kVersion) + "+" + kCommit; }

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
