#pragma once

#include <filesystem>
#include <memory>

#include "venues/chain/lane_store.hpp"

namespace basis {

class SqliteDatabase;

/// The transactions of one wallet on one chain, in a database of SQLite. What was put is on the disk when `put`
/// returns: a loss of power does not forget what has left.
class LaneJournal final : public chain::LaneStore {
 public:
  /// Whose transactions they are. `genesis` tells chains of one id apart, as local ones are.
  struct Owner {
    std::uint64_t chain_id = 0;
    chain::Hash32 genesis{};
    chain::Address wallet;
  };
  /// Opens the file, or makes it; without a path in memory. Usage error: it cannot be made, or is of another wallet or
  /// chain. Data error: it is none, or is damaged.
  static Result<std::unique_ptr<LaneJournal>> open(const std::filesystem::path& path, const Owner& owner);
  ~LaneJournal() override;

  Result<void> put(const chain::LaneEntry& entry) override;
  Result<std::optional<chain::LaneEntry>> find(const std::string& id) override;
  Result<std::vector<chain::LaneEntry>> pending() override;
  Result<std::uint64_t> next_nonce() override;
  Result<bool> takes(std::uint64_t nonce) override;
  /// What the gas of transactions cost, in wei, that have ended since the call before: `row` is where it went to, zero
  /// at first. A transaction counts once.
  Result<u256> gas_since(std::int64_t& row);

 private:
  LaneJournal(std::filesystem::path path, std::unique_ptr<SqliteDatabase> database);
  Result<void> make(const Owner& owner);
  [[nodiscard]] Error fault(ErrorKind kind, std::string_view what) const;
  Result<std::vector<chain::LaneEntry>> read(const char* sql, const std::string* id);

  std::filesystem::path path_;
  std::unique_ptr<SqliteDatabase> database_;
};

/// An entry as JSON, and back. Data error: it is none.
std::string lane_entry_json(const chain::LaneEntry& entry);
Result<chain::LaneEntry> read_lane_entry(std::string_view json);

}  // namespace basis
