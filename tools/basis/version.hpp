#pragma once

#include <string>

#include "core/base/result.hpp"

namespace basis {

/// "0.1.0+1a2b3c4d5e6f", with "-dirty" when the sources differ from the commit.
std::string code_version();

/// What tells the figures of this program from another's: the code version, and
/// the fingerprint of the program itself where its sources are no commit's. A
/// program that cannot be read is an error (kind usage).
Result<std::string> program_identity();

/// What `basis --version` prints: version, commit, compiler, build, packages.
std::string version_text();

}  // namespace basis
