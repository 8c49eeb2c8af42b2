#pragma once

#include <string>
#include <vector>

#include "core/history/dataset.hpp"
#include "core/history/series_source.hpp"
#include "tools/database/csv_rows.hpp"

namespace basis {

/// One file to import.
struct PlannedFile {
  std::string name;  ///< `spot/binance_BTCUSDT_1h.csv`
  std::string series;
  SeriesKind kind = SeriesKind::ohlcv_1h;
  std::size_t bytes = 0;
  std::string fingerprint;
};

/// A data folder to import.
struct ImportPlan {
  std::string dataset;
  std::string yaml;
  std::vector<PlannedFile> files;
};

/// Reads `dataset.yaml` and checks every file it lists; reports all faults at once.
Result<ImportPlan> plan_import(SeriesSource& source);

/// A file's bytes and their frame; faults as one error of kind `data`.
struct FramedFile {
  std::string bytes;
  CsvFrame frame;
};
Result<FramedFile> read_framed(SeriesSource& source, const PlannedFile& file);

}  // namespace basis
