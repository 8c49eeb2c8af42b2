#pragma once

#include <optional>

#include "actors/live/market_recorder.hpp"
#include "core/config/load_config.hpp"
#include "tools/basis/record_options.hpp"

namespace basis {

/// What the options and the configuration say of a recording from live sockets.
struct RecordConfig {
  LoadedConfig loaded;
  std::vector<RecordedVenue> venues;
  std::uint64_t file_bytes = 0;
  Nanos file_time{};
  std::optional<Nanos> run_for;
};

/// Usage errors: a venue without a session, a product or number that is not allowed, a symbol that is given twice, an
/// endpoint that is missing.
Result<RecordConfig> read_record_config(const RecordOptions& options);

}  // namespace basis
