#include <fmt/format.h>

#include <memory>

#include "actors/journal/journal.hpp"
#include "core/results/event_line.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"

namespace basis {
namespace {

/// Prints a journal as the lines of `events.jsonl`.
Result<bool> print_journal(const std::string& file) {
  BASIS_TRY(const auto journal, Journal::open(file));
  BASIS_TRY(const journal::BootBegan boot, journal->last_boot());
  EventLines lines(boot.names);
  BASIS_TRY(journal->read([&](const JournalEntry& entry) -> Result<void> {
    std::string line;
    lines.append(entry, line);
    fmt::print("{}", line);
    return ok();
  }));
  return true;
}

}  // namespace

void add_journal_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("journal", "Print the journal of a node as the lines of events.jsonl");
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "What `replay --journal` wrote")->required();
  command->footer("\nExit codes: 0 done, 2 no such file, 3 it is no journal, one of another version, or damaged.\n");
  command->callback([file, &exit_code] { exit_code = report_outcome(print_journal(*file)); });
}

}  // namespace basis
