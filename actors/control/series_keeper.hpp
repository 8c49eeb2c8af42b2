#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "actors/control/node_state.hpp"

namespace basis {

/// The portfolio since the start in at most `most` rows. When they are full every other one is dropped, and from then
/// on only every second of what comes is kept, so that the rows stay evenly spread over a run of any length. The newest
/// is always among them.
class SeriesKeeper {
 public:
  static constexpr std::size_t kMost = 720;

  explicit SeriesKeeper(std::size_t most = kMost) : most_(most) {}

  /// Times do not go backwards.
  void push(SeriesRow row);
  /// The rows as they are now, oldest first; they do not change any more.
  [[nodiscard]] std::shared_ptr<const std::vector<SeriesRow>> show();

 private:
  std::size_t most_;
  std::size_t every_ = 1;    ///< so many rows that come make one that is kept
  std::size_t since_ = 0;    ///< rows that came since the last that is kept for good
  bool last_stays_ = false;  ///< the newest is kept for good, and not only until the next comes
  std::vector<SeriesRow> rows_;
  std::shared_ptr<const std::vector<SeriesRow>> shown_;  ///< null: something has changed since
};

}  // namespace basis
