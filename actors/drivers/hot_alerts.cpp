#include "actors/drivers/hot_alerts.hpp"

#include <fmt/format.h>

namespace basis {
namespace {

constexpr const char* kHotLane = "hot_lane";

struct Words {
  const Universe& universe;
  using Alert = std::optional<journal::PersonAlerted>;

  Alert operator()(const PairAlarmed& alarmed) const {
    return journal::PersonAlerted{kHotLane, std::string(pair_alarm_name(alarmed.alarm)),
                                  fmt::format("pair {}: {}", alarmed.pair, pair_alarm_text(alarmed.alarm))};
  }
  /// One that its owner has stopped is no surprise.
  Alert operator()(const PairEnded& ended) const {
    const PairFigures& pair = ended.figures;
    if (pair.left.is_zero() || pair.end == PairEnd::done || pair.end == PairEnd::stopped) return std::nullopt;
    const std::string why = ended.reason.empty() ? std::string() : fmt::format(": {}", ended.reason);
    return journal::PersonAlerted{
        kHotLane, fmt::format("pair_{}", pair_end_name(pair.end)),
        fmt::format("pair {} has ended with {} coins not traded{}", pair.id, pair.left.to_string(), why)};
  }
  Alert operator()(const OrderAlarmed& alarmed) const {
    const std::string order = alarmed.id.is_set() ? fmt::format("order {} in ", alarmed.id.view()) : std::string();
    return journal::PersonAlerted{
        kHotLane, std::string(order_alarm_name(alarmed.alarm)),
        fmt::format("{}{}: {}", order, universe[alarmed.market].key, order_alarm_text(alarmed.alarm))};
  }
  template <class Other>
  Alert operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

std::optional<journal::PersonAlerted> alert_of(const HotOutcome& outcome, const Universe& universe) {
  return std::visit(Words{universe}, outcome);
}

}  // namespace basis
