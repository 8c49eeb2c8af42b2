#pragma once

#include <optional>

#include "actors/live/market_recorder.hpp"
#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
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

/// Where the public market data of a protocol is: at `host`, else at the endpoints of the environment. Usage errors:
/// those of `endpoints_of`.
Result<RecordedVenue> public_side_of(const FeedVenueInfo& info, const std::optional<net::Endpoint>& host,
                                     const Settings& settings, EnvironmentName environment, const NodeSettings& node);

/// Usage errors: a venue without a session, a product or number that is not allowed, a symbol that is given twice, an
/// endpoint that is missing.
Result<RecordConfig> read_record_config(const RecordOptions& options);

}  // namespace basis
