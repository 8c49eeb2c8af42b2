#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "venues/net/network.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::sim {

/// Markets that follow the public data of the real venues, as it is received. A market whose order book is not known,
/// at first and after a lost connection, has no levels. Everything happens on the thread that polls the network.
class LiveMarket {
 public:
  struct Parts {
    const Settings* settings = nullptr;  ///< whose venues these are; outlives it
    EnvironmentName environment = EnvironmentName::dev;
    NodeSettings node;
    std::optional<net::Endpoint> host;             ///< where all of it is, instead of the environment's endpoints
    SimulatedExchanges* exchanges = nullptr;       ///< outlives it
    net::Network* network = nullptr;               ///< likewise
    std::function<UtcTime()> now;                  ///< the exchanges' time
    std::function<void(const std::string&)> tell;  ///< what a person should see
  };
  /// The markets of these venues. Usage errors: those of their endpoints.
  static Result<std::unique_ptr<LiveMarket>> open(Parts parts, const std::vector<std::string>& venues);
  ~LiveMarket();

  void start();
  /// Requests the order books that lack a snapshot.
  void turn();
  void stop();

 private:
  class Line;
  explicit LiveMarket(Parts parts);
  Parts parts_;
  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace basis::sim
