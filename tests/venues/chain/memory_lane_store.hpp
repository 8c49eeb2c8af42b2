#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "venues/chain/lane_store.hpp"

namespace basis::test {

/// Entries in memory, which outlive the lane.
class MemoryLaneStore final : public chain::LaneStore {
 public:
  std::map<std::string, chain::LaneEntry> entries;
  bool fails = false;

  Result<void> put(const chain::LaneEntry& entry) override {
    if (fails) return Error(ErrorKind::data, "the disk is full");
    entries[entry.request.id] = entry;
    return ok();
  }
  Result<std::optional<chain::LaneEntry>> find(const std::string& id) override {
    const auto found = entries.find(id);
    return found == entries.end() ? std::optional<chain::LaneEntry>() : found->second;
  }
  Result<std::vector<chain::LaneEntry>> pending() override {
    std::vector<chain::LaneEntry> open;
    for (const auto& [id, entry] : entries)
      if (entry.state == chain::LaneState::pending) open.push_back(entry);
    std::ranges::sort(open, {}, &chain::LaneEntry::nonce);
    return open;
  }
  Result<std::uint64_t> next_nonce() override {
    std::uint64_t next = 0;
    for (const auto& [id, entry] : entries)
      if (entry.state != chain::LaneState::released) next = std::max(next, entry.nonce + 1);
    return next;
  }
  Result<bool> takes(std::uint64_t nonce) override {
    return std::ranges::any_of(entries, [nonce](const auto& one) {
      return one.second.nonce == nonce && one.second.state != chain::LaneState::released;
    });
  }
};

}  // namespace basis::test
