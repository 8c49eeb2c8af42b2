// Combines the figures of all benchmarks: results.json, results.html, the table of targets, and the
// changes since another run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>

#include "bench/comparison.hpp"
#include "bench/page.hpp"

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace basis::bench;
  CLI::App app("Puts the figures of the benchmarks together; prints the table of targets, or the comparison",
               "collect_bench");
  std::filesystem::path facts, json, html, against;
  std::vector<std::filesystem::path> files;
  app.add_option("files", files, "What programs wrote for --json, or a results.json")->required();
  app.add_option("--facts", facts, "Lines of name, tab, value: the machine and the build");
  app.add_option("--json", json, "Writes everything to this file");
  app.add_option("--html", html, "Writes the page to this file");
  app.add_option("--against", against, "Prints new by old over this results.json instead of targets");
  CLI11_PARSE(app, argc, argv);
  try {
    Figures all;
    for (const auto& file : files) {
      Figures some = read_figures(file);
      all.facts.insert(all.facts.end(), some.facts.begin(), some.facts.end());
      all.rows.insert(all.rows.end(), some.rows.begin(), some.rows.end());
    }
    if (!facts.empty()) all.facts = read_facts(facts);
    if (!json.empty()) write(json, figures_json(all));
    if (!html.empty()) write(html, figures_page(all));
    fmt::print("{}", against.empty() ? targets_section(all) : comparison_section(all, read_figures(against)));
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "collect_bench: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
