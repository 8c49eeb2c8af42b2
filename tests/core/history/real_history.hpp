#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "tests/support/source_dir.hpp"

namespace basis::test {

/// The optional folder with real history; says so and gives nothing when it is not there.
inline std::optional<std::filesystem::path> real_history() {
  const char* named = std::getenv("BASIS_HISTORY_DIR");
  const std::filesystem::path folder = named != nullptr ? named : test::source_dir() / "../shared/data/history";
  if (std::filesystem::exists(folder / "dataset.yaml")) return folder;
  MESSAGE("SKIPPED: no real history in " << folder.string());
  return std::nullopt;
}

}  // namespace basis::test
