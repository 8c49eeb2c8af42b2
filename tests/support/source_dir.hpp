#pragma once

#include <filesystem>

namespace basis::test {

/// The checkout that the tests were built from. Known to one file only, so that compiled tests serve other checkouts.
std::filesystem::path source_dir();
/// Its shipped configuration.
inline std::filesystem::path shipped_configs() { return source_dir() / "configs"; }

}  // namespace basis::test
