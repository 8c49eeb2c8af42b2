#include "actors/journal/lane_journal.hpp"

#include <fmt/format.h>

#include "actors/journal/sqlite_database.hpp"

namespace basis {
namespace {

/// "BASL": in the header of the file, so that it is known for what it is.
constexpr std::int64_t kLaneApplication = 0x4241534C;
constexpr std::int64_t kLaneVersion = 1;

/// A commit survives a loss of power: a signed transaction may have left.
constexpr const char* kLanePragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
constexpr const char* kLaneTables =
    "CREATE TABLE owner (chain INTEGER NOT NULL, genesis TEXT NOT NULL, wallet TEXT NOT NULL);"
    "CREATE TABLE entry (id TEXT PRIMARY KEY, nonce INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL)";

std::string owner_text(const LaneJournal::Owner& owner) {
  return fmt::format("chain {} of genesis {}, wallet {}", owner.chain_id, chain::to_hex(owner.genesis),
                     owner.wallet.to_string());
}

}  // namespace

LaneJournal::LaneJournal(std::filesystem::path path, std::unique_ptr<SqliteDatabase> database)
    : path_(std::move(path)), database_(std::move(database)) {}
LaneJournal::~LaneJournal() = default;

Error LaneJournal::fault(ErrorKind kind, std::string_view what) const {
  return {kind, fmt::format("transactions {}: {}", path_.string(), what)};
}

Result<std::unique_ptr<LaneJournal>> LaneJournal::open(const std::filesystem::path& path, const Owner& owner) {
  auto database = SqliteDatabase::open(path.empty() ? ":memory:" : path.string(), true);
  if (!database)
    return Error(ErrorKind::usage, fmt::format("transactions {}: {}", path.string(), database.error().text()));
  std::unique_ptr<LaneJournal> made(new LaneJournal(path, std::move(database).value()));
  const auto opened = made->make(owner);
  if (!opened) return made->fault(opened.error().kind, opened.error().text());
  return made;
}

/// Checks whose it is; a new file becomes this owner's.
Result<void> LaneJournal::make(const Owner& owner) {
  BASIS_TRY(database_->run(kLanePragmas));
  BASIS_TRY(const std::int64_t application, database_->number("PRAGMA application_id"));
  BASIS_TRY(const std::int64_t tables, database_->number("SELECT count(*) FROM sqlite_master"));
  if (application == 0 && tables == 0) {
    // All of it or nothing: a process that is killed here leaves an empty file.
    return database_->run(
        fmt::format("BEGIN; {}; INSERT INTO owner VALUES ({}, '{}', '{}'); PRAGMA application_id = {}; "
                    "PRAGMA user_version = {}; COMMIT",
                    kLaneTables, static_cast<std::int64_t>(owner.chain_id), chain::to_hex(owner.genesis),
                    owner.wallet.to_string(), kLaneApplication, kLaneVersion)
            .c_str());
  }
  if (application != kLaneApplication) return Error(ErrorKind::data, "it is a database, and not of transactions");
  BASIS_TRY(const std::int64_t version, database_->number("PRAGMA user_version"));
  if (version != kLaneVersion)
    return Error(ErrorKind::data,
                 fmt::format("it is of version {}; this program reads version {}", version, kLaneVersion));
  BASIS_TRY(auto held, database_->prepare("SELECT chain, genesis, wallet FROM owner"));
  BASIS_TRY(const bool any, held.step());
  if (!any) return Error(ErrorKind::data, "it says not whose it is");
  const std::string text =
      fmt::format("chain {} of genesis {}, wallet {}", held.integer(0), held.bytes(1), held.bytes(2));
  if (text != owner_text(owner))
    return Error(ErrorKind::usage, fmt::format("it is of {}, and not of {}", text, owner_text(owner)));
  return ok();
}

Result<void> LaneJournal::put(const chain::LaneEntry& entry) {
  const std::string body = lane_entry_json(entry);
  const bool open = entry.state == chain::LaneState::pending;
  const bool free = entry.state == chain::LaneState::released;
  auto put = database_->prepare("INSERT OR REPLACE INTO entry VALUES (?1, ?2, ?3, ?4)");
  if (!put) return fault(ErrorKind::data, put.error().text());
  put.value().bind_text(1, entry.request.id);
  put.value().bind(2, static_cast<std::int64_t>(entry.nonce));
  put.value().bind_text(3, open ? "open" : free ? "free" : "ended");
  put.value().bind_text(4, body);
  const auto done = put.value().step();
  if (!done) return fault(ErrorKind::data, done.error().text());
  return ok();
}

Result<std::vector<chain::LaneEntry>> LaneJournal::read(const char* sql, const std::string* id) {
  auto query = database_->prepare(sql);
  if (!query) return fault(ErrorKind::data, query.error().text());
  if (id != nullptr) query.value().bind_text(1, *id);
  std::vector<chain::LaneEntry> entries;
  for (;;) {
    const auto more = query.value().step();
    if (!more) return fault(ErrorKind::data, more.error().text());
    if (!more.value()) return entries;
    auto entry = read_lane_entry(query.value().bytes(0));
    if (!entry) return fault(ErrorKind::data, "an entry is damaged: " + entry.error().text());
    entries.push_back(std::move(entry).value());
  }
}

Result<std::optional<chain::LaneEntry>> LaneJournal::find(const std::string& id) {
  BASIS_TRY(auto found, read("SELECT body FROM entry WHERE id = ?1", &id));
  return found.empty() ? std::optional<chain::LaneEntry>() : std::move(found.front());
}

Result<std::vector<chain::LaneEntry>> LaneJournal::pending() {
  return read("SELECT body FROM entry WHERE state = 'open' ORDER BY nonce", nullptr);
}

/// An entry that is put again has a higher row.
Result<u256> LaneJournal::gas_since(std::int64_t& row) {
  auto query = database_->prepare("SELECT body, rowid FROM entry WHERE state = 'ended' AND rowid > ?1 ORDER BY rowid");
  if (!query) return fault(ErrorKind::data, query.error().text());
  query.value().bind(1, row);
  u256 spent = 0;
  for (;;) {
    const auto more = query.value().step();
    if (!more) return fault(ErrorKind::data, more.error().text());
    if (!more.value()) return spent;
    const auto entry = read_lane_entry(query.value().bytes(0));
    if (!entry) return fault(ErrorKind::data, "an entry is damaged: " + entry.error().text());
    if (entry.value().block > 0) spent += entry.value().gas_used * entry.value().gas_price;
    row = query.value().integer(1);
  }
}

Result<std::uint64_t> LaneJournal::next_nonce() {
  const auto highest = database_->number("SELECT coalesce(max(nonce) + 1, 0) FROM entry WHERE state <> 'free'");
  if (!highest) return fault(ErrorKind::data, highest.error().text());
  return static_cast<std::uint64_t>(highest.value());
}

Result<bool> LaneJournal::takes(std::uint64_t nonce) {
  auto query = database_->prepare("SELECT 1 FROM entry WHERE nonce = ?1 AND state <> 'free'");
  if (!query) return fault(ErrorKind::data, query.error().text());
  query.value().bind(1, static_cast<std::int64_t>(nonce));
  const auto found = query.value().step();
  if (!found) return fault(ErrorKind::data, found.error().text());
  return found.value();
}

}  // namespace basis
