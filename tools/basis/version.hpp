#pragma once

#include <string>

namespace basis {

/// "0.1.0+1a2b3c4d5e6f", with "-dirty" when the sources differ from the commit.
std::string code_version();

/// What `basis --version` prints: version, commit, compiler, build, packages.
std::string version_text();

}  // namespace basis
