#include <fmt/format.h>

#include <memory>
#include <optional>

#include "core/config/environment.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/database/import_dataset.hpp"

namespace basis {
namespace {

struct ImportOptions {
  std::string folder;
  std::string database;
  bool quiet = false;
};

/// The address from the command line, or else from the environment.
Result<DatabaseUrl> address(const ImportOptions& options) {
  if (!options.database.empty()) {
    auto given = DatabaseUrl::parse(options.database);
    if (!given) return Error(ErrorKind::usage, "database: " + given.error().text());
    return given;
  }
  // The data mode of the environment does not matter: an import always reads its folder.
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  if (environment.database) return std::move(*environment.database);
  return Error(ErrorKind::usage, "database: none given, and BASIS_DATABASE_URL is not set");
}

Result<ImportReport> import(const ImportOptions& options, const DatabaseUrl& url) {
  // The total number of bytes is known only after the folder has been scanned.
  std::optional<Progress> bar;
  return import_dataset(options.folder, url, [&](std::size_t done, std::size_t total) {
    if (!bar) bar.emplace("import", total, options.quiet);
    bar->update(done);
    return !interrupted();
  });
}

int run_import(const ImportOptions& options) {
  catch_interrupts();
  const auto url = address(options);
  if (!url) return report_error(url.error());
  const auto done = import(options, url.value());
  if (!done) return report_error(done.error());
  const ImportReport& report = done.value();
  if (!report.finished) {
    fmt::print(stderr, "basis: interrupted after {} files; {} is half imported until the same import ends\n",
               report.written, url.value().shown());
    return kExitInterrupted;
  }
  if (!options.quiet)
    fmt::print("dataset '{}' in {}: {} files, {} written, {} unchanged, {} removed\n", report.dataset,
               url.value().shown(), report.files, report.written, report.files - report.written, report.removed);
  return kExitDone;
}

}  // namespace

void add_import_command(CLI::App& data, int& exit_code) {
  CLI::App* command = data.add_subcommand(
      "import", "Load a data folder into a database, so that BASIS_DATA_MODE=db reads the same history from it");
  auto options = std::make_shared<ImportOptions>();
  command->add_option("folder", options->folder, "Data folder with dataset.yaml")->required();
  command->add_option("database", options->database,
                      "sqlite:///path/file.db (made when it is not there), sqlite:path/file.db or\n"
                      "postgresql://user@host:port/name (default: BASIS_DATABASE_URL, which is also the\n"
                      "place for a password: a command line can be seen by others)");
  command->add_flag("--quiet", options->quiet, "No progress bar, no summary");
  command->footer(
      "\nA file is a transaction: an import that is killed leaves each series old or new, and a dataset\n"
      "that is refused as half imported until an import ends. Importing the same folder again writes\n"
      "nothing. Exit codes: 0 done, 2 usage, 3 data or database, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = run_import(*options); });
}

}  // namespace basis
