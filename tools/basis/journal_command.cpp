#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "actors/journal/journal_copy.hpp"
#include "core/config/load_config.hpp"
#include "core/results/entry_text.hpp"
#include "core/results/journal_codec.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/journal_place.hpp"
#include "tools/basis/journal_table.hpp"
#include "tools/journal/journal_export.hpp"
#include "tools/journal/journal_kinds.hpp"
#include "tools/journal/journal_verify.hpp"
#include "tools/journal/journal_why.hpp"
#include "tools/journal/journal_world.hpp"

namespace basis {
namespace {

struct JournalOptions {
  JournalPlace place;
  std::string folder;
  std::vector<std::string> kinds;
  std::string from;
  std::string to;
  std::string id;
  std::string last;
  std::string out;
  std::string format = "jsonl";
  std::string event;
  std::string config_dir;
  std::vector<std::string> overrides;
  bool json = false;
};

/// The configuration of a journal's run, and its universe; or why there is none.
struct RunWorld {
  std::optional<LoadedConfig> config;
  std::optional<Universe> universe;
  std::string why_none;
};

RunWorld run_world(const JournalOptions& options, const journal::BootBegan& boot) {
  RunWorld world;
  const auto make = [&]() -> Result<void> {
    BASIS_TRY(Environment environment, parse_environment(process_environment()));
    // No credential is asked for.
    environment.execution_mode.reset();
    BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
    BASIS_TRY(LoadedConfig config, load_config(folder, boot.mode, options.overrides, environment));
    BASIS_TRY(world.universe, journal_universe(config.settings, boot.names));
    world.config = std::move(config);
    return ok();
  };
  if (const auto made = make(); !made) world.why_none = made.error().text();
  return world;
}

Result<std::optional<UtcTime>> time_option(const std::string& option, const std::string& text) {
  if (text.empty()) return std::optional<UtcTime>();
  BASIS_TRY(const UtcTime time, parse_time_option(option, text));
  return std::optional(time);
}

Result<std::int64_t> number_option(const std::string& option, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault == std::errc() && end == text.data() + text.size() && number > 0) return number;
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is no number (allowed: 1 and more)", option, text));
}

Result<JournalQuery> query_of(const JournalOptions& options) {
  JournalQuery query;
  BASIS_TRY(choose_kinds(options.kinds, query));
  BASIS_TRY(query.from, time_option("--from", options.from));
  BASIS_TRY(query.to, time_option("--to", options.to));
  if (query.from && query.to && *query.to < *query.from) return Error(ErrorKind::usage, "--to: it is before --from");
  if (!options.last.empty()) {
    BASIS_TRY(const std::int64_t last, number_option("--last", options.last));
    query.last = static_cast<std::size_t>(last);
  }
  return query;
}

/// Text is printed as a line each.
void print_entry(const StoredEntry& stored, const JournalNames& names) {
  fmt::print("{:>8} {} {:<15} {}\n", stored.seq, stored.entry.time.to_string(), journal_kind(stored.entry.body),
             entry_text(stored.entry, names));
}

Result<bool> show_entries(const JournalOptions& options) {
  BASIS_TRY(JournalQuery query, query_of(options));
  BASIS_TRY(const auto journal, open_journal_reader(options.place));
  BASIS_TRY(const auto boot, journal->last_boot());
  if (!options.id.empty()) {
    BASIS_TRY(const std::int64_t seq, number_option("--id", options.id));
    BASIS_TRY(const auto found, journal->at(seq));
    if (!found) return Error(ErrorKind::usage, fmt::format("--id: {} has no entry {}", journal->place(), seq));
    query = {};
    query.from = query.to = found->entry.time;
    query.fits = [id = found->entry.id](const JournalEntry& entry) { return entry.id == id; };
  }
  if (options.json) {
    BASIS_TRY(read_event_lines(*journal, query, boot.names, [](const std::string& line) -> Result<void> {
      fmt::print("{}", line);
      return ok();
    }));
    return true;
  }
  BASIS_TRY(journal->find(query, [&](const StoredEntry& stored) -> Result<void> {
    print_entry(stored, boot.names);
    return ok();
  }));
  return true;
}

Result<bool> export_to(const JournalOptions& options) {
  if (options.format != "jsonl" && options.format != "csv")
    return Error(ErrorKind::usage,
                 fmt::format("--format: '{}' is not a choice (allowed: jsonl | csv)", options.format));
  BASIS_TRY(const auto journal, open_journal_reader(options.place));
  BASIS_TRY(const std::size_t lines,
            export_journal(*journal, options.out, options.format == "csv" ? ExportFormat::csv : ExportFormat::jsonl));
  fmt::print(stderr, "{} events in {}\n", lines, options.out);
  return true;
}

int verify(const JournalOptions& options) {
  std::string place = options.place.file;
  const auto run = [&]() -> Result<JournalVerdict> {
    BASIS_TRY(const auto journal, open_journal_reader(options.place));
    place = journal->place();
    RunWorld world;
    if (const auto boot = journal->last_boot())
      world = run_world(options, boot.value());
    else
      world.why_none = boot.error().text();
    return verify_journal(*journal, world.universe ? &*world.universe : nullptr, world.why_none,
                          [](const std::string& fault) { fmt::print("{}\n", fault); });
  };
  const auto verdict = run();
  if (!verdict) return report_error(verdict.error());
  const JournalVerdict& told = verdict.value();
  if (!told.behind.empty()) fmt::print(stderr, "basis: {}\n", told.behind);
  if (!told.not_replayed.empty()) fmt::print(stderr, "basis: not replayed: {}\n", told.not_replayed);
  if (told.faults == 0) {
    fmt::print("{}: {} entries, whole{}\n", place, told.entries,
               told.not_replayed.empty() ? ", and the node's state follows from them" : "");
    return kExitDone;
  }
  fmt::print(stderr, "basis: journal {}: {} faults in {} entries\n", place, told.faults, told.entries);
  return kExitData;
}

Result<bool> tell_cause(JournalOptions options) {
  // Alone it is the event of a journal in a database.
  if (options.event.empty()) std::swap(options.event, options.place.file);
  if (options.event.empty()) return Error(ErrorKind::usage, "EVENT is required");
  BASIS_TRY(const auto journal, open_journal_reader(options.place));
  BASIS_TRY(const auto boot, journal->last_boot());
  BASIS_TRY(const StoredEntry wanted, find_journal_event(*journal, options.event));
  const RunWorld world = run_world(options, boot);
  const StoryWorld story{world.universe ? &*world.universe : nullptr, world.config ? &world.config->settings : nullptr};
  BASIS_TRY(const std::string text, tell_why(*journal, wanted, boot.names, story));
  fmt::print("{}", text);
  return true;
}

/// Makes the file of a node's journal again.
Result<bool> restore(const JournalOptions& options) {
  const JournalPlace from{{}, options.place.url, options.place.node};
  BASIS_TRY(const auto journal, open_journal_reader(from));
  BASIS_TRY(const JournalPosition end, copy_journal(*journal, options.out));
  fmt::print(stderr, "{} entries and {} results in {}\n", end.entries, end.results, options.out);
  return true;
}

void add_journal(CLI::App& command, JournalOptions& options) {
  command.add_option("FILE", options.place.file, "A journal: journal.db of a live run, what `replay --journal` wrote");
  add_journal_database(command, options.place);
}

void add_configuration(CLI::App& command, JournalOptions& options) {
  command.add_option("--config", options.config_dir, "Folder of the configuration");
  command.add_option("--set", options.overrides, "Override a key, as the run did; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// One subcommand; its options are its own.
template <class Act>
std::pair<CLI::App*, std::shared_ptr<JournalOptions>> add(CLI::App& journal, int& exit_code, const char* name,
                                                          const char* help, Act act) {
  CLI::App* const command = journal.add_subcommand(name, help);
  auto options = std::make_shared<JournalOptions>();
  command->callback([options, act, &exit_code] {
    catch_interrupts();
    exit_code = act(*options);
  });
  return {command, options};
}

}  // namespace

void add_journal_command(CLI::App& app, int& exit_code) {
  CLI::App* const journal = app.add_subcommand("journal", "Look into the journals of nodes");
  journal->require_subcommand(1);
  const auto outcome = [](auto act) {
    return [act](const JournalOptions& options) { return report_outcome(act(options)); };
  };
  const auto [list_command, listed] =
      add(*journal, exit_code, "list", "The journals below a folder, or in a database",
          outcome([](const JournalOptions& of) { return print_journals(of.folder, of.place); }));
  list_command->add_option("DIR", listed->folder, "Default: the database, else BASIS_RESULTS_DIR, or results");
  list_command->add_option("--journal", listed->place.url, "A database of journals (default: BASIS_JOURNAL_URL)");

  const auto [show_command, shown] = add(*journal, exit_code, "show", "Print entries", outcome(show_entries));
  add_journal(*show_command, *shown);
  show_command
      ->add_option("--kind", shown->kinds,
                   "A kind of entries (order_made), or a type of events (fill); may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  show_command->add_option("--from", shown->from, "First instant, UTC");
  show_command->add_option("--to", shown->to, "Last instant, included");
  show_command->add_option("--id", shown->id, "One entry, by its number");
  show_command->add_option("--last", shown->last, "Only the last so many");
  show_command->add_flag("--json", shown->json, "The lines of events.jsonl");

  const auto [export_command, exported] =
      add(*journal, exit_code, "export", "Write all events into a file", outcome(export_to));
  add_journal(*export_command, *exported);
  export_command->add_option("--out", exported->out, "The file, which is replaced")->required();
  export_command->add_option("--format", exported->format, "jsonl (default) | csv");

  const auto [verify_command, verified] =
      add(*journal, exit_code, "verify", "Read all of it, and tell each fault in a line; exit code 3", verify);
  add_journal(*verify_command, *verified);
  add_configuration(*verify_command, *verified);

  const auto [why_command, why] =
      add(*journal, exit_code, "why", "What led to an order, a fill, a posting or a loss", outcome(tell_cause));
  add_journal(*why_command, *why);
  why_command->add_option("EVENT", why->event,
                          "The number of an entry as `show` prints it, line:N of events.jsonl, or the id of an order");
  add_configuration(*why_command, *why);

  const auto [restore_command, restored] =
      add(*journal, exit_code, "restore", "Make the file of a node's journal again from a database", outcome(restore));
  restore_command->add_option("FILE", restored->out, "The file, which must not be there")->required();
  restore_command->add_option("--from", restored->place.url, "The database (default: BASIS_JOURNAL_URL)");
  restore_command->add_option("--node", restored->place.node, "The node")->required();
  journal->footer("\nExit codes: 0 done, 2 usage, 3 it is no journal, one of another version, or damaged.\n");
}

}  // namespace basis
