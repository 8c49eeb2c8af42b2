#pragma once

#include <filesystem>

#include "venues/sim/exchange_service.hpp"

namespace basis::sim {

/// The file that keeps simulated exchanges over a restart. It is always a whole one.
class StateFile {
 public:
  /// The service outlives it.
  StateFile(std::filesystem::path path, ExchangeService& service) : path_(std::move(path)), service_(service) {}

  /// When simulated exchanges go on from a file: now, or when it was written where that is later, because their time
  /// ran faster. Data error: unreadable.
  static Result<UtcTime> goes_on(const std::filesystem::path& path, UtcTime now);
  /// Takes what the file holds; nothing where there is no file. Data error: unreadable, or none of ours.
  Result<void> restore();
  Result<void> save();
  /// Saves when something has changed, at most once a second. `time_runs`: the time that is kept counts as a change.
  Result<void> save_if_due(UtcTime now, bool time_runs);

 private:
  std::filesystem::path path_;
  ExchangeService& service_;
  std::uint64_t saved_ = 0;
  UtcTime saved_at_;
};

}  // namespace basis::sim
