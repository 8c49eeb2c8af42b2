#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/fetch/block_search.hpp"
#include "tools/fetch/chain_series.hpp"
#include "tools/fetch/fetch_pages.hpp"
#include "tools/fetch/manifest.hpp"
#include "tools/fetch/patient_reads.hpp"
#include "tools/fetch/series_file.hpp"
#include "venues/chain/heads.hpp"

namespace basis {

/// Fetches hourly history of a chain into a data folder through a node that keeps old states: of each hour that the
/// folder lacks, what contracts said in the last block at or before it. A page of hours is whole on disk before the
/// next is asked for. It has no socket or clock of its own.
class ChainHistory {
 public:
  /// An hour counts once the chain's last block is so much later: no other block takes the place of one so old.
  static constexpr Nanos kSettled = kMinute * 15;

  struct Report {
    std::size_t rows = 0;             ///< new
    std::vector<std::string> notes;   ///< series that begin later than what was asked for
    std::vector<std::string> faults;  ///< series without a row
  };
  struct Parts {
    std::uint64_t chain_id;    ///< on which the node has to be
    chain::Address multicall;  ///< Multicall3
    UtcTime from, to;          ///< whole hours
    std::vector<ChainSeries> series;
  };
  /// Manifest and reads outlive it. Data error of `start`: a file comes from another chain or contract.
  ChainHistory(Manifest& manifest, PatientReads& reads, Parts parts);

  Result<void> start();
  [[nodiscard]] bool done() const { return done_; }
  /// Hours that were taken, and all that there are.
  [[nodiscard]] std::pair<std::size_t, std::size_t> progress() const { return {taken_, hours_}; }
  /// Errors: the node is on another chain (usage); what it does not answer, or what cannot be (data). What was taken
  /// before is whole.
  [[nodiscard]] Result<Report> result() const;

 private:
  /// What is asked about one hour of the page.
  struct Hour {
    UtcTime at;
    std::optional<std::uint64_t> block{};
    std::optional<std::size_t> call{};  ///< its places among the calls of the page
    std::optional<std::size_t> fees{};
  };
  void begin(const std::vector<chain::RpcAnswer>& answers);
  Result<void> take_chain(const std::vector<chain::RpcAnswer>& answers);
  void next_page();
  void search();
  Result<void> take_blocks(const std::vector<std::uint64_t>& numbers, const std::vector<chain::RpcAnswer>& answers);
  void sample();
  [[nodiscard]] std::vector<chain::ContractRead> reads_of_page() const;
  Result<void> take_page(const std::vector<chain::RpcAnswer>& answers);
  Result<std::vector<chain::ReadAnswer>> answers_of(const Hour& hour,
                                                    const std::vector<chain::RpcAnswer>& answers) const;
  Result<BlockTold> fees_of(const Hour& hour, const std::vector<chain::RpcAnswer>& answers) const;
  Result<void> take_row(std::size_t place, const Hour& hour, const BlockTold& told);
  Result<void> keep(std::size_t place);
  void finish();
  void stop(const Error& error);
  [[nodiscard]] std::string block_text(std::uint64_t number) const;
  [[nodiscard]] Error unanswered(const Hour& hour, const chain::RpcFault& fault) const;

  Manifest& manifest_;
  PatientReads& reads_;
  Parts parts_;
  std::vector<SeriesFile> files_;  ///< by series
  std::deque<FetchPage> pages_;
  std::vector<Hour> hours_of_page_;
  std::optional<BlockSearch> search_;
  Report report_;
  std::optional<Error> failure_;
  std::size_t hours_ = 0;
  std::size_t taken_ = 0;
  bool done_ = false;
};

}  // namespace basis
