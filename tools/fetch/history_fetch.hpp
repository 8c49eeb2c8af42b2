#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/fetch/manifest.hpp"
#include "tools/fetch/series_file.hpp"
#include "venues/client/calls.hpp"
#include "venues/client/history_dialect.hpp"
#include "venues/net/backoff.hpp"

namespace basis {

/// A venue's markets of one product, and where they are told.
struct FetchSource {
  std::string venue;  ///< as series are named: "binance"
  client::HistorySource dialects;
  net::Endpoint rest;
  std::vector<const Market*> markets;  ///< they outlive the fetch
};

/// Fetches hourly history into a data folder: what the folder lacks, page by page, each of which is whole on disk
/// before the next is asked for. Only hours that have ended are taken. Sources are asked side by side, each within its
/// venue's limits. It has no socket or clock of its own.
class HistoryFetch {
 public:
  struct Report {
    std::size_t rows = 0;                ///< new
    std::vector<std::string> faults;     ///< what could not be fetched, one line each
    std::vector<std::string> differing;  ///< markets whose rules are others than the configuration's
  };
  /// Manifest and network outlive it. `from` and `to` are whole hours.
  HistoryFetch(Manifest& manifest, UtcTime from, UtcTime to, std::vector<FetchSource> sources, net::Network& network);
  ~HistoryFetch();

  void start();
  [[nodiscard]] bool done() const;
  /// Pages that were taken, and all that there are.
  [[nodiscard]] std::pair<std::size_t, std::size_t> progress() const;
  /// A data or usage error is one of the folder, and ends the whole fetch.
  [[nodiscard]] Result<Report> result() const;

 private:
  class Worker;
  Manifest& manifest_;
  UtcTime from_, to_;
  net::Network& network_;
  std::vector<std::unique_ptr<Worker>> workers_;
  Report report_;
  std::optional<Error> failure_;
  std::size_t pages_ = 0;
  std::size_t taken_ = 0;
};

/// Writes `dataset.yaml` so that it names every series of the manifest; what else it has stays.
Result<void> describe_fetched(const Manifest& manifest);

}  // namespace basis
