#include <fmt/format.h>

#include <memory>

#include "core/results/replace_file.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/compare/compare_page.hpp"
#include "tools/compare/compare_rows.hpp"
#include "tools/report/report_assets.hpp"

namespace basis {
namespace {

struct CompareOptions {
  std::vector<std::string> folders;
  std::string out = "compare.html";
};

Result<void> compare(const CompareOptions& options) {
  BASIS_TRY(const auto results, read_results(options.folders));
  BASIS_TRY(replace_file(options.out, compare_page(compare_assets(), results)));
  fmt::print("{}\npage  {}\n", compare_table(results), options.out);
  return ok();
}

}  // namespace

void add_compare_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("compare", "Put several results side by side: a table and a page");
  auto options = std::make_shared<CompareOptions>();
  command->add_option("folders", options->folders, "Result folders, as backtest writes them; two or more")
      ->required()
      ->expected(2, std::numeric_limits<int>::max());
  command->add_option("--out", options->out, "The page")->capture_default_str();
  command->footer(
      "\nThe page shows growth of capital, so that results of any capital and share class compare.\n"
      "Exit codes: 0 done, 2 usage, 3 a result that is not whole.\n");
  command->callback([options, &exit_code] {
    const auto done = compare(*options);
    exit_code = done ? kExitDone : report_error(done.error());
  });
}

}  // namespace basis
