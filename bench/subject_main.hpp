#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>

#include "bench/result_rows.hpp"

namespace basis::bench {

/// `main` of the program bench_NAME, which measures a number of readings and needs no data: takes what every benchmark
/// takes, and writes the rows that `run` added.
inline int subject_main(const std::string& name, const std::string& what, void (*run)(std::size_t, ResultRows&),
                        int argc, char** argv) {
  CLI::App app(fmt::format("Measures {} and prints a section of bench/RESULTS.md", what), "bench_" + name);
  std::string history;
  std::string json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "A fifth of the readings");
  CLI11_PARSE(app, argc, argv);
  try {
    ResultRows rows(name);
    run(quick ? 2'000 : 10'000, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_{}: {}\n", name, problem.what());
  }
  return EXIT_FAILURE;
}

}  // namespace basis::bench
