#pragma once

#include "tests/venues/sim/exchange_support.hpp"

namespace basis::test {

/// Simulated Binance with the books of `SimulatedVenueTest`.
struct BinanceVenue : SimulatedVenueTest {
  explicit BinanceVenue(bool limits = true, std::vector<sim::ExchangeFault> faults = {}, LatencySpec latency = {})
      : SimulatedVenueTest("binance", "BTCUSDT", "BTCUSDT", limits, std::move(faults), latency) {}

  [[nodiscard]] std::string stamped(std::string parameters) const {
    parameters.append(parameters.empty() ? "" : "&").append(fmt::format("timestamp={}", sim::millis(now)));
    return parameters;
  }
  /// A signed request with its parameters in the query.
  std::shared_ptr<Answered> signed_call(const std::string& method, const std::string& path,
                                        const std::string& parameters = {}) {
    const std::string query = stamped(parameters);
    return send(
        {method, path + "?" + query + "&signature=" + sign("demo-secret", query), {{"X-MBX-APIKEY", "demo-key"}}, {}});
  }
  /// "-1102 Mandatory ...", or the body where it is no refusal.
  static std::string told(const Answered& answered) {
    const boost::json::value json = answered.json();
    const auto* const object = json.if_object();
    if (object == nullptr || !object->contains("code") || !object->contains("msg")) return answered.response.body;
    return fmt::format("{} {}", object->at("code").as_int64(), std::string(object->at("msg").as_string()));
  }
};

}  // namespace basis::test
