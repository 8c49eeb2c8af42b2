#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/result_rows.hpp"

namespace basis::bench {

/// Results with their origin: facts in display order, and the rows of all programs.
struct Figures {
  std::vector<std::pair<std::string, std::string>> facts;  ///< "commit", "1234abcd"
  std::vector<ResultRow> rows;
};

/// Reads what a program wrote for `--json`, or a whole `bench/results.json`. Throws with the file's
/// name when it is neither.
Figures read_figures(const std::filesystem::path& file);
/// JSON text of all figures, in the form that `read_figures` reads.
std::string figures_json(const Figures& figures);
/// Reads lines of "name<TAB>value".
std::vector<std::pair<std::string, std::string>> read_facts(const std::filesystem::path& file);

}  // namespace basis::bench
