#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/fingerprint.hpp"
#include "core/data/dataset.hpp"
#include "core/data/event_tables.hpp"
#include "core/data/fault_list.hpp"
#include "core/data/series_source.hpp"
#include "core/data/series_table.hpp"

namespace basis {

/// The files of a dataset, each read once, and the rows its fill rules supply. Faults of files are gathered here.
class SeriesStore {
 public:
  /// Reads `dataset.yaml`. The source outlives the store.
  static Result<SeriesStore> open(SeriesSource& source);

  [[nodiscard]] const Dataset& dataset() const { return dataset_; }
  FaultList& faults() { return faults_; }
  /// Path of a series' file, or of `dataset.yaml` for one without a file; for messages.
  [[nodiscard]] std::string file_of(const std::string& series) const;

  /// Whether the dataset has the series as what it is needed as; tells the fault where not.
  bool knows(const SeriesNeed& need);
  /// Reads a series of the dataset and everything that may fill it.
  void load(const std::string& series);
  /// A time series' own rows; empty for one without a file. It must be loaded.
  [[nodiscard]] const SeriesTable& table(const std::string& series) const { return tables_.at(series); }
  /// How the rows of a series of the dataset are read and sampled.
  [[nodiscard]] KindSpec spec(const std::string& series) const;
  [[nodiscard]] bool is_loaded(const std::string& series) const { return tables_.contains(series); }
  /// The first instant at which a loaded series has a row or its fill rule has one; empty where it has none at all.
  [[nodiscard]] std::optional<UtcTime> begins(const std::string& series) const;
  /// Whether a file that the series or its fill rule rests on could not be read.
  [[nodiscard]] bool is_broken(const std::string& series) const;

  /// The row at that instant: the series' own, else what its fill rule
  /// supplies, applied all the way down. Empty where there is none.
  std::optional<Row> row_at(const std::string& series, UtcTime time);
  /// Instants at which the rule of a series has supplied a row so far.
  [[nodiscard]] const std::map<UtcTime, Row>& filled(const std::string& series) const;

  [[nodiscard]] const std::map<std::string, std::vector<RewardEvent>>& rewards() const { return rewards_; }
  [[nodiscard]] const CostTable& costs() const { return costs_; }
  /// Rows of a table that is no time series; it must be loaded.
  [[nodiscard]] const TableCounts& counts(const std::string& series) const { return counts_.at(series); }

  /// Of `dataset.yaml` and every file read so far: names within the dataset and bytes.
  [[nodiscard]] std::string fingerprint() const;

 private:
  explicit SeriesStore(SeriesSource& source) : source_(&source) {}
  void read_file(const std::string& series, SeriesKind kind);
  std::optional<Row> supplied(const FillRule& rule, UtcTime time);

  SeriesSource* source_;
  Dataset dataset_;
  FaultList faults_;
  std::map<std::string, SeriesTable> tables_;
  std::map<std::string, std::map<UtcTime, Row>> filled_;
  std::map<std::string, std::vector<RewardEvent>> rewards_;
  std::map<std::string, TableCounts> counts_;
  CostTable costs_;
  std::map<std::string, std::string> file_fingerprints_;  ///< by name within the dataset
};

}  // namespace basis
