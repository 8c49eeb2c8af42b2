#include "tools/report/live_folder.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "tools/report/result_folder.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

/// What a live run keeps beside its results, and what a boot that was killed may leave.
constexpr std::array<std::string_view, 29> kKeptBeside = {kLiveJournal,
                                                          "journal.db-wal",
                                                          "journal.db-shm",
                                                          "journal.db-journal",
                                                          "journal.db.partial",
                                                          "journal.db.partial-wal",
                                                          "journal.db.partial-shm",
                                                          "journal.db.partial-journal",
                                                          "orders.log",
                                                          "session.rec",
                                                          "control.json",
                                                          "control.json.partial",
                                                          "sim.json",
                                                          "sim.state",
                                                          "sim.state.partial",
                                                          "sim.accounts.yaml",
                                                          "sim.log",
                                                          "chain.json",
                                                          "chain.state",
                                                          "chain.contracts.json",
                                                          "chain.log",
                                                          "gas_money",
                                                          "gas_money.partial",
                                                          "transactions.db",
                                                          "transactions.db-wal",
                                                          "transactions.db-shm",
                                                          "transactions.db-journal",
                                                          "summary.json.partial",
                                                          "report.html.partial"};

/// The recording of a later start: "session-2.rec".
bool is_later_recording(std::string_view name) { return name.starts_with("session-") && name.ends_with(".rec"); }

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<LiveFolder> LiveFolder::open(const fs::path& path) {
  BASIS_TRY(LockedFolder folder, LockedFolder::open(path));
  LiveFolder made(std::move(folder));
  BASIS_TRY(made.check_content());
  return made;
}

bool LiveFolder::has_journal() const {
  std::error_code code;
  return fs::is_regular_file(journal(), code);
}

/// Every file must be one of a live run, and results must have their journal.
Result<void> LiveFolder::check_content() const {
  std::error_code code;
  bool results = false;
  for (fs::directory_iterator entry(path(), code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    const bool result = among(kResultFiles, name);
    if (!(result || among(kKeptBeside, name) || is_later_recording(name)) || !entry->is_regular_file(code))
      return folder_.refusal("it holds '" + name + "', which no live run wrote; choose an empty or new folder");
    results = results || result;
  }
  if (code) return LockedFolder::refusal(path(), code);
  if (!results || has_journal()) return ok();
  return folder_.refusal(
      is_our_summary(path() / kResultFiles.back())
          ? "it holds the result of a finished run, and no journal to go on from; choose an empty or "
            "new folder"
          : "it holds results without a journal; choose an empty or new folder");
}

}  // namespace basis
