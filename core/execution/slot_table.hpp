#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "core/base/error.hpp"

namespace basis {

/// A hash index of numbered slots: open addressing with linear probing, at most half full. It allocates when it is made
/// and never again. Who owns the slots compares their keys.
class SlotTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  explicit SlotTable(std::size_t most) : cells_(std::bit_ceil(2 * most + 2)), mask_(cells_.size() - 1), most_(most) {}

  /// The slot with this hash for which `same(slot)` holds; `kNone` without one.
  template <class Same>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, Same&& same) const {
    const auto part = static_cast<std::uint32_t>(hash);
    for (std::size_t at = part & mask_;; at = (at + 1) & mask_) {
      const Cell& cell = cells_[at];
      if (cell.slot == kNone) return kNone;
      if (cell.hash == part && same(cell.slot)) return cell.slot;
    }
  }
  /// The key must not be in the table.
  void insert(std::uint64_t hash, std::uint32_t slot) {
    require(count_ < most_, "a slot table is full");
    const auto part = static_cast<std::uint32_t>(hash);
    std::size_t at = part & mask_;
    while (cells_[at].slot != kNone) at = (at + 1) & mask_;
    cells_[at] = {part, slot};
    ++count_;
  }
  void erase(std::uint64_t hash, std::uint32_t slot) {
    std::size_t at = static_cast<std::uint32_t>(hash) & mask_;
    while (cells_[at].slot != slot) {
      require(cells_[at].slot != kNone, "a slot is not in its table");
      at = (at + 1) & mask_;
    }
    --count_;
    // Cells behind the gap move up, unless they would come before their own place.
    for (std::size_t next = (at + 1) & mask_; cells_[next].slot != kNone; next = (next + 1) & mask_) {
      const std::size_t own = cells_[next].hash & mask_;
      if (((next - own) & mask_) < ((next - at) & mask_)) continue;
      cells_[at] = cells_[next];
      at = next;
    }
    cells_[at].slot = kNone;
  }

 private:
  struct Cell {
    std::uint32_t hash = 0;
    std::uint32_t slot = kNone;
  };
  std::vector<Cell> cells_;
  std::size_t mask_;
  std::size_t most_;
  std::size_t count_ = 0;
};

}  // namespace basis
