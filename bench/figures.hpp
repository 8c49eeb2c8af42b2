#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/result_rows.hpp"

namespace basis::bench {

/// What was measured where: facts in the order they are shown, and the rows of every program.
struct Figures {
  std::vector<std::pair<std::string, std::string>> facts;  ///< "commit", "1234abcd"
  std::vector<ResultRow> rows;
};

/// What a program wrote for `--json`, or the whole of `bench/results.json`. Throws with the file's name where it
/// is neither.
Figures read_figures(const std::filesystem::path& file);
/// The whole as `read_figures` takes it.
std::string figures_json(const Figures& figures);
/// Lines of "name<TAB>value".
std::vector<std::pair<std::string, std::string>> read_facts(const std::filesystem::path& file);

}  // namespace basis::bench
