#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>

#include "actors/journal/journal.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/gates.hpp"
#include "tools/basis/run_options.hpp"

namespace basis {
namespace {

constexpr std::uint64_t kMebibyte = 1ULL << 20;
/// A live run writes some 10 MiB an hour beside recordings of some 200 MiB an hour and exchange.
constexpr std::uint64_t kLeastDisk = 64 * kMebibyte;
constexpr std::uint64_t kEnoughDisk = 2'048 * kMebibyte;
/// Sockets of an exchange: market data, user stream, orders, and requests over several connections.
constexpr std::uint64_t kFilesAnAccount = 16;
/// Files of a run, its event queues and its libraries.
constexpr std::uint64_t kFilesBeside = 48;

std::string size_text(std::uint64_t bytes) {
  return bytes >= 10'240 * kMebibyte ? fmt::format("{} GiB", bytes / (1'024 * kMebibyte))
                                     : fmt::format("{} MiB", bytes / kMebibyte);
}

/// The folder itself, or the nearest one above it that exists.
std::filesystem::path standing(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::path at = std::filesystem::absolute(folder);
  while (!std::filesystem::exists(at, code) && at != at.parent_path()) at = at.parent_path();
  return at;
}

/// Writes a mebibyte into a file without a name, which nobody sees and nothing leaves. Empty: it went.
std::string try_to_write(const std::filesystem::path& folder) {
  // A limit of a file's size ends the process otherwise.
  struct sigaction before {
  }, ignored{};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGXFSZ, &ignored, &before);
  std::string fault;
  const int file = open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    fault = std::strerror(errno);
  } else {
    const std::string zeros(kMebibyte, '\0');
    std::size_t written = 0;
    while (written < zeros.size() && fault.empty()) {
      const ssize_t more = write(file, zeros.data() + written, zeros.size() - written);
      if (more <= 0) fault = more == 0 ? "nothing more is taken" : std::strerror(errno);
      written += more > 0 ? static_cast<std::size_t>(more) : 0;
    }
    // A delayed allocation may fail here only.
    if (fault.empty() && fsync(file) != 0) fault = std::strerror(errno);
    close(file);
  }
  sigaction(SIGXFSZ, &before, nullptr);
  return fault;
}

std::filesystem::path results_of(const CheckRun& run) {
  if (run.world != World::backtest) return run.config().folder;
  const CheckOptions& options = *run.options;
  return options.out.empty() ? std::filesystem::path(run.backtest->environment.results_dir.value_or("results"))
                             : std::filesystem::path(options.out);
}

/// As a node begins or goes on with it.
Result<void> check_journal(CheckRun& run, const std::filesystem::path& file, GateRows& rows) {
  BASIS_TRY(const auto journal, Journal::open(file, JournalCheck::kind));
  run.first = !journal->has_boots();
  BASIS_TRY(journal->check_writable());
  if (*run.first) {
    rows.pass(file.string(), "no boot has begun");
    return ok();
  }
  BASIS_TRY(const journal::BootBegan held, journal->last_boot());
  journal::BootBegan wanted = held;
  wanted.mode = run.settings().mode.mode;
  wanted.share_class = run.settings().mode.share_class;
  wanted.configuration = run.config().loaded.fingerprint;
  BASIS_TRY(check_same_run(held, wanted, file));
  run.node_id = held.node_id;
  rows.pass(file.string(),
            fmt::format("a run of node {}, {} boots: this start goes on with it", held.node_id, held.boot + 1));
  return ok();
}

}  // namespace

void look_at_folder(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("folder", "no configuration");
  auto folder = LiveFolder::open(run.config().folder);
  if (!folder) return rows.fail(run.config().folder.string(), folder.error().text(), "--out names another folder");
  rows.pass(run.config().folder.string(), "it is free, and holds nothing else");
  run.folder.emplace(std::move(folder).value());
}

void look_at_journal(CheckRun& run, GateRows& rows) {
  if (!run.folder) return rows.skip("journal.db", "no folder");
  const std::filesystem::path file = run.folder->journal();
  if (!run.folder->has_journal()) {
    run.first = true;
    return rows.pass(file.string(), "there is none: a new run begins");
  }
  if (const auto sound = check_journal(run, file, rows); !sound)
    rows.fail(file.string(), sound.error().text(),
              "--out names another folder; basis journal verify tells what is damaged");
}

void look_at_disk(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("disk", "no configuration");
  const std::filesystem::path folder = standing(results_of(run));
  struct statvfs facts = {};
  if (statvfs(folder.c_str(), &facts) != 0) return rows.fail(folder.string(), std::strerror(errno), "");
  const std::uint64_t free = facts.f_bavail * facts.f_frsize;
  const std::string found = size_text(free) + " free";
  if (free < kLeastDisk)
    rows.fail(folder.string(), found, fmt::format("make room: {} at least", size_text(kEnoughDisk)));
  else if (free < kEnoughDisk)
    rows.warn(folder.string(), found, fmt::format("make room: recordings grow; {} is enough", size_text(kEnoughDisk)));
  else
    rows.pass(folder.string(), found);
  if (const std::string fault = try_to_write(folder); !fault.empty())
    rows.fail(folder.string(), fmt::format("1 MiB cannot be written: {}", fault),
              "look at rights, quota and limits (ulimit -f)");
}

void look_at_open_files(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("limit", "no configuration");
  struct rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  const std::uint64_t needed = kFilesBeside + kFilesAnAccount * run.venues().size();
  const std::string found =
      limit.rlim_cur == RLIM_INFINITY ? std::string("no limit") : fmt::format("{} open files", limit.rlim_cur);
  if (limit.rlim_cur < needed)
    return rows.fail("limit", found,
                     fmt::format("ulimit -n {}: reconnects need more than one socket each", needed * 4));
  if (limit.rlim_cur < needed * 2)
    return rows.warn("limit", found, fmt::format("ulimit -n {} leaves room", needed * 4));
  rows.pass("limit", found);
}

/// One account, one node. One key may open several accounts.
void look_at_locks(CheckRun& run, GateRows& rows) {
  if (run.live->access.empty() && !run.live->wallet_access) return rows.skip("accounts", "no credentials");
  const auto variables = process_environment();
  const auto runtime = variables.find("XDG_RUNTIME_DIR");
  const std::filesystem::path folder = lock_folder(runtime == variables.end() ? std::string() : runtime->second);
  const auto tell = [&](const std::string& name, Result<AccountLock> lock, bool keep) {
    if (!lock) return rows.fail(name, lock.error().text(), "end the other node, or give this one its own account");
    rows.pass(name, "no other node of this machine trades it");
    if (keep) run.live->locks.push_back(std::move(lock).value());
  };
  std::set<std::string, std::less<>> locked;
  for (const auto& [venue, access] : run.live->access) {
    const std::string_view key = access.credentials.key.reveal();
    const std::string name(feed_venue_info(venue).name);
    if (locked.emplace(key).second) tell(name, AccountLock::take(folder, key, name), run.starts);
  }
  if (!run.live->wallet_access || run.starts) return;
  // A node's own chain client takes it at a start.
  const WalletAccess& access = *run.live->wallet_access;
  tell("wallet", AccountLock::take_wallet(folder, access.wallet.to_string(), access.chain_id), false);
}

}  // namespace basis
