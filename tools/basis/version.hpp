#pragma once

#include <string>

#include "core/base/result.hpp"

namespace basis {

/// "0.1.0+1a2b3c4d5e6f", with "-dirty" when the sources differ from the commit.
std::string code_version();

/// Identifies the program that made a result: the code version, and also the fingerprint of the
/// executable when its sources differ from a commit. An executable that cannot be read is an error
/// (kind usage).
Result<std::string> program_identity();

/// Output of `basis --version`: version, commit, compiler, build, packages.
std::string version_text();

}  // namespace basis
